#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs one benchmark beside its baselines, and prints its figures.
#
#   tests/bench/run.sh routing      messages to a key on another node, against plain CAF and raw TCP
#   tests/bench/run.sh consensus    commits of three nodes, against the disk's syncs and etcd
#   tests/bench/run.sh locks        acquire and release on three nodes, against etcd and zookeeper
#   tests/bench/run.sh store        writes of three log stores, against LMDB's commits and syncs
#   tests/bench/run.sh bounds       every bound filled: the longest step of its machine, and how
#                                   late a running control plane is
#   tests/bench/run.sh election     from the death of the control leader to the next commit
#
# Programs print `key=value` lines; a subcommand names its programs, baselines first. To add a
# program: one ringleader_bench() in CMakeLists.txt and its name below. A program of many lines runs
# alone, prints them whole, and fails below its floors.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${BENCH_BUILD_DIR:-$root/build/bench}

case "${1:-}" in
  routing)
    programs=(
      bench_raw_tcp
      bench_routing
      bench_plain_caf
    )
    ;;
  consensus) programs=(bench_consensus) ;;
  locks) programs=(bench_locks) ;;
  election) programs=(bench_election) ;;
  bounds) programs=(bench_bounds bench_live_bounds) ;;
  store) programs=(bench_store) ;;
  *) sed -n '5,11s/^# *//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac

{
  "$root/cmake/install_dependencies.sh"
  cmake -S "$root" -B "$build" -G Ninja -C "$root/cmake/presets/release.cmake" \
    -DRINGLEADER_BENCH=ON
  ninja -C "$build" -j"$(nproc)" "${programs[@]}"
} >&2

if [ "${#programs[@]}" -eq 1 ]; then
  exec "$build/tests/bench/${programs[0]}" "${@:2}"
fi
if [ "$1" = bounds ]; then
  "$build/tests/bench/bench_bounds"
  exec "$build/tests/bench/bench_live_bounds" "${@:2}"
fi
line=$1
for program in "${programs[@]}"; do
  figures=$("$build/tests/bench/$program")
  line="$line ${figures//$'\n'/ }"
done
echo "$line"
