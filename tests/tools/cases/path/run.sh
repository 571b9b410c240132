# SPDX-License-Identifier: Apache-2.0
now="--now 2026-03-03T09:00:00+01:00"
head -3 examples/pipe.jsonl | sopflow act --save $OUT/case.json flows/library_card.sop.yaml >/dev/null
for language in en fr zh; do
    sopflow path $OUT/case.json --flow flows/library_card.sop.yaml --to issue $now --language $language
done
sopflow path flows/library_card.sop.yaml --to outcome:not_collected $now
sopflow path flows/library_card.sop.yaml --to issue $now --format json
sopflow path $OUT/case.json --flow flows/library_card.sop.yaml --to processing $now
sopflow path $OUT/case.json --flow flows/library_card.sop.yaml --to desk $now
