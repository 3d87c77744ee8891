# cmake --install build/release --prefix PREFIX --component program
include(GNUInstallDirs)
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME program)
install(TARGETS virga RUNTIME)
# Under this name the program takes cfn-lint's own command line.
install(FILES ${CMAKE_BINARY_DIR}/virga-cfn-lint DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES README.md ARCHITECTURE.md CHANGELOG.md NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs FILES_MATCHING PATTERN "*.md")

# The program writes its own manual page and completion scripts.
set(generated ${CMAKE_BINARY_DIR}/generated)
function(virga_generated file)
  add_custom_command(OUTPUT ${generated}/${file}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
    COMMAND virga ${ARGN} > ${generated}/${file}
    DEPENDS virga VERBATIM)
endfunction()
virga_generated(virga completion bash)
virga_generated(_virga completion zsh)
virga_generated(virga.fish completion fish)
virga_generated(virga.1 help --man)
file(WRITE ${generated}/virga-cfn-lint.1 ".so man1/virga.1\n")
add_custom_target(completions ALL DEPENDS ${generated}/virga ${generated}/_virga ${generated}/virga.fish ${generated}/virga.1)
install(FILES ${generated}/virga DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${generated}/virga DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME virga-cfn-lint)
install(FILES ${generated}/_virga DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${generated}/virga.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${generated}/virga.1 ${generated}/virga-cfn-lint.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
