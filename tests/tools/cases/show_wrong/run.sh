# SPDX-License-Identifier: Apache-2.0
sopflow check tests/tools/variant/wrong.sop.yaml
sopflow show tests/tools/variant/wrong.sop.yaml
sopflow show tests/tools/no_such.sop.yaml
