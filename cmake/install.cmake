# cmake --install build/release --prefix PREFIX
include(GNUInstallDirs)
install(TARGETS virga RUNTIME)
# Under this name the program takes cfn-lint's own command line.
install(CODE "file(CREATE_LINK virga \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/virga-cfn-lint\" SYMBOLIC)")
install(FILES README.md LICENSE NOTICE ARCHITECTURE.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The program writes its own completion scripts.
set(completions ${CMAKE_BINARY_DIR}/completions)
foreach(shell bash zsh fish)
  add_custom_command(OUTPUT ${completions}/${shell}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${completions}
    COMMAND virga completion ${shell} > ${completions}/${shell}
    DEPENDS virga VERBATIM)
endforeach()
add_custom_target(completions ALL DEPENDS ${completions}/bash ${completions}/zsh ${completions}/fish)
install(FILES ${completions}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME virga)
install(FILES ${completions}/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _virga)
install(FILES ${completions}/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME virga.fish)
