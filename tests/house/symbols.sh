#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The library exports what its headers declare, no more and no less, and all begins with sop_.
#   symbols.sh LIBRARY WITH_DRAW
work=$(mktemp -d) || exit 1
trap 'rm -r "$work"' EXIT

headers=$(ls engine/sopflow/*.h | grep -v macros.h)
[ "$2" = 1 ] || headers=$(echo "$headers" | grep -v draw.h)
cat $headers | tr '\n' ' ' | tr ';' '\n' | sed -n 's/.*SOP_EXPORT [^(]*\b\(sop_[a-z0-9_]*\)(.*/\1/p' |
    sort -u >"$work/declared"
nm -D --defined-only "$1" | awk '{print $NF}' | grep -v '^__\(asan\|odr_asan\|ubsan\|sanitizer\)' | sort -u >"$work/exported"

[ -s "$work/declared" ] || { echo "no declarations found"; exit 1; }
diff "$work/declared" "$work/exported" >"$work/differences" && exit 0
sed -n 's/^< /declared but not exported: /p; s/^> /exported but not declared: /p' "$work/differences"
exit 1
