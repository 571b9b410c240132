# SPDX-License-Identifier: Apache-2.0
# What a procedure accepts is listed, and does not count; in a variant and in who uses it, too.
for file in visits visits_north house; do
    sopflow check tests/tools/accept/$file.sop.yaml >"$OUT/found"
    echo "-> $?"
    sed 's/[0-9,]* states/… states/' "$OUT/found"
done
sopflow show tests/tools/accept/visits_north.sop.yaml
