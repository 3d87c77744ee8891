// What the golden runners share: an input beside its .expected file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga::golden {

// The repository; golden files are below tests/golden/.
std::filesystem::path repository();
// VIRGA_UPDATE=1: expectations are written instead of compared.
bool updating();
std::string read_text(const std::filesystem::path& file);
// Files below `folder` (not the folder itself), sorted.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder);
// Letters, digits and underscores: what GoogleTest takes for the name of a case.
std::string test_name(const std::string& text);

// Fails the running test when `expected` does not hold exactly `actual`, and says how to rerun and how to accept.
void expect_file(const std::filesystem::path& expected, const std::string& actual);

// Findings as people see them: id, severity, range (columns in code points, from 1), path, message, the line with the
// range underlined, notes and fixes. "no findings\n" when there is none.
std::string render(const SourceFile& source, const std::vector<Diagnostic>& findings);

}  // namespace virga::golden
