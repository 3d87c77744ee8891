#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
#include "compiler/package/deploy_plan.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"format", 'f', Arity::One, false, "FORMAT", "of the plan (default: text)", "Options", "text|json"},
    {"region", 'r', Arity::One, false, "REGION", "region of the stack (default: us-east-1)", "Options"},
    {"parameter-overrides", 'p', Arity::Pairs, false, "KEY=VALUE…", "parameter values", "Options"},
    {"parameter-files", '\0', Arity::Many, false, "FILE…", "parameter files: [{ParameterKey, ParameterValue}]",
     "Options"},
    {"diagnostics", 'd', Arity::One, false, "FORMAT", "of errors on standard error (default: text)", "Options",
     "text|json"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Options"},
};

constexpr HelpExample kExamples[] = {
    {"virga deploy-plan template.yaml", "capabilities, limits, missing parameters"},
    {"virga deploy-plan -f json template.yaml", "for other programs"},
};

constexpr std::string_view kFooter =
    "Exit status: 0 deployable, 2 the template is refused or exceeds a limit, 1 wrong usage.\n";

std::string grouped(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

class TextPlan {
public:
  TextPlan(const DeployPlan& plan, const Palette& color) : plan_(plan), color_(color) {}

  std::string run() {
    capabilities();
    sizes();
    parameters();
    nested();
    local_files();
    outputs();
    if (!plan_.excess.empty()) {
      heading("Exceeds a limit");
      for (const std::string& sentence : plan_.excess) line(sentence);
    }
    return std::move(out_);
  }

private:
  void heading(std::string_view title) {
    if (!out_.empty()) out_ += '\n';
    fmt::format_to(std::back_inserter(out_), "{}{}{}\n", color_.bold, title, color_.reset);
  }
  void line(std::string_view text) { fmt::format_to(std::back_inserter(out_), "  {}\n", text); }

  void capabilities() {
    heading("Capabilities");
    if (plan_.capabilities.empty()) line("none");
    std::string all;
    for (const Capability& capability : plan_.capabilities) {
      if (!capability.only_direct) all += " " + capability.name;
      line(fmt::format("{}{}{}{}", color_.cyan, capability.name, color_.reset,
                       capability.only_direct ? "  only to create or update the stack without a change set" : ""));
      for (const CapabilityReason& reason : capability.reasons) {
        std::string text = printable(reason.subject);
        if (!reason.type.empty()) text += fmt::format(" ({})", printable(reason.type));
        if (!reason.property.empty()) text += fmt::format(", named by {}", reason.property);
        if (!reason.note.empty()) text += fmt::format(", {}", reason.note);
        line("  " + text);
      }
    }
    if (!all.empty()) line(fmt::format("aws cloudformation deploy … --capabilities{}", all));
  }

  void sizes() {
    heading("Size");
    const std::size_t written = plan_.written_resources;
    line(fmt::format("{} of at most {}{}", plural(plan_.resources, "resource"), kMaxResources,
                     written == plan_.resources ? std::string() : fmt::format(", from {} in the template", written)));
    const bool direct = plan_.template_bytes <= kMaxDirectBytes;
    line(fmt::format("{} bytes of template; {} {} bytes, from S3 up to {}", grouped(plan_.template_bytes),
                     direct ? "can be sent directly, up to" : "too large to be sent directly: more than",
                     grouped(kMaxDirectBytes), grouped(kMaxObjectBytes)));
    line(fmt::format("{} bytes expanded", grouped(plan_.expanded_bytes)));
  }

  void parameters() {
    heading("Parameters without a value");
    if (plan_.missing_parameters.empty()) line("none");
    for (const PlannedParameter& parameter : plan_.missing_parameters) {
      line(fmt::format("{} ({}){}{}", printable(parameter.name), printable(parameter.type),
                       parameter.description.empty() ? "" : ": ", printable(parameter.description)));
    }
  }

  void nested() {
    if (plan_.nested.empty()) return;
    heading("Nested stacks");
    for (const NestedStack& stack : plan_.nested) {
      line(fmt::format("{}: {}{}", printable(stack.logical_id),
                       stack.location.empty() ? "a URL that a function returns" : printable(stack.location),
                       !stack.same_as.empty() ? fmt::format("  (as {})", printable(stack.same_as))
                       : stack.seen           ? std::string()
                                              : std::string("  (not read; its requirements are not in this plan)")));
    }
  }

  void local_files() {
    if (plan_.local_files.empty()) return;
    heading("Local files, to be packaged first (virga package)");
    for (const LocalFile& file : plan_.local_files) {
      line(fmt::format("{}{}{}: {}", printable(file.logical_id), file.logical_id.empty() ? "" : " ", file.property,
                       printable(file.path)));
    }
  }

  void outputs() {
    heading("Outputs");
    if (plan_.outputs.empty()) line("none");
    for (const std::string& name : plan_.outputs) line(printable(name));
  }

  const DeployPlan& plan_;
  const Palette color_;
  std::string out_;
};

std::string json_plan(const DeployPlan& plan, const std::string& name) {
  using Json = nlohmann::ordered_json;
  Json capabilities = Json::array();
  for (const Capability& capability : plan.capabilities) {
    Json reasons = Json::array();
    for (const CapabilityReason& reason : capability.reasons) {
      reasons.push_back(
          {{"subject", reason.subject}, {"type", reason.type}, {"property", reason.property}, {"note", reason.note}});
    }
    capabilities.push_back(
        {{"name", capability.name}, {"onlyWithoutChangeSet", capability.only_direct}, {"reasons", std::move(reasons)}});
  }
  Json parameters = Json::array();
  for (const PlannedParameter& parameter : plan.missing_parameters) {
    parameters.push_back({{"name", parameter.name}, {"type", parameter.type}, {"description", parameter.description}});
  }
  Json nested = Json::array();
  for (const NestedStack& stack : plan.nested) {
    nested.push_back({{"logicalId", stack.logical_id}, {"location", stack.location}, {"read", stack.seen}});
    if (!stack.same_as.empty()) nested.back()["sameAs"] = stack.same_as;
  }
  Json files = Json::array();
  for (const LocalFile& file : plan.local_files) {
    files.push_back({{"logicalId", file.logical_id}, {"property", file.property}, {"path", file.path}});
  }
  const Json document = {
      {"template", name},
      {"capabilities", std::move(capabilities)},
      {"resources", {{"count", plan.resources}, {"written", plan.written_resources}, {"limit", kMaxResources}}},
      {"templateBytes", {{"count", plan.template_bytes}, {"directLimit", kMaxDirectBytes}, {"limit", kMaxObjectBytes}}},
      {"expandedBytes", {{"count", plan.expanded_bytes}, {"limit", kMaxObjectBytes}}},
      {"missingParameters", std::move(parameters)},
      {"nestedStacks", std::move(nested)},
      {"localFiles", std::move(files)},
      {"outputs", plan.outputs},
      {"excess", plan.excess}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

const CommandPage kPage = {
    .help = {.summary =
                 "Shows what a deployment requires: capabilities and why, distance from the limits, parameter values.",
             .usage = "[OPTION…] TEMPLATE|-",
             .options = kOptions,
             .examples = kExamples,
             .footer = kFooter},
    .operands = Operands::One};

Result<int> print_plan(const Arguments& arguments) {
  ExpandOptions options;
  if (const Result<void> read = read_deployment(arguments, options); !read) return read.error();
  ExpandedFile file = expand_file(arguments.positional.front(), options);
  // Local paths are a part of the plan, not a reason to reject the template.
  std::erase_if(file.problems, [](const Diagnostic& problem) { return problem.severity == Severity::Informational; });
  Result<int> status = report_problems(file, arguments.value("diagnostics") == "json");
  if (!status || *status != 0) return status;
  const DeployPlan plan = make_deploy_plan(file, options);
  write_out(arguments.value("format") == "json" ? json_plan(plan, file.name)
                                                : TextPlan(plan, Palette(wants_color(Stream::Out))).run());
  return plan.excess.empty() ? 0 : kRefused;
}

}  // namespace

const HelpPage& deploy_plan_help() { return kPage.help; }

int run_deploy_plan_command(const Invocation& call) { return run_command(call, kPage, print_plan); }

}  // namespace virga
