# SPDX-License-Identifier: Apache-2.0
# Sourced by try.sh and test.sh: installs those packages of packages.txt that are not there yet.

# install_packages USE…: the packages of these uses (build, test).
install_packages()
{
    local wanted missing=()

    wanted=$(awk -v uses=" $* " '!/^#/ && index(uses, " " $1 " ") {print $2}' tools/packages.txt)
    for package in $wanted; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0

    echo "Installing: ${missing[*]}"
    local sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get update -q
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}
