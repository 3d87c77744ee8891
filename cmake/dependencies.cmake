# Libraries from Debian's packages (see packages.txt) and tree-sitter grammars from npm (schemas/package.json).

find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(cxxopts REQUIRED)
find_package(fmt REQUIRED)
find_package(Threads REQUIRED)
find_package(TBB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(TREE_SITTER REQUIRED IMPORTED_TARGET tree-sitter)
pkg_check_modules(LIBYAML REQUIRED IMPORTED_TARGET yaml-0.1)
find_library(CADICAL_LIBRARY cadical REQUIRED)
find_program(FLATC_PROGRAM flatc REQUIRED)
find_program(NODE_PROGRAM node REQUIRED)

set(VIRGA_NODE_MODULES ${CMAKE_SOURCE_DIR}/schemas/node_modules)
if(NOT EXISTS ${VIRGA_NODE_MODULES}/tree-sitter-json)
  message(FATAL_ERROR "npm packages are missing: run ./dev setup (it calls `npm ci` in schemas/)")
endif()

add_library(tree_sitter_grammars STATIC
  ${VIRGA_NODE_MODULES}/tree-sitter-json/src/parser.c
  ${VIRGA_NODE_MODULES}/@tree-sitter-grammars/tree-sitter-yaml/src/parser.c
  ${VIRGA_NODE_MODULES}/@tree-sitter-grammars/tree-sitter-yaml/src/scanner.c)
set_source_files_properties(
  ${VIRGA_NODE_MODULES}/tree-sitter-json/src/parser.c PROPERTIES COMPILE_OPTIONS
  -I${VIRGA_NODE_MODULES}/tree-sitter-json/src)
target_include_directories(tree_sitter_grammars PRIVATE
  ${VIRGA_NODE_MODULES}/@tree-sitter-grammars/tree-sitter-yaml/src)
target_compile_options(tree_sitter_grammars PRIVATE -w -O2)
target_link_libraries(tree_sitter_grammars PUBLIC PkgConfig::TREE_SITTER)
