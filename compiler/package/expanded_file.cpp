#include "compiler/package/expanded_file.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "compiler/emit/emit.h"
#include "compiler/model/template.h"
#include "compiler/workspace/parameter_sets.h"
#include "compiler/workspace/recognition.h"
#include "compiler/workspace/template_source.h"

namespace virga {
namespace {

// Adds problems of parameter values; false if a value is not allowed.
bool add_parameter_problems(const Node& root, const ExpandOptions& options, std::vector<Diagnostic>& problems) {
  if (options.parameters.empty()) return true;
  const Template model = Template::build(&root);
  ParameterSet set;
  set.values.insert(options.parameters.begin(), options.parameters.end());
  bool good = true;
  for (Diagnostic& finding : check_parameter_values(model, set)) {
    const std::string* name = std::get_if<std::string>(&finding.path.back());
    const bool unknown = name != nullptr && model.find_parameter(*name) == nullptr;
    // A set of values may be meant for several templates.
    if (unknown) finding.severity = Severity::Warning;
    good = good && finding.severity != Severity::Error;
    if (name != nullptr) finding.generated = TransformSubject{{}, {}, *name};
    problems.push_back(std::move(finding));
  }
  return good;
}

ExpandedFile make(const std::string& name, const ExpandOptions& options,
                  Expansion (*expansion)(const SyntaxTree&, const ExpandOptions&)) {
  ExpandedFile result;
  result.name = name;
  ReadResult read = read_template(name);
  if (read.file == nullptr) {
    result.unreadable = std::move(read.error.message);
    return result;
  }
  result.tree = parse(std::move(read.file));
  result.problems = syntax_problems(result.tree);
  if (!only_repeats_keys(result.tree)) return result;
  if (no_template(result.tree, result.problems)) return result;
  if (!add_parameter_problems(*result.tree.root, options, result.problems)) return result;
  result.expansion = expansion(result.tree, options);
  std::move(result.expansion.problems.begin(), result.expansion.problems.end(), std::back_inserter(result.problems));
  if (result.ok() && too_large(*result.expansion.tree.root, result.problems)) result.expansion.tree.root = nullptr;
  return result;
}

}  // namespace

ExpandedFile expand_file(const std::string& name, const ExpandOptions& options) { return make(name, options, expand); }
ExpandedFile evaluate_file(const std::string& name, const ExpandOptions& options) {
  return make(name, options, evaluate);
}

bool only_repeats_keys(const SyntaxTree& tree) {
  return tree.root != nullptr && std::all_of(tree.errors.begin(), tree.errors.end(), [](const SyntaxError& error) {
           return error.kind == SyntaxErrorKind::DuplicateKey;
         });
}

std::vector<Diagnostic> syntax_problems(const SyntaxTree& tree) {
  const Severity severity = only_repeats_keys(tree) ? Severity::Warning : Severity::Error;
  std::vector<Diagnostic> problems;
  for (const SyntaxError& error : tree.errors) {
    Diagnostic problem;
    problem.rule = "E0000";
    problem.severity = severity;
    problem.range = error.range;
    problem.message = error.message;
    problems.push_back(std::move(problem));
  }
  return problems;
}

bool no_template(const SyntaxTree& tree, std::vector<Diagnostic>& problems) {
  Diagnostic problem;
  problem.rule = "E1001";
  problem.message = why_no_template(tree);
  if (problem.message.empty()) {
    const Node* transform = tree.root->get("Transform");
    const auto items = transform != nullptr ? transform->items() : std::span<const Node* const>{};
    const auto names_none = [](const Node* item) { return !item->is_string() && !item->is_mapping(); };
    const auto wrong = std::find_if(items.begin(), items.end(), names_none);
    if (wrong == items.end()) return false;
    problem.rule = "E1005";
    problem.range = (*wrong)->range;
    problem.path = {"Transform", static_cast<std::uint32_t>(wrong - items.begin())};
    problem.message = "An item of Transform must be the name of a macro, or a map with Name and Parameters";
  }
  problems.push_back(std::move(problem));
  return true;
}

bool too_large(const Node& root, std::vector<Diagnostic>& problems) {
  if (size_of_texts(root, kMaxSourceBytes) < kMaxSourceBytes) return false;
  Diagnostic problem;
  problem.rule = "E0001";
  problem.message =
      "The template is larger than 64 MiB with its aliases expanded, far above CloudFormation's limit of 1 MB; repeat "
      "less";
  problems.push_back(std::move(problem));
  return true;
}

}  // namespace virga
