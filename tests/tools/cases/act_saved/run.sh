# SPDX-License-Identifier: Apache-2.0
head -3 examples/pipe.jsonl | sopflow act --save $OUT/case.json flows/library_card.sop.yaml >/dev/null
tail -1 examples/pipe.jsonl | sopflow act --load $OUT/case.json flows/library_card.sop.yaml
sopflow act --load $OUT/case.json tests/tools/values.sop.yaml
