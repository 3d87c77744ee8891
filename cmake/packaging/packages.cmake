# `cpack --config build/release/CPackConfig.cmake`: a .deb and a tarball that unpacks to bin/, share/ and so on. `./dev package`
# makes these, the npm packages and the container.
set(CPACK_PACKAGE_NAME virga)
set(CPACK_PACKAGE_VENDOR "the Virga project")
set(CPACK_PACKAGE_CONTACT "the Virga project <virga@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "linter, expander and language server for CloudFormation and SAM")
set(CPACK_PACKAGE_DESCRIPTION "Virga finds the errors in AWS CloudFormation and SAM templates before a
deployment does, expands transforms, compares versions, mends what can be
mended, and serves editors and agents. It takes cfn-lint's options under the
name virga-cfn-lint. It needs no network and no other files.")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR "DEB;TGZ")
# What a build of programs against Virga needs is not for those who only run it.
set(CPACK_COMPONENTS_ALL program)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/generator.cmake)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
else()
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE amd64)
endif()
string(TOLOWER ${CMAKE_SYSTEM_NAME} system)
set(CPACK_PACKAGE_FILE_NAME virga-${PROJECT_VERSION}-${system}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
if(NOT VIRGA_STATIC)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.36)")
endif()
include(CPack)
