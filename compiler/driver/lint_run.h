// Lints many files, in parallel, and hands the findings over in order.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compiler/diagnostics/renderer.h"
#include "compiler/workspace/parameter_sets.h"
#include "rules/engine/compilation.h"

namespace virga {

struct LintJob {
  std::string name;  // a path, or "-"
  // Each set is linted, and what all of them find is shown once. None: parameters have their defaults.
  std::vector<std::shared_ptr<const ParameterSet>> sets;
  // The user says that it is a template: a serverless.yml is then judged as one, as cfn-lint judges it.
  bool is_template = false;
};

struct LintRunOptions {
  const LintOptions* lint = nullptr;
  bool skip_unparsable = false;
  // No region was asked for: a stack of the CDK is judged for its own.
  bool own_regions = false;
  unsigned jobs = 0;  // threads, 0 for one a core
};

// Calls `emit` from one thread at a time, in the order of the jobs; a job may give several files (parameter files
// first). At most a few jobs a thread are in memory, and each source is freed after `emit` returns.
void run_lint(std::span<const LintJob> jobs, const LintRunOptions& options,
              const std::function<void(FileFindings&&)>& emit);

// A finding about the run itself, in no file.
FileFindings command_line_finding(std::string name, std::string message, std::string rule = "E0003");

}  // namespace virga
