# SPDX-License-Identifier: BSD-3-Clause
# cmake -S . -B build/release -G Ninja -C cmake/presets/release.cmake
set(CMAKE_BUILD_TYPE Release CACHE STRING "")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG" CACHE STRING "")
