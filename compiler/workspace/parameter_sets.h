// Values for a template's parameters, from the command line and from files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/diagnostics/renderer.h"
#include "compiler/model/template.h"
#include "compiler/source/source_file.h"
#include "compiler/workspace/config.h"

namespace virga {

// One set. A list's items are joined by commas, as CloudFormation takes them.
struct ParameterSet {
  std::string name;    // the file, or empty for the command line and configuration
  SourceFilePtr file;  // null likewise
  TextRange place;     // what stands for the whole set in the file
  ParameterValues values;
  std::map<std::string, TextRange, std::less<>> places;  // of the parameters' names in the file
};

// A list of {ParameterKey, ParameterValue}; anything else is E0200, unreadable text E0000. False with the findings in
// `report`, whose file is the parameter file.
bool read_parameter_file(const std::string& path, ParameterSet& set, FileFindings& report);

// A deployment file of CloudFormation's Git sync: template-file-path, parameters, tags; anything else is E0100
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-concepts-terms.html).
bool read_deployment_file(const std::string& path, std::string& template_path, ParameterSet& set, FileFindings& report);

// E2900: parameters that the template does not declare, those without a value, and values that their declaration does
// not allow. Findings sit in the set's own file, or, when it has none, on the template's parameter.
std::vector<Diagnostic> check_parameter_set(const Template& model, const ParameterSet& set);
// The same without those that have no value.
std::vector<Diagnostic> check_parameter_values(const Template& model, const ParameterSet& set);

}  // namespace virga
