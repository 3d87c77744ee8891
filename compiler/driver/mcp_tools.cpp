#include "compiler/driver/mcp_tools.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "compiler/driver/child_process.h"
#include "compiler/source/source_file.h"
#include "compiler/support/characters.h"

namespace virga::mcp {

namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

// ---- what a call holds ----------------------------------------------------------------------------------------------

std::string text_of(const Json& arguments, const std::string& name) {
  const auto found = arguments.find(name);
  return found != arguments.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flag_of(const Json& arguments, const char* name) {
  const auto found = arguments.find(name);
  return found != arguments.end() && found->is_boolean() && found->get<bool>();
}

Words list_of(const Json& arguments, const char* name) {
  Words words;
  const auto found = arguments.find(name);
  if (found == arguments.end() || !found->is_array()) return words;
  for (const Json& item : *found) {
    if (item.is_string() && !item.get_ref<const std::string&>().empty()) words.push_back(item.get<std::string>());
  }
  return words;
}

// `--name=a,b`, where there is anything.
void add_list(Words& command, std::string_view option, const Words& values) {
  if (!values.empty()) command.push_back(fmt::format("--{}={}", option, fmt::join(values, ",")));
}

void add_text(Words& command, std::string_view option, const std::string& value) {
  if (!value.empty()) command.push_back(fmt::format("--{}={}", option, value));
}

// `--parameters Key=Value…`. Keys are those of templates: letters and digits.
Result<void> add_parameters(Words& command, std::string_view option, const Json& arguments, const char* name) {
  const auto found = arguments.find(name);
  if (found == arguments.end() || !found->is_object() || found->empty()) return {};
  command.push_back(fmt::format("--{}", option));
  for (const auto& [key, value] : found->items()) {
    if (key.empty() || !std::all_of(key.begin(), key.end(), is_letter_or_digit)) {
      return Error{fmt::format("'{}' is not the name of a parameter; use letters and digits", key)};
    }
    command.push_back(fmt::format("{}={}", key, value.is_string() ? value.get<std::string>() : value.dump()));
  }
  return {};
}

// ---- running a command ----------------------------------------------------------------------------------------------

// A folder for templates that a call brings with it; gone when the call is over.
class Scratch {
public:
  Scratch() {
    std::error_code error;
    std::string pattern = (std::filesystem::temp_directory_path(error) / "virga-mcp-XXXXXX").string();
    if (!error && ::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }

  // The path of a new file with this text.
  Result<std::string> write(std::string_view name, std::string_view text) const {
    if (path_.empty()) return Error{"cannot make a temporary folder"};
    const std::string path = (std::filesystem::path(path_) / name).string();
    std::ofstream file(path, std::ios::binary);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) return Error{"cannot write a temporary file"};
    return path;
  }

private:
  std::string path_;
};

ToolResult refusal(std::string message) { return {.text = std::move(message), .is_error = true}; }

// What it printed is the result; where that is nothing, what it said on standard error.
ToolResult run(const std::string& program, Words command, std::string_view input = {}) {
  command.insert(command.begin(), program);
  Result<ChildOutput> child = run_child(command, input);
  if (!child) return refusal(child.message());
  if (!child->out.empty() || child->succeeded) return {.text = std::move(child->out)};
  return refusal(child->err.empty() ? "The command failed without a word" : std::move(child->err));
}

// What a tool works on: paths, or the text of a template.
struct Operands {
  Words words;
  std::string input;
};

// `name` is the argument with the paths, or with the one path.
Result<Operands> operands_of(const Json& arguments, const char* name) {
  Operands operands;
  operands.input = text_of(arguments, "template");
  operands.words = list_of(arguments, name);
  if (const std::string path = text_of(arguments, name); !path.empty()) operands.words = {path};
  if (operands.words.empty() == operands.input.empty()) return Error{fmt::format("give '{}' or 'template'", name)};
  if (operands.words.empty()) operands.words = {"-"};
  operands.words.insert(operands.words.begin(), "--");
  return operands;
}

void append(Words& command, const Words& more) { command.insert(command.end(), more.begin(), more.end()); }

// ---- the tools ------------------------------------------------------------------------------------------------------

ToolResult lint(const std::string& program, const Json& arguments) {
  const Result<Operands> operands = operands_of(arguments, "paths");
  if (!operands) return refusal(operands.message());
  Words command = {"lint", "--format=json"};
  add_list(command, "regions", list_of(arguments, "regions"));
  add_list(command, "include-checks", list_of(arguments, "include_checks"));
  add_list(command, "ignore-checks", list_of(arguments, "ignore_checks"));
  const Result<void> added = add_parameters(command, "parameters", arguments, "parameters");
  if (!added) return refusal(added.message());
  append(command, operands->words);
  return run(program, command, operands->input);
}

ToolResult expand(const std::string& program, const Json& arguments) {
  const Result<Operands> operands = operands_of(arguments, "path");
  if (!operands) return refusal(operands.message());
  Words command = {"expand", "--diagnostics=json"};
  add_text(command, "format", text_of(arguments, "format"));
  add_text(command, "region", text_of(arguments, "region"));
  const Result<void> added = add_parameters(command, "parameter-overrides", arguments, "parameters");
  if (!added) return refusal(added.message());
  append(command, operands->words);
  return run(program, command, operands->input);
}

ToolResult diff(const std::string& program, const Json& arguments) {
  Words command = {"diff", "--format=json"};
  add_text(command, "region", text_of(arguments, "region"));
  Result<void> added = add_parameters(command, "parameters", arguments, "parameters");
  if (added) added = add_parameters(command, "old-parameters", arguments, "old_parameters");
  if (!added) return refusal(added.message());
  if (const std::string revision = text_of(arguments, "git"); !revision.empty()) {
    add_text(command, "git", revision);
    command.emplace_back("--");
    append(command, list_of(arguments, "paths"));
    return run(program, command);
  }
  const Scratch scratch;
  command.emplace_back("--");
  for (const std::string side : {"old", "new"}) {
    const std::string path = text_of(arguments, side);
    const std::string text = text_of(arguments, side + "_template");
    if (path.empty() == text.empty()) return refusal(fmt::format("give '{0}' or '{0}_template', or 'git'", side));
    const Result<std::string> file = path.empty() ? scratch.write(side + ".yaml", text) : Result<std::string>(path);
    if (!file) return refusal(file.message());
    command.push_back(*file);
  }
  return run(program, command);
}

// The same for a command whose last words stand on standard error.
ToolResult run_with_summary(const std::string& program, Words command) {
  command.insert(command.begin(), program);
  Result<ChildOutput> child = run_child(command, {});
  if (!child) return refusal(child.message());
  if (!child->succeeded && child->out.empty()) return refusal(std::move(child->err));
  return {.text = child->out + child->err};
}

ToolResult fix(const std::string& program, const Json& arguments) {
  const Result<Operands> operands = operands_of(arguments, "paths");
  if (!operands) return refusal(operands.message());
  Words command = {"lint"};
  if (operands->input.empty()) {
    // What is done is told in both cases: as a diff with a summary, or as what is left to mend.
    const bool writes = flag_of(arguments, "write");
    append(command, writes ? Words{"--fix", "--format=json"} : Words{"--diff", "--show-fixes"});
    if (flag_of(arguments, "unsafe")) command.emplace_back("--unsafe-fixes");
    append(command, operands->words);
    return writes ? run(program, command) : run_with_summary(program, command);
  }
  const Scratch scratch;
  const Result<std::string> file = scratch.write("template.yaml", operands->input);
  if (!file) return refusal(file.message());
  command.emplace_back("--fix-only");
  if (flag_of(arguments, "unsafe")) command.emplace_back("--unsafe-fixes");
  append(command, {"--", *file});
  ToolResult done = run(program, command);
  if (done.is_error) return done;
  const ReadResult fixed = read_source_file(*file);
  if (fixed.file == nullptr) return refusal(fixed.error.message);
  return {.text = std::string(fixed.file->text())};
}

ToolResult schema(const std::string& program, const Json& arguments) {
  const std::string type = text_of(arguments, "type");
  const std::string search = text_of(arguments, "search");
  if (type.empty() == search.empty()) return refusal("give 'type' or 'search'");
  if (type.empty()) return run(program, {"schema", "--list", "--", search});
  return run(program, {"schema", "--json", "--", type});
}

ToolResult explain(const std::string& program, const Json& arguments) {
  const std::string rule = text_of(arguments, "rule");
  if (rule.empty()) return refusal("give 'rule', the ID of a rule, such as E3012");
  return run(program, {"explain", "--markdown", "--", rule});
}

struct Tool {
  std::string_view name;
  std::string_view title;
  std::string_view description;
  std::string_view properties;  // the schemas of its arguments; "[X]" stands for a schema that several have
  bool writes;                  // may it change files?
  ToolResult (*call)(const std::string& program, const Json& arguments);
};

constexpr struct {
  std::string_view name;
  std::string_view text;
} kShared[] = {
    {"[Paths]", R"("paths": {"type": "array", "items": {"type": "string"}, "description": )"},
    {"[Ids]", R"({"type": "array", "items": {"type": "string"}, "description": )"},
    {"[Template]",
     R"("template": {"type": "string", "description": "The text of a template, YAML or JSON, instead of files"})"},
    {"[Region]", R"("region": {"type": "string", "description": "Region of the stack"})"},
    {"[Parameters]", R"("parameters": {"type": "object", "description": "Values of parameters by name"})"},
};

constexpr Tool kTools[] = {
    {"lint", "Check templates",
     "Checks CloudFormation and SAM templates. Returns a JSON list of findings: rule, message, file and place, "
     "severity. An empty list means that nothing was found.",
     R"([Paths]"Templates, folders and globs"}, [Template], [Parameters],
        "regions": [Ids]"Regions to deploy to"},
        "include_checks": [Ids]"Rules to enable, by ID or its start: I, V9"},
        "ignore_checks": [Ids]"Rules to leave out, by ID or its start"})",
     false, lint},
    {"expand", "Expand a SAM template",
     "Returns the CloudFormation template that a SAM template, or one with Fn::ForEach, becomes in a deployment.",
     R"("path": {"type": "string", "description": "A template"}, [Template], [Region], [Parameters],
        "format": {"type": "string", "enum": ["yaml", "json"], "description": "The template's own when left out"})",
     false, expand},
    {"diff", "Compare two versions of a template",
     "Tells what an update of a stack does to each resource, in the terms of CloudFormation's change sets: what is "
     "replaced, which data is lost, what is refused. Takes two templates, or a Git revision to compare the working "
     "tree with.",
     R"("old": {"type": "string", "description": "The old template or folder"},
        "new": {"type": "string", "description": "The new template or folder"},
        "old_template": {"type": "string", "description": "The text of the old template"},
        "new_template": {"type": "string", "description": "The text of the new template"},
        "git": {"type": "string", "description": "A revision, such as origin/main"},
        [Paths]"With git: only these files and folders"}, [Region], [Parameters],
        "old_parameters": {"type": "object", "description": "Other values of the old version"})",
     false, diff},
    {"fix", "Fix templates",
     "Applies the safe fixes of findings. For 'template', returns the fixed text; for 'paths', returns a diff and a "
     "summary, or with 'write' changes the files and returns the findings that are left.",
     R"([Paths]"Templates, folders and globs"}, [Template],
        "unsafe": {"type": "boolean", "description": "Also fixes that may change behavior"},
        "write": {"type": "boolean", "description": "Change the files"})",
     true, fix},
    {"schema", "Describe a resource type",
     "Returns the JSON Schema of a resource type or of a property of it, or the types whose names contain a text.",
     R"("type": {"type": "string", "description": "AWS::S3::Bucket, or AWS::EC2::Instance.NetworkInterfaces"},
        "search": {"type": "string", "description": "A part of the names of types"})",
     false, schema},
    {"explain", "Explain a rule", "Returns what a rule checks and why, with a bad and a good template, as Markdown.",
     R"("rule": {"type": "string", "description": "The ID of a rule, such as E3012"})", false, explain},
};

