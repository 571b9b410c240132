#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One golden run: CASE/run.sh, with `sopflow` and a scratch folder $OUT, against CASE/expected.txt.
# SOP_UPDATE_GOLDEN=1 rewrites it.   golden.sh SOPFLOW CASE
program=$(realpath "$1")
case=$2
OUT=$(mktemp -d) || exit 1
trap 'rm -r "$OUT"' EXIT

sopflow()
{
    "$program" "$@"
}

{
    (. "$case/run.sh") 2>"$OUT/.errors"
    echo "--- exit status $?"
    [ ! -s "$OUT/.errors" ] || { echo "--- standard error"; cat "$OUT/.errors"; }
} | sed "s|$OUT|OUT|g" >"$OUT/.actual"

if [ "${SOP_UPDATE_GOLDEN:-0}" != 0 ]; then
    cp "$OUT/.actual" "$case/expected.txt"
else
    diff "$case/expected.txt" "$OUT/.actual" || { echo "$case: not as expected"; exit 1; }
fi
