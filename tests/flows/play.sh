#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# play.sh SOPFLOW PROCEDURE: checks it (warnings count too; what is proved is said below) and plays the scenarios beside it, which
# must reach every node, action, timeout and branch. A variant need not reach its base again.
set -u
sopflow=$1 procedure=$2

found=$("$sopflow" check "$procedure" 2>&1)
[ "$(echo "$found" | head -n 1)" = "No problems found." ] || { echo "$found"; exit 1; }

played=$("$sopflow" test "$procedure" 2>&1)
status=$?
echo "$played"
[ $status -eq 0 ] || exit 1
grep -q '^extends:' "$procedure" || ! echo "$played" | grep -q ', not:$'
