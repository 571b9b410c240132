#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What each room may include: rooms further left, never the one beside it; libraries only where they belong.
# A public header <sopflow/x.h> belongs to the room that implements it.
awk '
BEGIN {
    # a room: the rooms that it may include, itself among them
    may["base"] = "base"
    may["time"] = "base time"
    may["yaml"] = "base time yaml"
    may["feel"] = "base time feel"
    may["procedure"] = "base time yaml feel procedure"
    may["flow"] = "base time feel procedure flow"
    may["case"] = "base time feel flow case"
    may["versions"] = "base time feel flow case versions"
    may["check"] = "base time feel flow case check"
    may["scenario"] = "base time yaml feel procedure flow case scenario"
    may["draw"] = "base time feel flow case draw"
    may["exchange"] = "base time feel flow exchange"

    # a public header: its room, where it is not called like it
    owners["macros"] = owners["diagnostics"] = "base"
    owners["value"] = "feel"
    owners["scenarios"] = "scenario"
    owners["way"] = "check"

    # a library: the room that it belongs in
    library["^yaml[.]h$"] = "yaml"
    library["^z3[.]h$"] = "check"
    library["^(gvc[.]h|cgraph[.]h|graphviz/.*|cairo.*[.]h)$"] = "draw"
}

function owner(name) { return name in owners ? owners[name] : name }

function broken(what) { print FILENAME ": includes " include ", which " what; status = 1 }

# The room of what is included; "": none of the engine.
function room_of_include(parts)
{
    split(include, parts, "/")
    if (parts[1] != "sopflow")
        return parts[1] in may ? parts[1] : ""
    sub(/[.]h$/, "", parts[2])
    return owner(parts[2])
}

FNR == 1 {
    split(FILENAME, path, "/")
    inside = path[1] == "engine"
    room = path[2]
    if (room == "sopflow") { sub(/[.]h$/, "", path[3]); room = owner(path[3]) }
    if (room == "sopflow") # the header of all
        nextfile
    if (inside && !(room in may)) { print FILENAME ": a room that includes.sh does not know"; status = 1; nextfile }
}

/^# *include *[<"]/ {
    include = $0
    gsub(/^# *include *[<"]|[>"].*/, "", include)
    of = room_of_include()
    for (pattern in library)
        if (include ~ pattern && !inside)
            broken("is not public")
        else if (include ~ pattern && library[pattern] != room)
            broken("belongs in " library[pattern] "/")
    if (!inside && of != "" && include !~ /^sopflow\//)
        broken("is not public")
    if (inside && of != "" && !index(" " may[room] " ", " " of " "))
        broken("is no room that " room "/ may see")
}

END { exit status }
' engine/*/*.c engine/*/*.h tools/*.c tools/*.h examples/*/*.c
