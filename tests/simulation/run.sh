#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Builds the simulation and runs it: run.sh [--seeds N] [--from S] [--nodes 3|5] [--learners N]
# [--replay SEED [--log]]. The last line counts what was done; fails after any violation.
# BUILD names the build directory, default build/release beside the sources.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
build=${BUILD:-$root/build/release}
if [ ! -f "$build/build.ninja" ]; then
  cmake -S "$root" -B "$build" -G Ninja -C "$root/cmake/presets/release.cmake" >&2
fi
ninja -C "$build" simulation >&2
exec "$build/tests/simulation" "$@"
