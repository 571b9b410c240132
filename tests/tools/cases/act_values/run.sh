# SPDX-License-Identifier: Apache-2.0
sopflow act tests/tools/values.sop.yaml <tests/tools/values.jsonl
