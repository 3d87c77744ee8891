#!/bin/sh
# bare_root.sh SUITE FOLDER [COMMAND]: makes a root with nothing but Debian's essential packages (mmdebstrap) in FOLDER, clones
# what is committed here into it, at the same path, and runs COMMAND there: by default what the README says, `./dev demo` and
# `./dev test`. As root. Only the network's settings come along, and the compiler's cache, where there is one.
set -eu
suite=$1
folder=$2
command=${3:-./dev demo && ./dev test}
cd "$(dirname "$0")/../.."
here=$(pwd -P)

rm -rf "$folder"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd -P)
mmdebstrap --variant=minbase --quiet --dpkgopt=force-unsafe-io "$suite" "$folder"
cp /etc/resolv.conf /etc/hosts "$folder/etc/"
mkdir -p "$folder$here" "$folder/run/outside/ccache"
# What is thrown away need not be on the disk.
echo force-unsafe-io >"$folder/etc/dpkg/dpkg.cfg.d/bare-root"
# How apt and npm reach their registries from this machine.
grep -ls "^Acquire" /etc/apt/apt.conf.d/* | while read -r file; do
  cp "$file" "$folder/etc/apt/apt.conf.d/"
done
set -- npm_config_registry="$(npm config get registry)"
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
  cp -L /etc/ssl/certs/ca-certificates.crt "$folder/run/outside/certificates"
  set -- "$@" npm_config_cafile=/run/outside/certificates
fi
for name in http_proxy https_proxy no_proxy JOBS; do
  eval "value=\${$name:-}"
  [ -z "$value" ] || set -- "$@" "$name=$value"
done
cache=$(ccache --get-config cache_dir 2>/dev/null || true)
[ -z "$cache" ] || set -- "$@" CCACHE_DIR=/run/outside/ccache

git clone --quiet --no-local . "$folder$here"
export folder cache here command
# Mounts and processes of its own: all are gone when it ends.
unshare --mount --pid --fork sh -euc '
  mount -t proc proc "$folder/proc"
  mount --rbind /dev "$folder/dev"
  [ ! -d "$cache" ] || mount --bind "$cache" "$folder/run/outside/ccache"
  exec chroot "$folder" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@" \
    sh -euc "cd \"\$1\" && eval \"\$2\"" sh "$here" "$command"
' sh "$@"
