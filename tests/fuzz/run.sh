#!/bin/sh
# run.sh PROGRAM [SECONDS]: one fuzz target, which begins with its seeds.
# Without SECONDS it starts from nothing and tries the number of inputs that inputs.txt names, the same ones each time: what
# is found in one place is found in every other. With SECONDS it goes on from what earlier runs left in the build folder, and
# tries something new each time. An input that breaks it is kept there too, and the command that repeats it is printed.
set -eu
program=$1
seconds=${2:-}
name=$(basename "$program" _fuzzer)
here=$(dirname "$0")
work=$(dirname "$program")/corpus/$name
log=$work.log
if [ -n "$seconds" ]; then
  limit="-max_total_time=$seconds"
  start=
else
  inputs=$(awk -v name="$name" '$1 == name { print $2 }' "$here/inputs.txt")
  [ -n "$inputs" ] || { printf '%s: inputs.txt does not say how many inputs to try\n' "$name"; exit 1; }
  # What it learns hangs on addresses and, when it reads its folder again, on the clock: neither may decide what it tries.
  limit="-seed=1 -runs=$inputs -reload=0"
  start=
  if setarch -R true 2>/dev/null; then start="setarch -R"; fi
  rm -rf "$work"
fi
mkdir -p "$work"
# The large sample would be cut off in the middle, and make every run slower.
samples=$work.samples
rm -rf "$samples"
mkdir -p "$samples"
find "$here/../../samples" -type f -size -16k \( -name '*.yaml' -o -name '*.json' \) | sort | while read -r file; do
  cp "$file" "$samples/$(printf '%s' "${file#"$here"/../../samples/}" | tr / -)"
done
set -- "$work" "$samples"
for seeds in "$here/seeds/$name" "$here/../golden/$name"; do
  if [ -d "$seeds" ]; then set -- "$@" "$seeds"; fi
done
# shellcheck disable=SC2086  # $start and $limit are lists of words
if $start "$program" $limit -timeout=20 -rss_limit_mb=3000 -max_len=20000 -print_final_stats=1 -artifact_prefix="$work-" "$@" >"$log" 2>&1; then
  printf '%s: %s inputs tried, nothing found\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
else
  tail -n 60 "$log"
  printf '%s: FOUND A FAULT; repeat it with: %s %s\n' "$name" "$program" "$(sed -n 's/.*Test unit written to //p' "$log")"
  exit 1
fi
