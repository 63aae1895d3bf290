# SPDX-License-Identifier: BSD-3-Clause
# What `cmake --install` installs: every header where its include path says, the static libraries,
# a CMake package with the components framework, actors and testkit, a pkg-config file, and by
# `cpack -G DEB` a package libringleader-dev of all of it.
include(CMakePackageConfigHelpers)
set(found_by_modules CAF LMDB xxHash jemalloc) # Debian has no CMake package for them
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ringleader)

foreach(root framework actors)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${root}/ringleader
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev FILES_MATCHING PATTERN "*.hpp")
endforeach()
foreach(component framework actors testkit)
  install(EXPORT ringleader_${component} NAMESPACE ringleader::
    DESTINATION ${package_dir} FILE ringleader_${component}.cmake COMPONENT dev)
endforeach()

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/ringleaderConfig.cmake.in
  ${PROJECT_BINARY_DIR}/ringleaderConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ringleaderConfigVersion.cmake
  COMPATIBILITY SameMinorVersion) # before 1.0 a minor version may change anything
install(FILES
  ${PROJECT_BINARY_DIR}/ringleaderConfig.cmake
  ${PROJECT_BINARY_DIR}/ringleaderConfigVersion.cmake
  DESTINATION ${package_dir} COMPONENT dev)
list(TRANSFORM found_by_modules PREPEND ${CMAKE_CURRENT_LIST_DIR}/Find)
list(TRANSFORM found_by_modules APPEND .cmake)
install(FILES ${found_by_modules}
  DESTINATION ${package_dir}/modules COMPONENT dev)

# One group: a linker reads archives in order, and pkg-config knows no dependence among them.
set(libraries)
foreach(component framework actors)
  get_property(archives GLOBAL PROPERTY RINGLEADER_ARCHIVES_${component})
  list(TRANSFORM archives PREPEND -l)
  list(APPEND libraries ${archives})
endforeach()
list(JOIN libraries " " RINGLEADER_PC_LIBRARIES)
configure_file(${CMAKE_CURRENT_LIST_DIR}/ringleader.pc.in
  ${PROJECT_BINARY_DIR}/ringleader.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/ringleader.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT dev)

set(debian_dependencies "libcaf-dev (>= 0.17.6)" libboost-dev libboost-program-options-dev
  "libssl-dev (>= 3)" liblmdb-dev libspdlog-dev libfmt-dev libxxhash-dev nlohmann-json3-dev)
set(CPACK_PACKAGE_NAME libringleader-dev)
set(CPACK_PACKAGE_VENDOR Ringleader)
set(CPACK_PACKAGE_CONTACT "The Ringleader developers <ringleader@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Clustered applications of C++ actors: development files")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
list(JOIN debian_dependencies ", " CPACK_DEBIAN_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS libjemalloc-dev)
include(CPack)
