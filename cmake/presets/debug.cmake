# SPDX-License-Identifier: BSD-3-Clause
# cmake -S . -B build/debug -G Ninja -C cmake/presets/debug.cmake
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g" CACHE STRING "")
