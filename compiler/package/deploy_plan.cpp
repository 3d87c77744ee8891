#include "compiler/package/deploy_plan.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>

#include "compiler/emit/emit.h"
#include "compiler/model/template.h"
#include "compiler/package/capabilities.h"

namespace virga {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxNesting = 16;

std::string text_at(const Node* body, std::string_view key) {
  const Node* value = body == nullptr ? nullptr : body->get(key);
  return value == nullptr ? std::string() : std::string(value->text());
}

// JSON without the white space that makes it readable.
std::size_t compact_size(const Node& root) {
  const std::string text = emit_json(root);
  std::size_t size = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted && text[i] == '\\') {
      ++i;
      ++size;
    }
    if (quoted || (text[i] != ' ' && text[i] != '\n')) ++size;
  }
  return size;
}

class Planner {
public:
  explicit Planner(const ExpandOptions& options) : options_(options) {}

  DeployPlan run(const ExpandedFile& file) {
    const Node& root = *file.expansion.tree.root;
    const Template model = Template::build(&root);
    const Template written = Template::build(file.tree.root);
    plan_.resources = model.resources().size();
    plan_.written_resources = written.resources().size();
    plan_.parameters = model.parameters().size();
    plan_.template_bytes = file.tree.source->text().size();
    plan_.expanded_bytes = compact_size(root);
    plan_.local_files = Packager::local_files(*file.tree.root);
    for (const Parameter& parameter : model.parameters()) {
      if (parameter.default_value != nullptr || options_.parameters.contains(parameter.name())) continue;
      plan_.missing_parameters.push_back(
          {std::string(parameter.name()), std::string(parameter.type), text_at(parameter.body(), "Description")});
    }
    for (const Output& output : model.outputs()) plan_.outputs.emplace_back(output.name());
    if (file.name != "-") seen_.emplace(canonical(file.name), "");
    needs(file, "");
    capabilities();
    limits();
    return std::move(plan_);
  }

private:
  static fs::path canonical(const fs::path& path) {
    std::error_code fault;
    return fs::weakly_canonical(path, fault);
  }

  // What a template asks for; `prefix` names the stacks around it.
  void needs(const ExpandedFile& file, const std::string& prefix) {
    const Template written = Template::build(file.tree.root);
    const std::set<std::string> macros = macros_of(written);
    for (const std::string& name : macros) {
      expand_.push_back({prefix + name, {}, {}, prefix.empty() ? "" : "a transform in a nested stack"});
    }
    needs_direct_ = needs_direct_ || (!prefix.empty() && !macros.empty());
    // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-template-nested-applications.html
    for (const Resource& resource : written.resources()) {
      if (resource.type != "AWS::Serverless::Application") continue;
      expand_.push_back(
          {prefix + std::string(resource.name()), std::string(resource.type), {}, "a nested application"});
      needs_direct_ = true;
    }
    const Template model = Template::build(file.expansion.tree.root);
    for (const Resource& resource : model.resources()) {
      iam(resource, prefix);
      if (resource.type == "AWS::CloudFormation::Stack") stack(file, resource, prefix);
    }
  }

  void iam(const Resource& resource, const std::string& prefix) {
    const IamNeed need = iam_need(resource);
    if (!need.iam) return;
    named_ = named_ || !need.named_by.empty();
    const bool made = resource.member.key->is_generated() || resource.body()->is_generated();
    iam_.push_back({prefix + std::string(resource.name()), std::string(resource.type), std::string(need.named_by),
                    made ? "made by the transform" : ""});
  }

  void stack(const ExpandedFile& file, const Resource& resource, const std::string& prefix) {
    const Node* address = resource.property("TemplateURL");
    NestedStack nested;
    nested.logical_id = prefix + std::string(resource.name());
    if (address != nullptr) nested.location = address->text();
    const bool local = !nested.location.empty() && nested.location.find("://") == std::string::npos;
    const std::size_t place = plan_.nested.size();
    plan_.nested.push_back(nested);
    if (!local || depth_ >= kMaxNesting) return;
    const fs::path path = canonical(fs::path(template_folder(file.name)) / nested.location);
    const auto [seen, is_new] = seen_.try_emplace(path, nested.logical_id);
    if (is_new && !look_into(path, nested)) seen->second.clear();
    plan_.nested[place].seen = !seen->second.empty();
    if (!is_new) plan_.nested[place].same_as = seen->second;
  }

  // False when there is no template there.
  bool look_into(const fs::path& path, const NestedStack& nested) {
    std::error_code fault;
    if (!fs::is_regular_file(path, fault)) return false;
    ExpandOptions options = options_;
    options.parameters.clear();
    const ExpandedFile inner = expand_file(path.string(), options);
    if (!inner.ok()) return false;
    ++depth_;
    needs(inner, nested.logical_id + "/");
    --depth_;
    return true;
  }

  void capabilities() {
    if (!iam_.empty()) plan_.capabilities.push_back({named_ ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM", false, iam_});
    if (!expand_.empty()) plan_.capabilities.push_back({"CAPABILITY_AUTO_EXPAND", !needs_direct_, expand_});
  }

  void limits() {
    const auto check = [&](std::string_view what, std::size_t count, std::size_t most) {
      if (count > most)
        plan_.excess.push_back(fmt::format("{} {}, but a stack can have at most {}", count, what, most));
    };
    check("resources", plan_.resources, kMaxResources);
    check("parameters", plan_.parameters, kMaxParameters);
    check("outputs", plan_.outputs.size(), kMaxOutputs);
    const auto bytes = [&](std::string_view what, std::size_t size) {
      if (size <= kMaxObjectBytes) return;
      plan_.excess.push_back(fmt::format("{} has {} bytes, but at most {} are allowed", what, size, kMaxObjectBytes));
    };
    bytes("the template", plan_.template_bytes);
    bytes("the expanded template", plan_.expanded_bytes);
  }

  const ExpandOptions& options_;
  DeployPlan plan_;
  std::vector<CapabilityReason> iam_;
  std::vector<CapabilityReason> expand_;
  bool named_ = false;
  bool needs_direct_ = false;             // CAPABILITY_AUTO_EXPAND with a change set too
  std::size_t depth_ = 0;                 // of nested stacks
  std::map<fs::path, std::string> seen_;  // templates -> the first stack of each; empty for those that cannot be read
};

}  // namespace

DeployPlan make_deploy_plan(const ExpandedFile& file, const ExpandOptions& options) {
  return Planner(options).run(file);
}

}  // namespace virga
