#!/usr/bin/env bash
# Puts virga on the PATH of the steps that follow. VIRGA_VERSION is a version of the npm package, or "path".
set -euo pipefail

if [ "${VIRGA_VERSION:-latest}" != path ]; then
  prefix=${RUNNER_TEMP:-/tmp}/virga-npm
  # Nothing of the package runs when it is installed.
  npm install --global --prefix "$prefix" --ignore-scripts --no-audit --no-fund --loglevel=error "virga@${VIRGA_VERSION:-latest}"
  PATH=$prefix/bin:$PATH
  [ -z "${GITHUB_PATH:-}" ] || printf '%s\n' "$prefix/bin" >>"$GITHUB_PATH"
fi
command -v virga >/dev/null || {
  echo "virga is not on the PATH; install it in the job, or leave 'version' to the action" >&2
  exit 1
}
virga --version
