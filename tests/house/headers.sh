#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each public header compiles alone, as C and as C++.   headers.sh CC [CXX]
status=0
flags="-Iengine $(pkg-config --cflags glib-2.0 gobject-2.0) -Wall -Werror -fsyntax-only"

for header in engine/sopflow/*.h; do
    name=${header#engine/}
    echo "#include <$name>" | "$1" -std=gnu17 -x c $flags - || { echo "$name does not compile alone as C"; status=1; }
    [ -n "$2" ] || continue
    echo "#include <$name>" | "$2" -std=c++17 -x c++ $flags - || { echo "$name does not compile alone as C++"; status=1; }
done
[ -n "$2" ] || echo "No C++ compiler: compiled as C only"
exit $status
