# SPDX-License-Identifier: BSD-3-Clause
# Debian ships no CMake package for this library. Defines jemalloc::jemalloc, which takes the place
# of malloc in a program that links it: nothing refers to it by name, so it must be kept.
find_library(jemalloc_LIBRARY jemalloc)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(jemalloc REQUIRED_VARS jemalloc_LIBRARY)
if(jemalloc_FOUND AND NOT TARGET jemalloc::jemalloc)
  add_library(jemalloc::jemalloc INTERFACE IMPORTED)
  target_link_libraries(jemalloc::jemalloc INTERFACE
    -Wl,--push-state,--no-as-needed ${jemalloc_LIBRARY} -Wl,--pop-state)
endif()
