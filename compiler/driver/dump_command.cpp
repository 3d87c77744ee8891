#include <fmt/format.h>

#include <iterator>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
#include "compiler/resolve/conditions.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/template_source.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"phase", 'p', Arity::One, false, "PHASE", "syntax, model, conditions or expanded (default: model)", "Options",
     "syntax|model|conditions|expanded"},
    {"tolerant", '\0', Arity::Flag, false, {}, "for syntax: continue after an error, as an editor does", "Options"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Options"},
};

constexpr HelpExample kExamples[] = {
    {"virga dump template.yaml", "sections, resources, parameters"},
    {"virga dump -p syntax template.yaml", "every node with its kind, style and range"},
    {"virga dump -p conditions template.yaml", "conditions that can be true together"},
    {"virga dump -p expanded template.yaml", "the result of its transforms"},
};

std::string place(const SourceFile& source, const Node& node) {
  const LineColumn at = source.line_column(node.range.begin);
  return fmt::format("{}:{}", at.line, at.column);
}

std::string dump_model(const SyntaxTree& tree, const Template& model) {
  std::string out;
  auto to = std::back_inserter(out);
  for (const std::string_view name : model.transforms()) fmt::format_to(to, "transform {}\n", printable(name));
  for (const Parameter& parameter : model.parameters()) {
    fmt::format_to(to, "parameter {} {}{}{}  {}\n", printable(parameter.name()),
                   parameter.type.empty() ? "?" : printable(parameter.type),
                   parameter.default_value == nullptr ? "" : " default", parameter.no_echo ? " no-echo" : "",
                   place(*tree.source, *parameter.member.key));
  }
  const auto declarations = [&](std::string_view word, std::span<const Declaration> list) {
    for (const Declaration& one : list) {
      fmt::format_to(to, "{} {}  {}\n", word, printable(one.name()), place(*tree.source, *one.member.key));
    }
  };
  declarations("rule", model.rules());
  declarations("mapping", model.mappings());
  declarations("condition", model.conditions());
  for (const Resource& resource : model.resources()) {
    fmt::format_to(to, "resource {} {}  {}\n", printable(resource.name()),
                   resource.type.empty() ? "?" : printable(resource.type), place(*tree.source, *resource.member.key));
    const auto part = [&](std::string_view word, const Member* member) {
      if (member != nullptr && member->value->is_scalar()) {
        fmt::format_to(to, "  {} {}\n", word, printable(member->value->text()));
      }
    };
    part("condition", resource.condition);
    part("depends on", resource.depends_on);
    if (resource.properties == nullptr) continue;
    for (const Member& property : resource.properties->value->members()) {
      fmt::format_to(to, "  {}  {}\n", printable(property.key->text()), place(*tree.source, *property.key));
    }
  }
  for (const Output& output : model.outputs()) {
    fmt::format_to(to, "output {}{}  {}\n", printable(output.name()), output.export_name == nullptr ? "" : " exported",
                   place(*tree.source, *output.member.key));
  }
  return out;
}

std::string dump_conditions(const Template& model) {
  const ConditionSolver solver(model);
  if (solver.count() == 0) return "The template has no conditions.\n";
  std::string out;
  auto to = std::back_inserter(out);
  std::vector<std::uint32_t> ids;
  for (std::uint32_t id = 0; id < solver.count(); ++id) {
    ids.push_back(id);
    const bool can_hold = solver.possible({{id, true}});
    const bool can_fail = solver.possible({{id, false}});
    fmt::format_to(to, "{}: {}\n", printable(solver.name(id)),
                   can_hold && can_fail ? "true or false"
                   : can_hold           ? "always true"
                   : can_fail           ? "always false"
                                        : "impossible");
  }
  // Each pair requires a query to the solver.
  constexpr std::size_t kMostForPairs = 100;
  const bool pairs = ids.size() <= kMostForPairs;
  if (!pairs) fmt::format_to(to, "More than {} conditions; their relations are omitted.\n", kMostForPairs);
  for (const std::uint32_t a : ids) {
    for (const std::uint32_t b : ids) {
      if (!pairs) break;
      if (a == b || !solver.possible({{a, true}})) continue;
      if (solver.implies({{a, true}}, {b, true})) {
        fmt::format_to(to, "{} implies {}\n", printable(solver.name(a)), printable(solver.name(b)));
      } else if (a < b && solver.implies({{a, true}}, {b, false})) {
        fmt::format_to(to, "{} and {} cannot both be true\n", printable(solver.name(a)), printable(solver.name(b)));
      }
    }
  }
  constexpr std::size_t kMostScenarios = 64;
  const std::vector<Scenario> scenarios = solver.scenarios(ids, {}, kMostScenarios);
  if (scenarios.empty()) {
    fmt::format_to(to, "More than {} combinations are possible.\n", kMostScenarios);
    return out;
  }
  fmt::format_to(to, "{} possible:\n", plural(scenarios.size(), "combination"));
  for (const Scenario& scenario : scenarios) fmt::format_to(to, "  {}\n", solver.describe(scenario));
  return out;
}

Result<int> dump_expanded(const std::string& name) {
  const ExpandedFile file = expand_file(name, {});
  Result<int> status = report_problems(file);
  if (!status || *status != 0) return status;
  return write_result({}, text_of(file, {}));
}

const CommandPage kPage = {.help = {.summary = "Shows how Virga understands a template, phase by phase.",
                                    .usage = "[OPTION…] TEMPLATE|-",
                                    .options = kOptions,
                                    .examples = kExamples},
                           .operands = Operands::One};

Result<int> print_dump(const Arguments& arguments) {
  const std::string& name = arguments.positional.front();
  const std::string_view phase = arguments.value("phase");
  if (phase == "expanded") return dump_expanded(name);
  const bool tolerant = arguments.has("tolerant");
  if (tolerant && phase != "syntax") return Error{"--tolerant requires --phase=syntax"};
  ReadResult file = read_template(name);
  if (file.file == nullptr) return Error{fmt::format("{}: {}", name, file.error.message)};
  const SyntaxTree tree = tolerant ? parse_tolerant(std::move(file.file)) : parse(std::move(file.file));
  if (phase == "syntax") {
    write_out(dump(tree));
    return tree.ok() ? 0 : kRefused;
  }
  print_syntax_errors(tree);
  if (!tree.ok()) return kRefused;
  const Template model = Template::build(tree.root);
  write_out(phase == "conditions" ? dump_conditions(model) : dump_model(tree, model));
  return 0;
}

}  // namespace

const HelpPage& dump_help() { return kPage.help; }

int run_dump_command(const Invocation& call) { return run_command(call, kPage, print_dump); }

}  // namespace virga
