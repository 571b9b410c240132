# SPDX-License-Identifier: Apache-2.0
sopflow act flows/library_card.sop.yaml <examples/pipe.jsonl
