#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Everything that must hold before a change is taken: installs what is missing, builds, runs all tests,
# again under the sanitizers, and checks format and static analysis. Ends with 0 only when all is well.
#   tools/test.sh          all of it: as it is released, and as it is debugged, with sanitizers
#   tools/test.sh quick    the dev build and its quick tests
set -uo pipefail
cd "$(dirname "$0")/.."
. tools/packages.sh
only=${1:-all}
failed=()

headline()
{
    printf '\n== %s\n' "$*"
}

# attempt NAME COMMAND…: runs it, and remembers the name when it fails.
attempt()
{
    local name=$1
    shift
    headline "$name"
    "$@" || { failed+=("$name"); return 1; }
}

build()
{
    cmake --preset "$1" >/dev/null && cmake --build "build/$1" "${@:2}"
}

# The log of CTest has the CUnit summaries; they are shown, whole logs only of what failed.
run_tests()
{
    local preset=$1 status=0
    shift
    ctest --test-dir "build/$preset" --output-on-failure "$@" || status=1
    grep -E '^ *(Suite|suites|tests|asserts|Elapsed|[0-9]+/[0-9]+ Testing:)' \
        "build/$preset/Testing/Temporary/LastTest.log" || true
    return $status
}

check_format()
{
    find engine tools tests examples -name '*.[ch]' -print0 |
        xargs -0 clang-format --dry-run --Werror
}

headline "Packages"
install_packages build test || exit 1

if [ "$only" = quick ]; then
    attempt "dev: build" build dev && attempt "dev: quick tests" run_tests dev -L quick -j 2
else
    attempt "release: build" build release && attempt "release: all tests" run_tests release -LE soak -j 2
    attempt "asan: build" build asan && attempt "asan: all tests" run_tests asan -LE soak -j 2
    attempt "format" check_format
    attempt "tidy" build tidy -- -k 0
fi

if [ ${#failed[@]} -gt 0 ]; then
    printf '\nFAILED: %s\n' "${failed[@]}"
    exit 1
fi
printf '\nAll is well.\n'
