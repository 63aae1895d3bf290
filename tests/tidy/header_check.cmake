# SPDX-License-Identifier: BSD-3-Clause
# Every header compiles alone: one generated source per header includes it, twice, and nothing
# else. They are objects of a target that only the test `headers` builds, so that ninja and ccache
# compile again only what changed.
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/framework/*.hpp ${PROJECT_SOURCE_DIR}/actors/*.hpp)
set(header_sources)
foreach(header IN LISTS headers)
  string(REGEX REPLACE "^(framework|actors)/ringleader/" "" included ${header})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/headers/${included}.cpp)
  file(CONFIGURE OUTPUT ${source}
    CONTENT "#include <ringleader/${included}>\n#include <ringleader/${included}>\n")
  list(APPEND header_sources ${source})
endforeach()
add_library(header_check OBJECT EXCLUDE_FROM_ALL ${header_sources})
target_compile_options(header_check PRIVATE -O0 -g0)
target_link_libraries(header_check PRIVATE ringleader_flags CAF::core xxHash::xxhash LMDB::lmdb
  Boost::headers Boost::program_options OpenSSL::SSL spdlog::spdlog nlohmann_json::nlohmann_json)

add_test(NAME headers
  COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target header_check --parallel 2 -- -k 0)
set_tests_properties(headers PROPERTIES TIMEOUT 900 RUN_SERIAL TRUE)
