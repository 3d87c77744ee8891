#!/usr/bin/env bash
# `virga diff --git` against VIRGA_BASE, a revision, "auto" (the base of the pull request) or "none". The findings go to
# the lines of the pull request, the whole as Markdown to the job's summary and, with VIRGA_COMMENT=true, into a comment.
# VIRGA_FILES and VIRGA_ARGUMENTS hold one word per line; VIRGA_FAIL_ON names the changes that fail the step.
set -euo pipefail

base=${VIRGA_BASE:-none}
if [ "$base" = auto ]; then
  base=none
  if [ -n "${GITHUB_BASE_REF:-}" ]; then
    base=origin/$GITHUB_BASE_REF
    # A checkout of one commit has no base to compare with.
    git rev-parse --verify --quiet "$base^{commit}" >/dev/null ||
      git fetch --no-tags --depth=1 origin "+refs/heads/$GITHUB_BASE_REF:refs/remotes/$base"
  fi
fi
[ "$base" != none ] || exit 0

lines() {
  list=()
  while IFS= read -r line; do
    [ -z "$line" ] || list+=("$line")
  done <<<"$1"
}
lines "${VIRGA_ARGUMENTS:-}"
arguments=(--git "$base" "${list[@]}")
lines "${VIRGA_FILES:-}"
files=("${list[@]}")
run() { virga diff "${arguments[@]}" "$@" -- "${files[@]}"; }

change=${RUNNER_TEMP:-/tmp}/virga-change.md
# Templates that cannot be read make it fail, but not before the others are shown.
failed=0
run --format markdown >"$change" || failed=$?
[ "$failed" = 0 ] || [ -s "$change" ] || exit "$failed"
[ -z "${GITHUB_OUTPUT:-}" ] || printf 'change=%s\n' "$change" >>"$GITHUB_OUTPUT"
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$change" >>"$GITHUB_STEP_SUMMARY"

# The comment of an earlier run is replaced: one comment says what the pull request does now.
mark='<!-- virga diff -->'
post() {
  local pulls=repos/$GITHUB_REPOSITORY/issues body=${RUNNER_TEMP:-/tmp}/virga-comment.md old
  { printf '%s\n' "$mark"; cat "$change"; } >"$body"
  old=$(gh api --paginate "$pulls/$VIRGA_PULL_REQUEST/comments" --jq ".[] | select(.body | startswith(\"$mark\")) | .id") || return
  old=${old%%$'\n'*}
  if [ -n "$old" ]; then
    gh api --silent --method PATCH "$pulls/comments/$old" --field "body=@$body"
  elif [ -s "$change" ]; then
    gh api --silent --method POST "$pulls/$VIRGA_PULL_REQUEST/comments" --field "body=@$body"
  fi
}
if [ "${VIRGA_COMMENT:-false}" = true ] && [ -n "${VIRGA_PULL_REQUEST:-}" ]; then
  # The token of a fork's pull request may not write; the summary has it all the same.
  post || echo "::warning title=virga diff::The comment could not be posted; the job needs the permission pull-requests: write"
fi

fail_on=()
[ -z "${VIRGA_FAIL_ON:-}" ] || fail_on=(--fail-on "$VIRGA_FAIL_ON")
run --format github "${fail_on[@]}"
exit "$failed"
