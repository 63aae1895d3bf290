# SPDX-License-Identifier: BSD-3-Clause
# cmake -S . -B build/tsan -G Ninja -C cmake/presets/tsan.cmake
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g" CACHE STRING "")
set(RINGLEADER_SANITIZE "thread" CACHE STRING "")
