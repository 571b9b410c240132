#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The program in README.md is the one in examples/, which is built and run.
awk '/^```c$/ {on = 1; next} /^```$/ {on = 0} on' README.md >"${TMPDIR:-/tmp}/readme.$$"
sed -n '/^#include <sopflow/,$p' examples/embed_c/main.c | diff "${TMPDIR:-/tmp}/readme.$$" -
status=$?
rm "${TMPDIR:-/tmp}/readme.$$"
[ $status -eq 0 ] || echo "README.md shows another program than examples/embed_c/main.c"
exit $status
