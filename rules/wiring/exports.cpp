// V3009, V9103, V9104: names that outputs export and other stacks import.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
#include <fmt/format.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/run_exports.h"
#include "rules/engine/walk.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

// Where the name of an export is written.
struct ExportPlace {
  explicit ExportPlace(const Template& model, const Output& output)
      : root{nullptr, nullptr, model.root(), 0},
        section{&root, model.section(Section::Outputs)->key, model.section(Section::Outputs)->value, 0},
        at{&section, output.member.key, output.member.value, 0},
        exported{&at, output.body()->find("Export")->key, output.body()->get("Export"), 0},
        name{&exported, output.export_name->key, output.export_name->value, 0} {}
  ExportPlace(const ExportPlace&) = delete;
  ExportPlace& operator=(const ExportPlace&) = delete;

  Location root, section, at, exported, name;
};

bool can_both_exist(const Compilation& compilation, const Output& a, const Output& b) {
  Scenario scenario;
  for (const Output* output : {&a, &b}) {
    if (output->condition == nullptr) continue;
    const auto id = compilation.conditions().id(output->condition->value->text());
    if (!id) return false;
    if (scenario.empty() || scenario.front().condition != *id) scenario.push_back({*id, true});
  }
  return compilation.conditions().possible(scenario);
}

// Whether both names are the same, whatever their variables are.
bool are_equal(const SharedName& a, const Node& a_node, const SharedName& b, const Node& b_node) {
  return (a.is_fixed() && b.is_fixed() && a.text() == b.text()) || equal_values(a_node, b_node);
}

}  // namespace

void check_repeated_exports(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  std::vector<std::pair<const Output*, SharedName>> exported;
  for (const Output& output : model.outputs()) {
    if (output.export_name != nullptr) exported.emplace_back(&output, SharedName::of(*output.export_name->value));
  }
  constexpr std::size_t kMost = 200;  // outputs of a template
  if (exported.size() > kMost) return;
  for (std::size_t i = 1; i < exported.size(); ++i) {
    const auto& [output, name] = exported[i];
    for (std::size_t k = 0; k < i; ++k) {
      const auto& [earlier, earlier_name] = exported[k];
      if (!are_equal(name, *output->export_name->value, earlier_name, *earlier->export_name->value)) continue;
      if (!can_both_exist(compilation, *output, *earlier)) continue;
      const ExportPlace place(model, *output);
      reporter.report(finding("V3009", place.name,
                              fmt::format("Duplicate export name: the output '{}' exports it, too; an account has "
                                          "each export name only once in a region",
                                          earlier->name()))
                          .note(earlier->export_name->value->range, fmt::format("'{}' exports it", earlier->name())));
      break;
    }
  }
}

void check_exports_of_run(const Compilation& compilation, Reporter& reporter) {
  const RunExports* run = compilation.options().run_exports;
  if (run == nullptr) return;
  const Template& model = compilation.model();
  for (const Output& output : model.outputs()) {
    if (output.export_name == nullptr) continue;
    const SharedName name = SharedName::of(*output.export_name->value);
    const RunExports::Export* first = name.is_fixed() ? run->first(name) : nullptr;
    if (first == nullptr || first->file == compilation.source().name()) continue;
    const ExportPlace place(model, output);
    reporter.report("V9103", place.name,
                    fmt::format("'{}' exports '{}', too (line {}), and an account has each export name only once in a "
                                "region; use different names unless only one of the two is deployed",
                                first->file, name.text(), first->line));
  }
}

void check_imports_of_run(const Compilation& compilation, Reporter& reporter) {
  const RunExports* run = compilation.options().run_exports;
  if (run == nullptr || !run->is_complete() || !compilation.may_hold("ImportValue")) return;
  const Template& model = compilation.model();
  std::vector<std::string_view> known;
  for (const RunExports::Export& other : run->all()) {
    if (other.name.is_literal()) known.push_back(other.name.text());
  }
  const auto judge = [&](const Node& call, const Location& where) {
    if (call.function != Function::ImportValue) return true;
    const Node& wanted = *call.argument();
    const SharedName import = SharedName::of(wanted);
    if (!import.is_partly_known() || run->may_have(import)) return true;
    std::string message = "No template of this run exports a name of this form; export it, or lint its template, too";
    NearName near;
    if (import.is_literal()) {
      near = near_declared(import.text(), known);
      message = fmt::format("No template of this run exports '{}'{}", import.text(),
                            near.found() ? did_you_mean(near) : "; export it, or lint its template, too");
    }
    Finding found = finding("V9104", Location{&where, call.function_key(), &wanted, 0}, std::move(message));
    if (near.found() && wanted.is_string()) found.fix(change_fix(compilation, wanted, near.name, FixSafety::Unsafe));
    reporter.report(found);
    return true;
  };
  for (const Section section : {Section::Resources, Section::Outputs}) {
    in_section(model, section, [&](const Node& body, const Location& where) { walk_values(body, where, judge); });
  }
}

}  // namespace virga
