#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The examples of the pages, run through the whole program: the wrong one gives the page's code and no other, the
# right one nothing. Pages about reading YAML at all (1xx) show fragments, which may be wrong otherwise as well.
# A calendar is checked by way of a procedure that names it; the files that examples name are in beside/, a translation
# says in its first line what its file is called.
# What is said about the wrong one is a golden file, golden/SOP-nnn.txt (SOP_UPDATE_GOLDEN=1 rewrites it).
#   pages.sh SOPFLOW
status=0
work=$(mktemp -d) || exit 1
trap 'rm -r "$work"' EXIT
cp tests/scenario/library_card.sop.yaml tests/house/beside/* "$work/"

# block PAGE HEADING: the first yaml block under the heading
block()
{
    awk -v heading="## $2" '$0 == heading {on = 1; next} /^## / {on = 0}
        on && /^```yaml/ {inside = 1; next} inside && /^```/ {exit} inside' "$1"
}

# say FILE: the messages as people see them, into said
say()
{
    (cd "$work" && "$sopflow" check $asked "$(basename "$1")") >"$work/said"
}

# codes: those of what was said, each once; without what the file accepts
codes()
{
    sed -n 's/^\(error\|warning\|note\)\[\(SOP-[0-9]*\)\].*/\2/p' "$work/said" | sort -u | tr '\n' ' '
}

# golden EXPECTED: is that what was said?
golden()
{
    if [ "${SOP_UPDATE_GOLDEN:-0}" != 0 ]; then
        cp "$work/said" "$1"
    elif ! diff "$1" "$work/said"; then
        echo "$1 is not as expected"
        status=1
    fi
}

sopflow=$(realpath "$1")
for page in engine/messages/SOP-*.md; do
    code=$(basename "$page" .md)
    grep -q '<!-- run-time -->' "$page" && continue
    asked= # what is told only when it is asked for
    [ "$code" != SOP-838 ] || asked=--overlaps
    for heading in Wrong Right; do
        file=$work/input.sop.yaml
        block "$page" $heading >"$work/block"
        grep -q '^scenarios_of:' "$work/block" && file=$work/input.scenarios.yaml
        translation=$(sed -n '1s/^# \(.*\.texts\.yaml\)$/\1/p' "$work/block")
        [ -z "$translation" ] || file=$work/$translation
        cp "$work/block" "$file"
        if grep -qE '^(weekend|holidays|working|covers):' "$work/block" && [ "$code" != SOP-224 ]; then
            cp "$work/block" "$work/input.calendar.yaml"
            file=$work/with_calendar.sop.yaml
        fi
        say "$file"
        found=$(codes)
        case $heading:$code in
        Wrong:SOP-1*) echo "$found" | grep -q "$code " ;;
        Wrong:*) [ "$found" = "$code " ] ;;
        Right:SOP-1*) ! echo "$found" | grep -q "$code " ;;
        Right:*) [ -z "$found" ] ;;
        esac || { echo "$page, $heading: found ${found:-nothing}"; status=1; }
        [ $heading = Right ] || golden "tests/house/golden/$code.txt"
    done
done
exit $status
