#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What each room may include: rooms further left, never the one beside it; libraries only where they belong.
# A public header <sopflow/x.h> belongs to the room that implements it.
status=0

# room: the rooms that it may include, itself among them
allowed()
{
    case $1 in
    base) echo base ;;
    time) echo base time ;;
    yaml) echo base time yaml ;;
    feel) echo base time feel ;;
    procedure) echo base time yaml feel procedure ;;
    flow) echo base time feel procedure flow ;;
    case) echo base time feel flow case ;;
    versions) echo base time feel flow case versions ;;
    check) echo base time feel flow case check ;;
    scenario) echo base time yaml feel procedure flow case scenario ;;
    draw) echo base time feel flow case draw ;;
    exchange) echo base time feel flow exchange ;;
    esac
}

# the room of a public header
owner()
{
    case $1 in
    macros | diagnostics) echo base ;;
    value) echo feel ;;
    scenarios) echo scenario ;;
    way) echo check ;;
    *) echo "$1" ;;
    esac
}

broken()
{
    echo "$1: includes $2, which $3"
    status=1
}

includes_of()
{
    sed -n 's/^# *include *[<"]\([^>"]*\)[>"].*/\1/p' "$1"
}

for file in engine/*/*.c engine/*/*.h; do
    room=$(basename "$(dirname "$file")")
    [ "$room" = sopflow ] && room=$(owner "$(basename "$file" .h)") && [ "$room" = sopflow ] && continue
    may=" $(allowed "$room") "
    [ "$may" != "  " ] || { echo "$file: a room that includes.sh does not know"; status=1; continue; }
    for include in $(includes_of "$file"); do
        case $include in
        yaml.h) [ "$room" = yaml ] || broken "$file" "$include" "belongs in yaml/" ;;
        z3.h) [ "$room" = check ] || broken "$file" "$include" "belongs in check/" ;;
        gvc.h | cgraph.h | graphviz/* | cairo*.h) [ "$room" = draw ] || broken "$file" "$include" "belongs in draw/" ;;
        sopflow/*) of=$(owner "$(basename "$include" .h)") ;;
        */*) of=${include%%/*} ;;
        esac
        case $include in
        sopflow/* | base/* | time/* | yaml/* | feel/* | procedure/* | flow/* | case/* | versions/* | check/* | scenario/* | draw/* | exchange/*)
            case $may in
            *" $of "*) ;;
            *) broken "$file" "$include" "is no room that $room/ may see" ;;
            esac
            ;;
        esac
    done
done

for file in tools/*.c tools/*.h examples/*/*.c; do
    for include in $(includes_of "$file"); do
        case $include in
        base/* | time/* | yaml/* | feel/* | procedure/* | flow/* | case/* | versions/* | check/* | scenario/* | draw/* | exchange/* | yaml.h | z3.h | gvc.h | cgraph.h)
            broken "$file" "$include" "is not public"
            ;;
        esac
    done
done
exit $status
