// Parameter values from the command line and from files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/diagnostics/renderer.h"
#include "compiler/model/template.h"
#include "compiler/source/source_file.h"
#include "compiler/workspace/config.h"

namespace virga {

// One set of values. List items are joined by commas, as CloudFormation expects.
struct ParameterSet {
  std::string name;    // the file, or empty for the command line and configuration
  SourceFilePtr file;  // null for the command line and configuration
  TextRange place;     // the range in the file that represents the whole set
  ParameterValues values;
  std::map<std::string, TextRange, std::less<>> places;        // ranges of the parameters' names in the file
  std::map<std::string, TextRange, std::less<>> value_places;  // … and of their values
};

// Reads a list of {ParameterKey, ParameterValue}; anything else is E0200, unreadable text E0000. Returns false and adds
// the findings to `report`, whose file is the parameter file.
bool read_parameter_file(const std::string& path, ParameterSet& set, FileFindings& report);

// Reads a deployment file of CloudFormation's Git sync with template-file-path, parameters and tags; anything else is
// E0100 (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-concepts-terms.html).
bool read_deployment_file(const std::string& path, std::string& template_path, ParameterSet& set, FileFindings& report);

// Where the file of the set writes values of parameters with NoEcho.
std::vector<TextRange> secret_ranges(const Template& model, const ParameterSet& set);

// E2900: parameters that the template does not define, those without a value, and values that their definition does not
// allow. Findings are in the set's own file or, if it has none, at the template's parameter.
std::vector<Diagnostic> check_parameter_set(const Template& model, const ParameterSet& set);
// The same, except for parameters without a value.
std::vector<Diagnostic> check_parameter_values(const Template& model, const ParameterSet& set);

}  // namespace virga
