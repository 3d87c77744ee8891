# Libraries from Debian's packages (see packages.txt) and a tree-sitter grammar from npm (schemas/package.json).

find_package(nlohmann_json REQUIRED)
find_package(cxxopts REQUIRED)
find_package(Threads REQUIRED)

# virga_library(TARGET FILE): a library that has its headers in the system's folder. The static one where there is a
# choice: the program then runs on machines without these packages, and loading is a good part of a short run.
function(virga_library target file)
  find_library(${target}_LIBRARY NAMES lib${file}.a ${file} REQUIRED)
  add_library(${target} INTERFACE)
  target_link_libraries(${target} INTERFACE ${${target}_LIBRARY})
endfunction()
virga_library(pcre2 pcre2-8)
virga_library(tree_sitter tree-sitter)
virga_library(libyaml yaml)
virga_library(cadical cadical)
virga_library(zlib z)
virga_library(zstd zstd)
virga_library(crypto crypto)
# What libcrypto itself calls in Debian 13.
target_link_libraries(crypto INTERFACE zlib zstd)
# Reads configuration.
virga_library(yaml_cpp yaml-cpp)
# Writes zip archives. libzip would do as well, but Debian has it as a shared library only, with three more to load.
virga_library(minizip minizip)

add_library(virga_fmt STATIC ${CMAKE_SOURCE_DIR}/cmake/fmt_library.cpp)
target_compile_options(virga_fmt PRIVATE -w)
virga_for_shared_library(${CMAKE_SOURCE_DIR}/cmake/fmt_library.cpp)

find_program(FLATC_PROGRAM flatc REQUIRED)
find_program(NODE_PROGRAM node REQUIRED)

set(VIRGA_NODE_MODULES ${CMAKE_SOURCE_DIR}/schemas/node_modules)
if(NOT EXISTS ${VIRGA_NODE_MODULES}/tree-sitter-json)
  message(FATAL_ERROR "npm packages are missing: run ./dev setup (it calls `npm ci` in schemas/)")
endif()

add_library(tree_sitter_grammars STATIC ${VIRGA_NODE_MODULES}/tree-sitter-json/src/parser.c)
target_include_directories(tree_sitter_grammars PRIVATE ${VIRGA_NODE_MODULES}/tree-sitter-json/src)
target_compile_options(tree_sitter_grammars PRIVATE -w -O2)
target_link_libraries(tree_sitter_grammars PUBLIC tree_sitter)
