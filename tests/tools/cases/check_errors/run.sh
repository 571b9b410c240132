# SPDX-License-Identifier: Apache-2.0
sopflow check tests/tools/wrong.sop.yaml
