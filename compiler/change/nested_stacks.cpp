// Templates of nested stacks, compared under the stack that they belong to.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "compiler/change/compare_templates.h"
#include "compiler/change/template_comparison.h"
#include "compiler/resolve/nested_templates.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {
namespace {

// Of a whole run: each is read and compared.
constexpr std::size_t kMaxStacks = 200;

// The file of a nested stack's template, as one names it from the working directory; empty where it is none.
std::string template_file(const Side& side, const Resource& resource) {
  const Member* location = nested_template_location(resource);
  const std::string& parent = side.snapshot().source()->name();
  if (location == nullptr || parent.empty() || parent == "-") return {};
  std::string_view place = location->value->is_string() ? location->value->text() : std::string_view();
  if (place.empty() && resource.metadata != nullptr) {
    // The CDK uploads it, and says which file it is.
    const Node* property = resource.metadata->value->get("aws:asset:property");
    const Node* asset = resource.metadata->value->get("aws:asset:path");
    if (property != nullptr && property->text() == "TemplateURL" && asset != nullptr) place = asset->text();
  }
  if (place.empty() || place.find("://") != std::string_view::npos || place.find('\0') != std::string_view::npos) {
    return {};
  }
  return (std::filesystem::path(parent).parent_path() / std::filesystem::path(place)).lexically_normal().string();
}

// The template under the values that the stack passes where they are the same whatever comes. Null when there is none.
std::shared_ptr<const Snapshot> open(const Side& side, const Resource& resource) {
  const std::string file = template_file(side, resource);
  if (file.empty()) return nullptr;
  const SemanticOptions& outer = side.snapshot().options();
  ReadResult read = outer.files->read(file);
  if (read.file == nullptr) return nullptr;
  SyntaxTree tree = parse(std::move(read.file));
  if (!tree.ok() || !tree.root->is_mapping() || tree.root->get("Resources") == nullptr) return nullptr;
  auto options = std::make_shared<SemanticOptions>(outer);
  options->evaluation.parameters.clear();
  if (const Node* passed = resource.properties->value->get("Parameters"); passed != nullptr) {
    for (const Member& parameter : passed->members()) {
      const Node* value = side.constant(*parameter.value);
      // A secret stays open: the nested template may not know that it is one.
      if (value == nullptr || !value->is_scalar() || value->is_secret()) continue;
      options->evaluation.parameters.insert_or_assign(std::string(parameter.key->text()), std::string(value->text()));
    }
  }
  return std::make_shared<const Snapshot>(std::move(tree), std::move(options));
}

// The stack itself: CloudFormation updates it because its template may have changed.
void mark_changed(const Resource& stack, TemplateChange& change) {
  for (const ResourceChange& one : change.resources) {
    if (one.logical_id == stack.name()) return;
  }
  ResourceChange& one = change.resources.emplace_back(change_of(stack, ChangeAction::Modify));
  one.effect = UpdateEffect::NoInterruption;
  PropertyChange& detail = one.changes.emplace_back();
  detail.attribute = "Properties";
  detail.name = "TemplateURL";
  detail.path = "/Properties/TemplateURL";
  detail.effect = UpdateEffect::NoInterruption;
  detail.source = ChangeSource::Automatic;
  detail.note = "its template changes";
  detail.is_dynamic = true;
}

}  // namespace

void compare_nested_stacks(const Side& before, const Side& after, TemplateChange& change, ComparisonRun& run) {
  run.files.push_back(std::filesystem::path(after.snapshot().source()->name()).lexically_normal().string());
  for (const Resource& resource : after.model().resources()) {
    if (nested_template_location(resource) == nullptr) continue;
    const Resource* old = before.model().find_resource(resource.name());
    if (old == nullptr || old->type != resource.type || nested_template_location(*old) == nullptr) continue;
    const std::string file = template_file(after, resource);
    if (file.empty()) continue;
    if (std::find(run.files.begin(), run.files.end(), file) != run.files.end()) {
      change.notes.push_back(
          fmt::format("the template of the nested stack {}, {}, contains this one; it is not compared again",
                      resource.name(), file));
      continue;
    }
    if (++run.nested > kMaxStacks) {
      change.notes.push_back(fmt::format("there are more nested stacks than the {} that are compared", kMaxStacks));
      break;
    }
    const auto old_template = open(before, *old), new_template = open(after, resource);
    if (old_template == nullptr || new_template == nullptr) continue;
    std::string stack = change.stack;
    if (!stack.empty()) stack += '/';
    stack += resource.name();
    TemplateChange nested = compare_in_run(*old_template, *new_template, std::move(stack), run);
    if (nested.is_empty()) continue;
    mark_changed(resource, change);
    change.nested.push_back(std::move(nested));
  }
  run.files.pop_back();
}

}  // namespace virga
