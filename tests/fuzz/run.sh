#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Builds every fuzz target with clang, AddressSanitizer and UBSan, and runs each.
#
#   tests/fuzz/run.sh [--seconds N] [TARGET...]     60 s each, two at a time, all of them
#
# Inputs that found something new are kept in build/fuzz/corpus for the next run; those that broke
# something go to build/fuzz/findings, and the status is 1. Begins with tests/fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=60
if [ "${1:-}" = --seconds ]; then
  seconds=${2:?--seconds needs a number}
  shift 2
fi
command -v clang++ >/dev/null || {
  echo "fuzz: there is no clang++; run cmake/install_dependencies.sh --fuzz" >&2
  exit 2
}
cmake -S . -B build/fuzz -G Ninja -C cmake/presets/fuzz.cmake >/dev/null
ninja -C build/fuzz fuzz_targets
mkdir -p build/fuzz/findings

targets=("$@")
if [ "${#targets[@]}" -eq 0 ]; then
  for program in build/fuzz/tests/fuzz/fuzz_*; do
    if [ -x "$program" ] && [ -f "$program" ]; then
      targets+=("${program##*/fuzz_}")
    fi
  done
fi

run_one() {
  local target=$1 kept seeds corpora log runs
  kept=build/fuzz/corpus/$target
  seeds=tests/fuzz/corpus/$target
  mkdir -p "$kept"
  corpora=("$kept")
  [ -d "$seeds" ] && corpora+=("$seeds")
  log=build/fuzz/$target.log
  if build/fuzz/tests/fuzz/fuzz_"$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 \
    -print_final_stats=1 -artifact_prefix=build/fuzz/findings/"$target"- "${corpora[@]}" \
    >"$log" 2>&1; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "fuzz: $target: $runs runs in $seconds s, nothing found"
  else
    echo "fuzz: $target: FOUND SOMETHING, see $log" >&2
    grep -m 3 -E 'ERROR|runtime error|expects|SUMMARY' "$log" >&2 || tail -n 5 "$log" >&2
    return 1
  fi
}

status=0
for ((i = 0; i < ${#targets[@]}; i += 2)); do
  run_one "${targets[i]}" &
  first=$!
  if ((i + 1 < ${#targets[@]})); then
    run_one "${targets[i + 1]}" || status=1
  fi
  wait "$first" || status=1
done
exit "$status"
