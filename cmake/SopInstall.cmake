# SPDX-License-Identifier: Apache-2.0
# What is installed beside the command: the library, its headers, and how CMake and pkg-config find them.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/sopflow)

install(TARGETS sopflow EXPORT sopflow-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/engine/sopflow DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING
  PATTERN "*.h")
install(EXPORT sopflow-targets NAMESPACE sopflow:: DESTINATION ${package})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/sopflow-config.cmake.in
  ${PROJECT_BINARY_DIR}/sopflow-config.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sopflow-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sopflow-config.cmake ${PROJECT_BINARY_DIR}/sopflow-config-version.cmake
  DESTINATION ${package})

# Relative to the file itself, so that an installed tree may be moved.
file(RELATIVE_PATH SOP_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${CMAKE_CURRENT_LIST_DIR}/sopflow.pc.in ${PROJECT_BINARY_DIR}/sopflow.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/sopflow.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
