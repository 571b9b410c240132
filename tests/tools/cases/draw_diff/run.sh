# SPDX-License-Identifier: Apache-2.0
# The newer version drawn, with what is new and what changed marked.
sopflow diff tests/versions/older.sop.yaml tests/versions/newer.sop.yaml --drawing "$OUT/changes.dot" >/dev/null 2>&1
grep -c '✚' "$OUT/changes.dot"
grep -o '≈ [^<]*' "$OUT/changes.dot" | sort -u
sopflow diff tests/versions/older.sop.yaml tests/versions/newer.sop.yaml --drawing "$OUT/changes" >/dev/null
