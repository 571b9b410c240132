# SPDX-License-Identifier: Apache-2.0
sopflow run tests/tools/clocks.sop.yaml --start 2026-03-05T09:00:00+01:00 <tests/tools/walk_clocks.txt
sopflow run tests/tools/stuck.sop.yaml --start 2026-03-05T09:00:00Z --as clerk/paul <<'LINES'
wait 3 days
lapse
ask
no
LINES
