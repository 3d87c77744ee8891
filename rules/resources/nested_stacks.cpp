// E3043: the parameters that a nested stack is given, against those that its template declares.
#include <fmt/format.h>

#include <filesystem>
#include <vector>

#include "compiler/source/source_file.h"
#include "compiler/support/text.h"
#include "compiler/syntax/syntax_tree.h"
#include "rules/resources/checks.h"

namespace virga {
namespace {

// A template that lies beside this one. Null when it is not there or cannot be read as a template.
struct NestedTemplate {
  SyntaxTree tree;
  Template model;
};

bool is_local(std::string_view url) {
  return !url.empty() && !url.starts_with("http://") && !url.starts_with("https://") && !url.starts_with("s3://") &&
         url.find('\0') == std::string_view::npos;
}

bool open_nested(const SourceFile& source, std::string_view url, NestedTemplate& nested) {
  if (source.name() == "-" || !is_local(url)) return false;
  std::filesystem::path path = std::filesystem::path(source.name()).parent_path() / std::filesystem::path(url);
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || error) return false;
  ReadResult read = read_source_file(path.lexically_normal().string());
  if (read.file == nullptr) return false;
  nested.tree = parse(read.file);
  if (!nested.tree.ok()) return false;
  nested.model = Template::build(nested.tree.root);
  return true;
}

class NestedStackCheck {
public:
  NestedStackCheck(const Compilation& compilation, Reporter& reporter)
      : compilation_(compilation), validation_(compilation, reporter), reporter_(reporter) {}

  void run(const Resource& resource, const Location& resources) {
    if (resource.properties == nullptr || !resource.properties->value->is_mapping()) return;
    const Member* url = resource.properties->value->find("TemplateURL");
    const Member* parameters = resource.properties->value->find("Parameters");
    if (url == nullptr || parameters == nullptr || !url->value->is_string()) return;
    NestedTemplate nested;
    if (!open_nested(compilation_.source(), url->value->text(), nested)) return;

    const Location at{&resources, resource.member.key, resource.member.value, 0};
    const Location properties{&at, resource.properties->key, resource.properties->value, 0};
    const Location parameters_at{&properties, parameters->key, parameters->value, 0};
    if (nested.model.section(Section::Transform) != nullptr && nested.model.parameters().empty()) return;
    judge(*parameters->value, parameters_at, nested.model, Scenario{}, 0);
  }

private:
  // `given` may be a choice between several sets of parameters.
  void judge(const Node& given, const Location& where, const Template& nested, const Scenario& scenario, int depth) {
    const Node* argument = given.argument();
    if (given.function == Function::If && argument->is_sequence() && argument->size == 3 && depth < 8) {
      auto id = argument->item_list[0]->is_string() ? compilation_.conditions().id(argument->item_list[0]->text())
                                                    : std::nullopt;
      if (!id) return;
      for (std::uint32_t branch : {1U, 2U}) {
        Scenario extended = scenario;
        extended.push_back({*id, branch == 1});
        if (!compilation_.conditions().possible(extended)) continue;
        judge(*argument->item_list[branch], where, nested, extended, depth + 1);
      }
      return;
    }
    if (!given.is_mapping() || given.function != Function::None) return;
    Context context;
    context.functions = kPropertyFunctions;
    context.scenario = &scenario;
    const std::string when =
        scenario.empty() ? "" : fmt::format(" (when {})", compilation_.conditions().describe(scenario));
    std::vector<std::string_view> known;
    for (const Parameter& parameter : nested.parameters()) known.push_back(parameter.name());
    for (const Member& member : given.members()) {
      std::string_view name = member.key->text();
      if (name.starts_with("Fn::") || nested.find_parameter(name) != nullptr) continue;
      std::string message = fmt::format("The nested template has no parameter '{}'{}", name, when);
      if (std::string_view near = nearest(name, known); !near.empty() && given.find(near) == nullptr) {
        message += fmt::format(" (did you mean '{}'?)", near);
      }
      const Location at{&where, member.key, member.value, 0};
      reporter_.report("E3043", scenario.empty() ? at : where, std::move(message));
    }
    for (const Parameter& parameter : nested.parameters()) {
      if (parameter.default_value != nullptr) continue;
      const Node* value = given.get(parameter.name());
      if (value != nullptr && validation_.presence(*value, context) != Verdict::Invalid) continue;
      reporter_.report("E3043", where,
                       fmt::format("The nested template needs a value for its parameter '{}', which has no Default{}",
                                   parameter.name(), when));
    }
  }

  const Compilation& compilation_;
  Validation validation_;
  Reporter& reporter_;
};

}  // namespace

void check_nested_stacks(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Member* section = model.section(Section::Resources);
  if (section == nullptr) return;
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  NestedStackCheck check(compilation, reporter);
  for (const Resource& resource : model.resources()) {
    if (resource.type == "AWS::CloudFormation::Stack") check.run(resource, resources);
  }
}

}  // namespace virga
