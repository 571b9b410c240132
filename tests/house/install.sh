#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is installed is enough to build a host, found by pkg-config and by CMake, and to run it.
#   install.sh CMAKE BUILD CC
set -e
root=$(mktemp -d)
trap 'rm -r "$root"' EXIT

"$1" --install "$2" --prefix "$root" >/dev/null
for file in bin/sopflow include/sopflow/sopflow.h share/man/man1/sopflow.1 \
    share/bash-completion/completions/sopflow; do
    [ -e "$root/$file" ] || { echo "not installed: $file"; exit 1; }
done
pc=$(find "$root" -name sopflow.pc)
lib=$(dirname "$(dirname "$pc")")
export PKG_CONFIG_PATH="$lib/pkgconfig" LD_LIBRARY_PATH="$lib"

"$3" examples/embed_c/main.c $(pkg-config --cflags --libs sopflow) -o "$root/by_pkg_config"
"$root/by_pkg_config" flows/library_card.sop.yaml | grep -q accepted
"$root/bin/sopflow" check flows/library_card.sop.yaml

mkdir "$root/host"
cat >"$root/host/CMakeLists.txt" <<TEXT
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C)
find_package(sopflow 0.1 REQUIRED)
add_executable(host $PWD/examples/embed_c/main.c)
target_link_libraries(host PRIVATE sopflow::sopflow)
TEXT
"$1" -S "$root/host" -B "$root/host/build" -G Ninja -DCMAKE_PREFIX_PATH="$root" -DCMAKE_C_COMPILER="$3" >/dev/null
"$1" --build "$root/host/build" >/dev/null
"$root/host/build/host" flows/library_card.sop.yaml | grep -q accepted
