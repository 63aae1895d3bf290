# SPDX-License-Identifier: BSD-3-Clause
# Compiler settings and the include roots, the same for every target of the project. Applications
# inherit the language, the include roots and the libraries; how the project itself is compiled
# (ringleader_flags) ends with the project.
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(RINGLEADER_CCACHE ccache)
if(PROJECT_IS_TOP_LEVEL AND RINGLEADER_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # A build in another directory finds what this one compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_NOHASHDIR=1 ${RINGLEADER_CCACHE})
endif()

# Every header stands where its include path says, below one of these.
set(RINGLEADER_INCLUDE_ROOTS ${PROJECT_SOURCE_DIR}/framework ${PROJECT_SOURCE_DIR}/actors)

add_library(ringleader_flags INTERFACE)
target_compile_options(ringleader_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(RINGLEADER_WERROR)
  target_compile_options(ringleader_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(ringleader_flags INTERFACE
    -Wno-maybe-uninitialized) # GCC 12 sees ghosts in an empty std::optional of vectors (bug 80635)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  target_compile_options(ringleader_flags INTERFACE
    -Wno-unused-lambda-capture # `this`, where some instances of a template use it
    -Wno-missing-field-initializers -Wno-missing-braces) # GCC judges these by the members' defaults
endif()
target_compile_definitions(ringleader_flags INTERFACE CAF_ENABLE_TYPE_ID_CHECKS)
target_include_directories(ringleader_flags INTERFACE ${RINGLEADER_INCLUDE_ROOTS})
if(RINGLEADER_SANITIZE)
  target_compile_options(ringleader_flags INTERFACE
    -fsanitize=${RINGLEADER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(ringleader_flags INTERFACE -fsanitize=${RINGLEADER_SANITIZE})
  if(RINGLEADER_SANITIZE MATCHES thread)
    # Boost.Asio has fences that the sanitizer does not see; its queues are locked as well.
    target_compile_options(ringleader_flags INTERFACE -Wno-tsan)
  endif()
endif()

if(RINGLEADER_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    message(FATAL_ERROR "RINGLEADER_FUZZ needs clang: -DCMAKE_CXX_COMPILER=clang++")
  endif()
  target_compile_options(ringleader_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# For the machines, most of what a simulation does and half of a busy node: a tenth faster for a
# twentieth of their build time.
function(ringleader_optimize name)
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O3>)
endfunction()

# Of the three that find_package(ringleader COMPONENTS ...) knows: framework, actors, testkit.
function(ringleader_export name component)
  if(RINGLEADER_INSTALL)
    string(REGEX REPLACE "^ringleader_" "" export_name ${name})
    set_target_properties(${name} PROPERTIES EXPORT_NAME ${export_name})
    get_target_property(type ${name} TYPE)
    if(type STREQUAL STATIC_LIBRARY)
      set_property(GLOBAL APPEND PROPERTY RINGLEADER_ARCHIVES_${component} ${name})
    endif()
    install(TARGETS ${name} EXPORT ringleader_${component}
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
  endif()
endfunction()

# One static library per folder of the house: an edit in one folder never rebuilds another's
# objects.
# ringleader_part(NAME DIRECTORY [LINK...]); a folder without a .cpp becomes an interface target.
function(ringleader_part name directory)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
    ${CMAKE_CURRENT_SOURCE_DIR}/ringleader/${directory}/*.cpp)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:ringleader_flags>)
    set(scope PUBLIC)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_compile_features(${name} ${scope} cxx_std_17)
  foreach(root IN LISTS RINGLEADER_INCLUDE_ROOTS)
    target_include_directories(${name} ${scope} $<BUILD_INTERFACE:${root}>)
  endforeach()
  target_include_directories(${name} ${scope} $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(${name} ${scope} ${ARGN})
  set(component framework)
  if(directory MATCHES "^(actors|testkit)")
    set(component ${CMAKE_MATCH_1})
  endif()
  ringleader_export(${name} ${component})
endfunction()

# A library for whoever links it, that is only a list of others.
function(ringleader_group name component)
  add_library(${name} INTERFACE)
  target_link_libraries(${name} INTERFACE ${ARGN})
  ringleader_export(${name} ${component})
  string(REGEX REPLACE "^ringleader_" "" short ${name})
  add_library(ringleader::${short} ALIAS ${name})
endfunction()
