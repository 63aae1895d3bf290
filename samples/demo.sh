#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Counts the words of a text on three nodes, kills one half way, and prints what that cost.
#
#   samples/demo.sh [FILE...]
#
# Without files it takes English that a Debian machine has: the descriptions of the package lists
# and /usr/share/common-licenses, in repeated passes up to a million words. Files are read once.
#   DEMO_WORDS=N    feeds N words, in repeated passes if need be
#   DEMO_BUILD=DIR  builds there instead of in build/release
# Needs no port and no directory of its own to be free, and leaves neither process nor file behind
# but the build. Exit status 0 if every word was answered or is known to be unknown, none was
# counted twice and the failover was timed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${DEMO_BUILD:-$root/build/release}
case "${1:-}" in
  -h | --help) sed -n '3,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac
for file in "$@"; do
  if [ ! -r "$file" ]; then
    echo "demo.sh: cannot read '$file'" >&2
    exit 2
  fi
done

work=
driver=
clean_up() {
  status=$?
  trap - EXIT INT TERM HUP
  if [ -n "$driver" ]; then
    kill -TERM "$driver" 2>/dev/null || true # it kills its nodes, and they die with it in any case
    wait "$driver" 2>/dev/null || true
  fi
  if [ -n "$work" ]; then rm -rf "$work"; fi
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

descriptions() {
  apt-cache dumpavail 2>/dev/null | awk '
    /^Description(-en)?:/ { sub(/^[^:]*: */, ""); print; inside = 1; next }
    /^ / { if (inside) print; next }
    { inside = 0 }'
}

default_text() {
  descriptions >"$work/descriptions"
  if [ "$(wc -w <"$work/descriptions")" -lt 100000 ]; then
    echo "demo.sh: fetching the package lists for their descriptions" >&2
    as_root apt-get update -qq >&2 || echo "demo.sh: could not; going on with what there is" >&2
    descriptions >"$work/descriptions"
  fi
  find /usr/share/common-licenses -maxdepth 1 -type f | sort | xargs -d '\n' -r cat -- \
    >"$work/licenses"
}

"$root/cmake/install_dependencies.sh"
if [ ! -f "$build/build.ninja" ]; then
  cmake -S "$root" -B "$build" -G Ninja -C "$root/cmake/presets/release.cmake" >/dev/null
fi
ninja -C "$build" 02_wordcount wordcount_demo

work=$(mktemp -d)
words=${DEMO_WORDS:-0}
if [ "$#" -eq 0 ]; then
  default_text
  set -- "$work/descriptions" "$work/licenses"
  words=${DEMO_WORDS:-1000000}
fi
mkdir "$work/nodes"

# In the background, so that a signal to this script is handled at once.
"$build/samples/wordcount_demo" --program "$build/samples/02_wordcount" \
  --directory "$work/nodes" --words "$words" "$@" &
driver=$!
status=0
wait "$driver" || status=$?
driver=
exit "$status"
