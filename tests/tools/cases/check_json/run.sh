# SPDX-License-Identifier: Apache-2.0
sopflow check --format json tests/tools/wrong.sop.yaml