Json input_schema(const Tool& tool) {
  std::string properties(tool.properties);
  for (const auto& [name, text] : kShared) {
    for (std::size_t at = properties.find(name); at != std::string::npos; at = properties.find(name, at)) {
      properties.replace(at, name.size(), text);
    }
  }
  return {{"type", "object"}, {"properties", Json::parse("{" + properties + "}")}, {"additionalProperties", false}};
}

// What is wrong with the arguments of a call, or nothing.
std::string fault_of(const Tool& tool, const Json& arguments) {
  const Json schema = input_schema(tool);
  for (const auto& [key, value] : arguments.items()) {
    const auto property = schema["properties"].find(key);
    if (property == schema["properties"].end()) return fmt::format("'{}' is not an argument of {}", key, tool.name);
    const std::string type = (*property)["type"];
    const bool fits = type == "string"   ? value.is_string()
                      : type == "array"  ? value.is_array()
                      : type == "object" ? value.is_object()
                                         : value.is_boolean();
    if (!fits) return fmt::format("'{}' must be of the type {}", key, type);
  }
  return {};
}

}  // namespace

Json tool_list() {
  Json list = Json::array();
  for (const Tool& tool : kTools) {
    list.push_back({{"name", tool.name},
                    {"title", tool.title},
                    {"description", tool.description},
                    {"inputSchema", input_schema(tool)},
                    {"annotations", {{"readOnlyHint", !tool.writes}, {"openWorldHint", false}}}});
  }
  return list;
}

Result<ToolResult> call_tool(const std::string& program, std::string_view name, const Json& arguments) {
  const auto* const tool =
      std::find_if(std::begin(kTools), std::end(kTools), [&](const Tool& one) { return one.name == name; });
  if (tool == std::end(kTools)) return Error{fmt::format("unknown tool '{}'", name)};
  if (std::string fault = fault_of(*tool, arguments); !fault.empty()) return refusal(std::move(fault));
  return tool->call(program, arguments);
}

}  // namespace virga::mcp
