#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Builds an application of tests/outside as somebody outside this tree does, runs it, and compares
# what it says with its expected.txt.
#
#   outside.sh HOW BUILD_DIR COMPILER APPLICATION    HOW: find_package, pkg_config, deb,
#              add_subdirectory or fetch_content; BUILD_DIR: a build of the project
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
how=$1
build=$2
compiler=$3
application=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source=$root/tests/outside/$application

fail() {
  echo "outside.sh: $*" >&2
  exit 1
}

# build_with HOW [CMAKE_OPTION...]
build_with() {
  cmake -S "$source" -B "$work/build" -G Ninja -DHOW="$1" -DCMAKE_CXX_COMPILER="$compiler" \
    -DCMAKE_EXPORT_COMPILE_COMMANDS=ON "${@:2}" >"$work/cmake.log" ||
    fail "cmake: $(cat "$work/cmake.log")"
  cmake --build "$work/build" --target "$application" >"$work/make.log" ||
    fail "build: $(tail -40 "$work/make.log")"
  cp "$work/build/$application" "$work/program"
  # What the project is compiled with, its warnings above all, is nobody else's business.
  python3 - "$work/build/compile_commands.json" "$source" <<'PYTHON' || fail "flags were inherited"
import glob, json, sys
files = glob.glob(sys.argv[2] + "/*.cpp")
own = [c["command"] for c in json.load(open(sys.argv[1])) if c["file"].startswith(sys.argv[2])]
flags = [f for command in own for f in command.split() if f.startswith(("-W", "-fsan"))]
sys.exit(f"{len(own)} commands, flags {flags}" if len(own) != len(files) or flags else 0)
PYTHON
}

# The library is compiled once more: with the options that the project's own build has, so that the
# compiler's cache has most of it.
as_part_of_the_application() {
  local options=(-DRINGLEADER_SOURCE="$root" -DRINGLEADER_WERROR=ON
    -C "$root/cmake/presets/release.cmake")
  if command -v ccache >/dev/null; then options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  CCACHE_NOHASHDIR=1 build_with "$1" "${options[@]}"
}

case "$how" in
  find_package)
    cmake --install "$build" --prefix "$work/prefix" >/dev/null
    build_with find_package -DCMAKE_PREFIX_PATH="$work/prefix"
    ;;
  pkg_config)
    cmake --install "$build" --prefix "$work/prefix" >/dev/null
    export PKG_CONFIG_PATH
    PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name ringleader.pc)")
    read -ra flags < <(pkg-config --define-prefix --cflags ringleader)
    read -ra libraries < <(pkg-config --define-prefix --libs ringleader)
    "$compiler" -std=c++17 "${flags[@]}" "$source"/*.cpp -o "$work/program" "${libraries[@]}"
    ;;
  deb)
    cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/packages" >"$work/cpack.log" ||
      fail "cpack: $(cat "$work/cpack.log")"
    package=$(ls "$work/packages"/libringleader-dev_*.deb)
    dpkg-deb --field "$package" Depends | grep -q libcaf-dev || fail "it does not depend on CAF"
    dpkg-deb --extract "$package" "$work/system"
    build_with find_package -DCMAKE_PREFIX_PATH="$work/system/usr"
    ;;
  add_subdirectory | fetch_content) as_part_of_the_application "$how" ;;
  *) fail "unknown way '$how'" ;;
esac

if ldd "$work/program" | grep -q jemalloc; then fail "jemalloc was inherited"; fi
said=$("$work/program" --listen 127.0.0.1:0 --log-level warn)
expected=$(cat "$source/expected.txt")
[ "$said" = "$expected" ] || fail "it said: $said"
