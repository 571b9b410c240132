#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a bare Debian 12 to a checked, tested and drawn procedure: installs what is missing, builds, checks
# the model procedure, plays its scenarios, walks one case and draws the flowchart in three languages.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/packages.sh

headline()
{
    printf '\n== %s\n' "$*"
}

headline "1. What the build needs"
install_packages build

headline "2. Building (build/release)"
mkdir -p build
cmake --preset release >build/try.log 2>&1 || { cat build/try.log; exit 1; }
cmake --build build/release >>build/try.log 2>&1 || { tail -50 build/try.log; exit 1; }
echo "build/release/tools/sopflow"
sopflow=build/release/tools/sopflow

headline "3. Checking flows/avrr.sop.yaml"
$sopflow check flows/avrr.sop.yaml

headline "4. Playing its scenarios"
$sopflow test flows/avrr.sop.yaml

headline "5. Walking one case (sopflow run, with the lines of tools/try.txt typed in)"
$sopflow run flows/avrr.sop.yaml --start 2026-03-02T09:00:00+08:00 <tools/try.txt

headline "6. Drawing it"
mkdir -p build/out
for language in en fr zh; do
    $sopflow draw flows/avrr.sop.yaml -o build/out/avrr.$language.pdf --language $language --paper a3
    echo "build/out/avrr.$language.pdf"
done

headline "Done. Where to look, and what to try next"
cat <<'TEXT'
Look at   build/out/avrr.en.pdf (avrr.fr.pdf, avrr.zh.pdf): the flowchart
          flows/avrr.sop.yaml: the procedure it was drawn from
          flows/README.md: how to write one of your own

Try       build/release/tools/sopflow run flows/library_card.sop.yaml      walk a case in the terminal
          build/release/tools/sopflow new my_procedure                     a commented file to begin with
          build/release/tools/sopflow draw flows/avrr.sop.yaml -o overview.pdf --view overview
          build/release/tools/sopflow explain                              every message, explained
          build/release/tools/sopflow --help
TEXT
