# SPDX-License-Identifier: Apache-2.0
# Cases go over to a newer version: a dry run, what is accepted, the files rewritten.
older=tests/versions/older.sop.yaml
newer=tests/versions/newer.sop.yaml
at='{"start": "2026-03-02T09:00:00Z"'
{
    echo "$at, \"id\": \"P-1\"}"
} | sopflow act $older --save "$OUT/1.json" >/dev/null 2>&1
{
    echo "$at, \"id\": \"P-2\"}"
    echo '{"do": "file_papers", "by": "clerk/c1", "give": {"passport": {}}}'
    echo '{"do": "apply", "by": "applicant/a1", "give": {"age": 15, "purpose": "family", "form": {}, "remark": "none"}}'
} | sopflow act $older --save "$OUT/2.json" >/dev/null 2>&1
{
    echo "$at, \"id\": \"P-3\"}"
    echo '{"do": "file_papers", "by": "clerk/c1", "give": {"passport": {}}}'
    echo '{"do": "apply", "by": "applicant/a1", "give": {"age": 30, "purpose": "work", "form": {}}}'
    echo '{"do": "confirm", "by": "clerk/c1", "give": {"urgent": false}}'
    echo '{"do": "enough", "by": "clerk/c1", "give": {"score": 12}}'
} | sopflow act $older --save "$OUT/3.json" >/dev/null 2>&1
echo '{}' >"$OUT/4.json"

sopflow migrate $older $newer 2>/dev/null
echo "--- a dry run"
sopflow migrate $older $newer "$OUT" --now 2026-03-03T09:00:00Z 2>/dev/null
echo "--- $?"
sopflow migrate $older $newer "$OUT" --now 2026-03-03T09:00:00Z --language fr --format json 2>/dev/null
echo "--- two months later"
sopflow migrate $older $newer "$OUT/1.json" --now 2026-05-15T09:00:00Z 2>/dev/null
echo "--- rewritten"
sopflow migrate $older $newer "$OUT" --now 2026-03-03T09:00:00Z --write --accept fact_gone --accept past_unknown 2>/dev/null
grep '"version"' "$OUT"/*.json
sopflow act $newer --load "$OUT/3.json" <<TEXT 2>/dev/null | grep -o '"at":\[[^]]*\]'
{"do": "send_back", "by": "officer/o1"}
TEXT
echo "--- what is wrong"
sopflow migrate $older
sopflow migrate $older $newer "$OUT/none.json" 2>&1 | tail -1
sopflow migrate $older $newer "$OUT" --accept step_gone
sopflow migrate $older $newer "$OUT" --now yesterday
