# SPDX-License-Identifier: Apache-2.0
sopflow run flows/library_card.sop.yaml --start 2026-03-02T09:00:00+01:00 <tests/tools/walk.txt
