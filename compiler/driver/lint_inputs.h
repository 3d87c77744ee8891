// What `virga lint` checks: the templates that its arguments and configuration name, each with its parameter sets.
#pragma once

#include <vector>

#include "compiler/driver/command_line.h"
#include "compiler/driver/lint_run.h"
#include "compiler/driver/settings.h"

namespace virga {

struct LintInputs {
  std::vector<LintJob> jobs;
  std::vector<FileFindings> unmatched;  // names that stand for no file, and files that could not be read
  bool is_nothing_named = false;        // there is no template to lint, and standard input is a terminal
};

// Reads parameter and deployment files; writes notes to standard error. Without a name, the template is standard input.
LintInputs find_lint_inputs(const Settings& settings, const Invocation& call);

// `--list-templates`: writes the files that would be linted to standard output, and returns the exit status.
int list_templates(const Settings& settings, const Invocation& call);

}  // namespace virga
