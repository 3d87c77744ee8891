#!/bin/sh
# libraries.sh FOLDER: unpacks Debian's libraries for arm64 that packages.txt names into FOLDER. Needs apt and no root:
# nothing is installed, and the machine's own lists of packages stay as they are. Fails where there are none for arm64.
set -eu
cd "$(dirname "$0")/../../.."
mkdir -p "$1/apt/lists/partial" "$1/apt/archives/partial"
folder=$(cd "$1" && pwd)
: >"$folder/apt/status"
cat >"$folder/apt/conf" <<TEXT
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Dir::State "$folder/apt";
Dir::State::status "$folder/apt/status";
Dir::Cache "$folder/apt";
TEXT
export APT_CONFIG="$folder/apt/conf"
packages=$(awk '/^# [a-z]+$/ { build = $2 == "build" } build && /-dev$/ && !/gtest|gmock/' packages.txt)
apt-get update
rm -f "$folder"/apt/*.deb
# shellcheck disable=SC2086  # a list of words
(cd "$folder/apt" && apt-get download $packages)
for package in "$folder"/apt/*.deb; do
  dpkg-deb --extract "$package" "$folder"
done
rm -rf "$folder/apt"
