#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every message has a number of its own, a page with a wrong and a right example, a golden case that provokes it,
# and a place that emits it; every page belongs to a message.
status=0

complain()
{
    echo "$*"
    status=1
}

list=$(tr '\n' ' ' <engine/base/messages.def | grep -o 'SOP_MESSAGE( *[0-9]*, *[A-Z]*, *[A-Z0-9_]*' |
    sed 's/SOP_MESSAGE( *\([0-9]*\), *[A-Z]*, *\([A-Z0-9_]*\)/\1 \2/')
[ -n "$list" ] || complain "no messages found in messages.def"

twice=$(echo "$list" | cut -d' ' -f1 | sort | uniq -d)
[ -z "$twice" ] || complain "numbers used twice:" $twice

# A page whose example cannot be written down (too large, not UTF-8) is provoked by a test program instead.
is_tested_in_code()
{
    grep -q '<!-- run-time -->' "engine/messages/SOP-$1.md" 2>/dev/null &&
        grep -qwrE "SOP_MESSAGE_$2|$1" tests --include='*_test.c'
}

# contains LIST WORD: a word of a list of lines
contains()
{
    case "
$1
" in
    *"
$2
"*) ;;
    *) return 1 ;;
    esac
}

provoked=$(find tests \( -name 'expected*' -o -path '*golden*' \) -type f -exec grep -hoE 'SOP-[0-9]+' {} + | sort -u)
emitted=$(grep -hoEr 'SOP_MESSAGE_[A-Z0-9_]+' engine --include=*.c | sort -u)
echo "$list" | {
    while read -r number name; do
        page=engine/messages/SOP-$number.md
        if [ -f "$page" ]; then
            grep -q '^## Wrong' "$page" && grep -q '^## Right' "$page" || complain "$page lacks its examples"
        else
            complain "SOP-$number ($name) has no page"
        fi
        contains "$provoked" "SOP-$number" || is_tested_in_code "$number" "$name" || complain "SOP-$number ($name) is provoked by no golden case"
        contains "$emitted" "SOP_MESSAGE_$name" || complain "SOP-$number ($name) is emitted nowhere"
    done
    exit $status
} || status=1

for page in engine/messages/SOP-*.md; do
    number=${page#engine/messages/SOP-}
    number=${number%.md}
    echo "$list" | grep -q "^$number " || complain "$page belongs to no message"
done
exit $status
