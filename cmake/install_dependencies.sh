#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what building and testing need, from the distribution's own packages. Does nothing, and
# needs neither root nor network, when all of it is there.
#
#   cmake/install_dependencies.sh [--lint] [--fuzz]
#
# --lint adds what the style checks need, --fuzz what the fuzz targets need.
set -euo pipefail

packages=(
  libcaf-dev libboost-dev libboost-program-options-dev libssl-dev liblmdb-dev libspdlog-dev
  libfmt-dev libxxhash-dev libjemalloc-dev catch2 nlohmann-json3-dev
  ccache ninja-build cmake g++ pkg-config python3 openssl
)
for argument in "$@"; do
  case "$argument" in
    --lint) packages+=(clang-format clang-tidy) ;;
    --fuzz) packages+=(clang libclang-rt-14-dev) ;;
    *) echo "usage: $0 [--lint] [--fuzz]" >&2; exit 2 ;;
  esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "install_dependencies: this is no Debian-like system (no apt-get and dpkg-query)." >&2
  echo "Install what your distribution calls these, then build with cmake and ninja:" >&2
  printf '  %s\n' "${packages[@]}" >&2
  exit 1
fi

# dpkg-query fails if a package is unknown to it; the list of those that it knows is still whole.
format='${Package} ${db:Status-Status}\n'
installed=$(dpkg-query -W -f="$format" "${packages[@]}" 2>/dev/null) || true
missing=()
for package in "${packages[@]}"; do
  grep -qxF "$package installed" <<<"$installed" || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "install_dependencies: ${#missing[@]} packages are missing. Run as root:" >&2
    echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo -n)
fi

install() {
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
}
echo "install_dependencies: installing ${missing[*]}"
# A mirror that is being updated answers the first try with files that are gone: ask once more.
if ! install; then
  echo "install_dependencies: apt-get failed, trying once more" >&2
  install
fi
