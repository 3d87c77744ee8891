#include "compiler/resolve/nested_templates.h"

#include <algorithm>
#include <filesystem>

namespace virga {
namespace {

bool is_local(std::string_view place) {
  return !place.empty() && place.find("://") == std::string_view::npos && place.find('\0') == std::string_view::npos;
}

bool computes_members(const NestedTemplate& nested, Section section) {
  const Node* root = nested.model.root();
  if (root == nullptr || root->find("Fn::Transform") != nullptr) return true;
  for (const std::string_view transform : nested.model.transforms()) {
    if (transform != kLanguageExtensions && transform != kServerlessTransform) return true;
  }
  const Member* body = nested.model.section(section);
  if (body == nullptr) return false;
  return !body->value->is_mapping() ||
         std::any_of(body->value->members().begin(), body->value->members().end(),
                     [](const Member& member) { return member.key->text().starts_with("Fn::"); });
}

std::unique_ptr<NestedTemplate> open(const FileSystem& files, const std::filesystem::path& path) {
  ReadResult read = files.read(path.lexically_normal().string());
  if (read.file == nullptr) return nullptr;
  auto nested = std::make_unique<NestedTemplate>();
  nested->tree = parse(std::move(read.file));
  if (!nested->tree.ok()) return nullptr;
  nested->model = Template::build(nested->tree.root);
  // Almost any file is valid YAML; a template has resources.
  return nested->model.section(Section::Resources) == nullptr ? nullptr : std::move(nested);
}

}  // namespace

bool NestedTemplate::has_open_parameters() const { return computes_members(*this, Section::Parameters); }
bool NestedTemplate::has_open_outputs() const { return computes_members(*this, Section::Outputs); }

const Output* NestedTemplate::find_output(std::string_view name) const {
  const auto outputs = model.outputs();
  const auto found = std::find_if(outputs.begin(), outputs.end(), [&](const Output& o) { return o.name() == name; });
  return found == outputs.end() ? nullptr : &*found;
}

const Member* nested_template_location(const Resource& resource) {
  if (resource.properties == nullptr || !resource.properties->value->is_mapping()) return nullptr;
  if (resource.type == "AWS::CloudFormation::Stack") return resource.properties->value->find("TemplateURL");
  if (resource.type == "AWS::Serverless::Application") return resource.properties->value->find("Location");
  return nullptr;
}

const NestedTemplate* NestedTemplates::of(const Resource& resource) {
  const Member* location = nested_template_location(resource);
  if (location == nullptr || !location->value->is_string()) return nullptr;
  const std::string_view place = location->value->text();
  if (path_.empty() || path_ == "-" || !is_local(place)) return nullptr;
  auto known = files_.find(place);
  if (known == files_.end()) {
    known =
        files_.emplace(place, open(*disk_, std::filesystem::path(path_).parent_path() / std::filesystem::path(place)))
            .first;
  }
  return known->second.get();
}

}  // namespace virga
