# SPDX-License-Identifier: Apache-2.0
sopflow path flows/library_card.sop.yaml --to isue
sopflow path flows/library_card.sop.yaml
sopflow path flows/library_card.sop.yaml --to issue --now tomorrow
sopflow path flows/library_card.sop.yaml --to issue --format yaml
sopflow path $OUT/missing.json --to issue
echo '{"flow": {"id": 7}}' >$OUT/case.json
sopflow path $OUT/case.json --to issue
