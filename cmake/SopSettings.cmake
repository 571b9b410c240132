# SPDX-License-Identifier: Apache-2.0
# Language, warnings, sanitizers and the libraries that the engine stands on.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

include(GNUInstallDirs)
find_package(PkgConfig REQUIRED)
pkg_check_modules(GLIB REQUIRED IMPORTED_TARGET glib-2.0>=2.74 gobject-2.0 gio-2.0)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(JSON REQUIRED IMPORTED_TARGET json-glib-1.0)
pkg_check_modules(Z3 REQUIRED IMPORTED_TARGET z3)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
if(SOP_WITH_DRAW)
  pkg_check_modules(GRAPHVIZ REQUIRED IMPORTED_TARGET libcgraph libgvc cairo-pdf)
endif()
find_library(SOP_DECIMAL_LIBRARY NAMES libbidgcc000.a REQUIRED)

add_library(sop_settings INTERFACE)
target_compile_options(sop_settings INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion
  -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wimplicit-fallthrough -Werror)
target_compile_options(sop_settings INTERFACE -fno-semantic-interposition)
target_compile_definitions(sop_settings INTERFACE _GNU_SOURCE G_LOG_DOMAIN="sopflow"
  G_DISABLE_DEPRECATED
  DECIMAL_CALL_BY_REFERENCE=0 DECIMAL_GLOBAL_ROUNDING=0 DECIMAL_GLOBAL_EXCEPTION_FLAGS=0)
target_include_directories(sop_settings INTERFACE ${PROJECT_SOURCE_DIR}/engine ${PROJECT_BINARY_DIR}/engine)
target_link_libraries(sop_settings INTERFACE PkgConfig::GLIB)
if(SOP_SANITIZE)
  target_compile_options(sop_settings INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
    -fno-omit-frame-pointer)
  target_link_options(sop_settings INTERFACE -fsanitize=address,undefined)
endif()
