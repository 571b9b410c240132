# SPDX-License-Identifier: Apache-2.0
head -4 examples/pipe.jsonl | sopflow act --save $OUT/case.json flows/library_card.sop.yaml >/dev/null
sopflow draw flows/library_card.sop.yaml -o $OUT/plain.dot --view full
sopflow draw flows/library_card.sop.yaml -o $OUT/marked.dot --view full --case $OUT/case.json --now 2026-03-02T10:00:00Z
cmp -s $OUT/plain.dot $OUT/marked.dot || echo "the case is marked"
