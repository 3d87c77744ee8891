// Lints many files in parallel and delivers the findings in order.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compiler/diagnostics/renderer.h"
#include "compiler/workspace/parameter_sets.h"
#include "rules/engine/compilation.h"
#include "rules/engine/run_exports.h"

namespace virga {

class ChangedFiles;
class CloudAssembly;

struct LintJob {
  std::string name;  // a path, or "-"
  // Lints the template with each set and merges equal findings. Empty: use the parameters' defaults.
  std::vector<std::shared_ptr<const ParameterSet>> sets;
  // The user says that it is a template: a serverless.yml is then judged as one, as cfn-lint judges it.
  bool is_template = false;
};

struct LintRunOptions {
  const LintOptions* lint = nullptr;
  bool skip_unparsable = false;
  // No region was given, so CDK stacks are linted for their own region.
  bool own_regions = false;
  bool shows_excerpts = false;          // the output has lines of the templates, in which secrets must be hidden
  unsigned jobs = 0;                    // number of threads; 0: one per core
  const ChangedFiles* files = nullptr;  // the texts of templates that are not to be read from the disk, or null
};

// Calls `emit` in the order of the jobs, never concurrently. A job may yield several files (parameter files first).
// Only a few jobs per thread are in memory at a time; each source is freed after `emit` returns.
void run_lint(std::span<const LintJob> jobs, const LintRunOptions& options,
              const std::function<void(FileFindings&&)>& emit);

// What the templates of these jobs export. Reads all of them once; standard input and files of other tools may export
// anything.
RunExports read_exports(std::span<const LintJob> jobs, const LintRunOptions& options);

// Sets the region that a CDK app deploys the stack of the template at `path` to; false if its assembly names none.
bool take_region_of_stack(const CloudAssembly& assembly, const std::string& path, LintOptions& options);

// A finding about the run itself, not in any file.
FileFindings command_line_finding(std::string name, std::string message, std::string rule = "E0003");

}  // namespace virga
