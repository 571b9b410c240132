#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Draws the pictures of the README again.   flows/pictures/draw.sh SOPFLOW
set -e
cd "$(dirname "$0")/../.."
case=$(mktemp)
trap 'rm "$case"' EXIT

head -4 examples/pipe.jsonl | "$1" act flows/library_card.sop.yaml --save "$case" >/dev/null
"$1" draw flows/library_card.sop.yaml --view full -o flows/pictures/library_card.png
"$1" draw flows/library_card.sop.yaml --view full --case "$case" --now 2026-03-02T10:00:00Z \
    -o flows/pictures/library_card_case.png
"$1" draw flows/avrr.sop.yaml --view overview --language zh --paper a4 -o flows/pictures/avrr_zh.png
