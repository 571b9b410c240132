# SPDX-License-Identifier: Apache-2.0
sopflow act tests/tools/clocks.sop.yaml <tests/tools/clocks.jsonl
