# SPDX-License-Identifier: Apache-2.0
# What runs on opening is told; a timeout that would break a safeguard waits, over two runs.
sopflow act --save $OUT/case.json tests/tools/stuck.sop.yaml <<'LINES'
{"start": "2026-03-05T09:00:00Z"}
{"tick": "2026-03-06T12:00:00Z"}
{"do": "look", "by": "clerk/paul", "at": "2026-03-06T13:00:00Z"}
LINES
sopflow act --load $OUT/case.json --options tests/tools/stuck.sop.yaml <<'LINES'
{"tick": "2026-03-06T12:59:59Z"}
{"do": "ask", "by": "clerk/paul", "give": {"late": false}}
{"tick": "2026-03-08T12:00:00Z"}
LINES
