#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Fails on a C++ file that .clang-format would change. Releases of clang-format disagree, so only
# the one that the project uses counts; without it the check is skipped (exit 77) and says so.
#
#   tests/tidy/clang_format.sh          checks
#   tests/tidy/clang_format.sh --fix    rewrites the files instead
set -euo pipefail

release=14
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
format=$(command -v "clang-format-$release" || command -v clang-format || true)
if [ -z "$format" ] || ! "$format" --version | grep -q "version $release\."; then
  echo "clang_format: skipped: clang-format $release is not installed" \
    "(cmake/install_dependencies.sh --lint)"
  exit 77
fi
action=(--dry-run -Werror)
if [ "${1:-}" = --fix ]; then
  action=(-i)
fi
# The bad files of tests/tidy show what is wrong, line by line.
find framework actors samples tests -path tests/tidy/bad -prune -o \
  \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 -r -n 16 "$format" "${action[@]}"
