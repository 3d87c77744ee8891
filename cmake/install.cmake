# cmake --install build/release --prefix PREFIX
include(GNUInstallDirs)
install(TARGETS virga RUNTIME)
# Under this name the program takes cfn-lint's own command line.
install(CODE "file(CREATE_LINK virga \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/virga-cfn-lint\" SYMBOLIC)")
install(FILES README.md LICENSE NOTICE ARCHITECTURE.md rules/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
