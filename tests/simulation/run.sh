#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Builds the simulation and runs it: run.sh [--seeds N] [--from S] [--nodes 3|5] [--replay SEED]
# [--mutant NAME] [--seconds N] [--hostile] [--once] [--log]. The last line counts what was done.
# Fails after any violation, a group that did not converge, and a run that did too little; with
# --mutant the machines have that bug, and it fails if no seed found it; with --hostile one voter
# lies.
# BUILD names the build directory, default build/release beside the sources.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
build=${BUILD:-$root/build/release}
if [ ! -f "$build/build.ninja" ]; then
  cmake -S "$root" -B "$build" -G Ninja -C "$root/cmake/presets/release.cmake" >&2
fi
program=simulation
for word in "$@"; do
  if [ "$word" = --mutant ]; then program=simulation_mutants; fi
done
ninja -C "$build" "$program" >&2
exec "$build/tests/$program" "$@"
