# SPDX-License-Identifier: Apache-2.0
# A refusal tells the parts that decided its condition, and where each is written.
cat >$OUT/lines.jsonl <<'END'
{"start": "2026-03-02T09:00:00Z", "id": "T-1"}
{"do": "approve", "by": "clerk/c1", "give": {"passport_expiry": "2026-03-01", "departure_date": "2026-03-14", "age": 17, "consent": false}}
{"do": "approve", "by": "clerk/c1", "give": {"passport_expiry": "2026-12-01", "age": 17}}
END
sopflow act tests/tools/because.sop.yaml <$OUT/lines.jsonl | grep -o '"reasons":.*"facts":'
