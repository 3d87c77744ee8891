# Flags every target of the project is built with, and the helper that declares a layer.

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  if(VIRGA_PCH)
    # What ccache asks for before it caches files that use a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
    else()
      add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
    endif()
  endif()
endif()

# mold links several times faster than GNU ld; nothing depends on it. A cross compiler looks for it under another name.
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM AND NOT CMAKE_CROSSCOMPILING)
  add_link_options(-fuse-ld=mold)
endif()

# A program without shared libraries, where the system has the static ones of C and C++.
if(NOT VIRGA_SANITIZE AND NOT VIRGA_FUZZ AND NOT DEFINED VIRGA_STATIC)
  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_LINK_OPTIONS -static-pie)
  check_cxx_source_compiles("#include <iostream>\nint main() { std::cout << 1; }" VIRGA_STATIC)
  unset(CMAKE_REQUIRED_LINK_OPTIONS)
endif()

# No path of this machine ends up in what is built.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)

add_library(virga_flags INTERFACE)
target_include_directories(virga_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(virga_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                       -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC, 12 and 14 at least, warns of copies inside std::string that cannot happen when it optimises, or instruments for threads
  # (GCC bugs 105651 and 105329); AddressSanitizer looks for real ones.
  if(CMAKE_BUILD_TYPE STREQUAL "Release" OR VIRGA_SANITIZE STREQUAL "thread")
    target_compile_options(virga_flags INTERFACE
      -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
endif()
if(VIRGA_WERROR)
  target_compile_options(virga_flags INTERFACE -Werror)
endif()
if(VIRGA_SANITIZE)
  add_compile_options(-fsanitize=${VIRGA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${VIRGA_SANITIZE})
endif()
if(VIRGA_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "The fuzz targets need clang: cmake --preset asan")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# One precompiled header of the standard headers that nearly every file includes: a third of the compile time. Files still
# include what they use; clang-tidy reads them without it.
if(VIRGA_PCH)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "")
  add_library(virga_pch OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(virga_pch PRIVATE virga_flags)
  target_precompile_headers(virga_pch PRIVATE <algorithm> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <unordered_map> <unordered_set> <variant> <vector> <fmt/format.h>)
endif()
function(virga_precompiled name)
  if(VIRGA_PCH)
    target_precompile_headers(${name} REUSE_FROM virga_pch)
  endif()
endfunction()

# virga_for_shared_library(FILE…): files that would not do in libvirga.so (cmake/packaging/library.cmake) as they are compiled
# for programs: they use variables of threads, or of the C library.
function(virga_for_shared_library)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_PRECOMPILE_HEADERS ON COMPILE_OPTIONS "-fPIC;-fvisibility=hidden")
endfunction()

# virga_layer(NAME [DEPS…]): a static library of every .cpp below the calling folder.
function(virga_layer name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  virga_layer_from(${name} "${sources}" ${ARGN})
endfunction()

function(virga_layer_from name sources)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC virga_flags ${ARGN})
    virga_precompiled(${name})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE virga_flags ${ARGN})
  endif()
endfunction()
