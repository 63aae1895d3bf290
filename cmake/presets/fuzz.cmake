# SPDX-License-Identifier: BSD-3-Clause
# cmake -S . -B build/fuzz -G Ninja -C cmake/presets/fuzz.cmake; tests/fuzz/run.sh does it.
set(CMAKE_CXX_COMPILER clang++ CACHE STRING "")
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g" CACHE STRING "")
set(RINGLEADER_SANITIZE "address,undefined" CACHE STRING "")
set(RINGLEADER_FUZZ ON CACHE BOOL "")
set(RINGLEADER_TESTS OFF CACHE BOOL "")
set(RINGLEADER_SAMPLES OFF CACHE BOOL "")
