// Shared by the golden tests: an input with its .expected file beside it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga::golden {

// The root folder of the repository; golden files are below tests/golden/.
std::filesystem::path repository();
// Whether VIRGA_UPDATE=1 is set: expectations are written instead of compared.
bool updating();
std::string read_text(const std::filesystem::path& file);
// The files below `folder`, recursively and sorted.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder);
// Replaces everything except letters, digits and underscores, for the name of a GoogleTest case.
std::string test_name(const std::string& text);

// Fails the current test if the content of `expected` is not `actual`, and says how to rerun the test and how to accept
// the difference.
void expect_file(const std::filesystem::path& expected, const std::string& actual);

// Findings as people see them: ID, severity, range (columns in code points, from 1), path, message, the line with the
// range underlined, notes and fixes. "no findings\n" if there are none.
std::string render(const SourceFile& source, const std::vector<Diagnostic>& findings);

}  // namespace virga::golden
