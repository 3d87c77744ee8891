# The library for other programs, static and shared, its header for C, and what find_package(virga) and pkg-config read.
# libvirga.a holds everything that it needs but the C++ runtime, libvirga.so that too. `cmake --install BUILD --component library`
add_library(virga_c_api STATIC ${CMAKE_SOURCE_DIR}/compiler/c_api/c_api.cpp)
target_link_libraries(virga_c_api PUBLIC virga_driver)
virga_precompiled(virga_c_api)

set(parts virga_c_api virga_driver virga_lsp virga_change virga_package virga_workspace virga_rules virga_semantics virga_expand
  virga_format virga_edit virga_emit virga_resolve virga_schemas virga_schema_store virga_model virga_syntax virga_diagnostics
  virga_source virga_support virga_fmt tree_sitter_grammars)
set(script "CREATE ${CMAKE_BINARY_DIR}/libvirga.a\n")
foreach(part IN LISTS parts)
  string(APPEND script "ADDLIB $<TARGET_FILE:${part}>\n")
endforeach()
foreach(library pcre2 yaml_cpp minizip crypto zlib zstd tree_sitter cadical libyaml)
  string(APPEND script "ADDLIB ${${library}_LIBRARY}\n")
endforeach()
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/libvirga.mri CONTENT "${script}SAVE\nEND\n")
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/libvirga.a
  COMMAND ${CMAKE_COMMAND} -E rm -f ${CMAKE_BINARY_DIR}/libvirga.a
  COMMAND ${CMAKE_AR} -M < ${CMAKE_BINARY_DIR}/libvirga.mri
  DEPENDS ${parts} ${CMAKE_BINARY_DIR}/libvirga.mri
  COMMENT "Making libvirga.a of all layers" VERBATIM)
add_custom_target(virga_library ALL DEPENDS ${CMAKE_BINARY_DIR}/libvirga.a)

# The objects are made for programs that are loaded anywhere (-fPIE), the default of Debian's compiler. That will do, since
# no name but those of virga.h leaves the library, so none can be replaced from outside. virga_for_shared_library() lists the
# files for which it will not.
include(CheckCXXSourceCompiles)
check_cxx_source_compiles("#ifndef __PIE__\n#error\n#endif\nint main() {}" VIRGA_PIE)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND VIRGA_PIE)
  add_library(virga_shared SHARED ${CMAKE_CURRENT_LIST_DIR}/shared_library.cpp)
  set_target_properties(virga_shared PROPERTIES OUTPUT_NAME virga VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} LINK_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/libvirga.map)
  target_link_libraries(virga_shared PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,virga_c_api>")
  target_link_options(virga_shared PRIVATE -static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,-z,defs
    -Wl,--version-script=${CMAKE_CURRENT_LIST_DIR}/libvirga.map)
  install(TARGETS virga_shared LIBRARY COMPONENT library NAMELINK_COMPONENT library)
endif()

include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/virga)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/virga-config.cmake.in ${CMAKE_BINARY_DIR}/virga-config.cmake
  INSTALL_DESTINATION ${package} PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/virga-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/libvirga.a DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
file(RELATIVE_PATH VIRGA_UP /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${CMAKE_CURRENT_LIST_DIR}/virga.pc.in ${CMAKE_BINARY_DIR}/virga.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/virga.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT library)
install(FILES ${CMAKE_SOURCE_DIR}/compiler/c_api/virga.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library)
install(FILES ${CMAKE_BINARY_DIR}/virga-config.cmake ${CMAKE_BINARY_DIR}/virga-config-version.cmake DESTINATION ${package}
  COMPONENT library)
