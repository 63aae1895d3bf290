#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Builds everything, benchmarks too, and runs every test; the last lines are ctest's own summary.
#
#   tests/run.sh [--preset NAME] [--build-dir DIR] [-- CTEST_ARGUMENT...]
#
#   --preset NAME     one of cmake/presets/*.cmake: release (default), debug, asan, tsan
#   --build-dir DIR   default: build/NAME
#   tests/run.sh --preset asan -- -R unit_       only the unit tests, under the sanitizers
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=release
build=
usage() { sed -n '5,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

while [ $# -gt 0 ]; do
  case "$1" in
    --preset) preset=${2:?--preset needs a name}; shift 2 ;;
    --build-dir) build=${2:?--build-dir needs a directory}; shift 2 ;;
    --help) usage; exit 0 ;;
    --) shift; break ;;
    *) echo "tests/run.sh: unknown argument '$1'" >&2; usage >&2; exit 2 ;;
  esac
done
initial_cache=$root/cmake/presets/$preset.cmake
if [ ! -f "$initial_cache" ]; then
  echo "tests/run.sh: there is no preset '$preset'; there are:" \
    "$(cd "$root/cmake/presets" && echo *.cmake)" >&2
  exit 2
fi
build=${build:-$root/build/$preset}

"$root/cmake/install_dependencies.sh"
cmake -S "$root" -B "$build" -G Ninja -C "$initial_cache" -DRINGLEADER_BENCH=ON
ninja -C "$build" -j"$(nproc)"
export TSAN_OPTIONS="suppressions=$root/tests/tsan.supp ${TSAN_OPTIONS:-}"
cd "$build"
exec ctest --output-on-failure -j"$(nproc)" "$@"
