# Read by cpack for each kind of package: a tarball unpacks to a folder of its own, a .deb to the root of the system.
if(CPACK_GENERATOR STREQUAL "TGZ")
  set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY ON)
endif()
