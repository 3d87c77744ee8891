#!/bin/sh
# run.sh SECONDS PROGRAM: one fuzz target from its seeds. New inputs stay in the build folder; an input that breaks it is
# kept there too, and the command that repeats it is printed. From empty build folders a run tries the same inputs in the
# same order each time (FUZZ_SEED, 1 unless told), so that a fault found here is found by who repeats it.
set -eu
seconds=$1
program=$2
name=$(basename "$program" _fuzzer)
here=$(dirname "$0")
work=$(dirname "$program")/corpus/$name
mkdir -p "$work"
set -- "$work"
for seeds in "$here/seeds/$name" "$here/../golden/$name" "$here/../../samples" "$here/../../samples/faulty" "$here/../../samples/nested"; do
  if [ -d "$seeds" ]; then set -- "$@" "$seeds"; fi
done
log=$work.log
if "$program" -seed="${FUZZ_SEED:-1}" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -max_len=20000 -print_final_stats=1 \
  -artifact_prefix="$work-" "$@" >"$log" 2>&1; then
  printf '%s: %s s, %s inputs tried, nothing found\n' "$name" "$seconds" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
else
  tail -n 60 "$log"
  printf '%s: FOUND A FAULT; repeat it with: %s %s\n' "$name" "$program" "$(sed -n 's/.*Test unit written to //p' "$log")"
  exit 1
fi
