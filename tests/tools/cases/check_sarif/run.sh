# SPDX-License-Identifier: Apache-2.0
sopflow check --format sarif tests/tools/wrong.sop.yaml
