#!/usr/bin/env bash
# `virga lint` with what the environment says: VIRGA_FILES and VIRGA_ARGUMENTS (one per line), VIRGA_FORMAT,
# VIRGA_SARIF (a file), VIRGA_FAIL_ON. Exits as `virga lint` does.
set -euo pipefail

# lines TEXT: its lines into the array `list`, without empty ones.
lines() {
  list=()
  while IFS= read -r line; do
    [ -z "$line" ] || list+=("$line")
  done <<<"$1"
}
lines "${VIRGA_FILES:-.}"
files=("${list[@]}")
lines "${VIRGA_ARGUMENTS:-}"
arguments=(--non-zero-exit-code "${VIRGA_FAIL_ON:-warning}" "${list[@]}")

if [ -n "${VIRGA_SARIF:-}" ]; then
  virga lint "${arguments[@]}" --format sarif --output-file "$VIRGA_SARIF" --non-zero-exit-code none -- "${files[@]}"
fi
status=0
virga lint "${arguments[@]}" --format "${VIRGA_FORMAT:-github}" -- "${files[@]}" || status=$?
[ -z "${GITHUB_OUTPUT:-}" ] || printf 'status=%s\n' "$status" >>"$GITHUB_OUTPUT"
exit "$status"
