# SPDX-License-Identifier: Apache-2.0
sopflow act flows/library_card.sop.yaml <tests/tools/bad_lines.jsonl
