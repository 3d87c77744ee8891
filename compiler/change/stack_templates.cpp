#include "compiler/change/stack_templates.h"

#include <filesystem>
#include <string_view>
#include <utility>

#include "compiler/resolve/nested_templates.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/template_source.h"

namespace virga {
namespace {

// Null if it is no template, or a broken one.
std::shared_ptr<const Snapshot> read_as_template(SyntaxTree tree, const Side& side) {
  if (!tree.ok() || !tree.root->is_mapping() || tree.root->get("Resources") == nullptr) return nullptr;
  return std::make_shared<const Snapshot>(std::move(tree),
                                          std::make_shared<SemanticOptions>(side.snapshot().options()));
}

void read_body(const Side& side, const Node& body, StackTemplate& found) {
  const SourceFilePtr& file = side.snapshot().source();
  SyntaxTree tree;
  if (body.is_mapping() && body.function == Function::None) {
    found.source = tree.source = file;
    tree.root = &body;
  } else {
    const Node* text = body.function == Function::None ? &body : side.constant(body);
    if (text == nullptr || !text->is_string() || text->is_secret()) return;
    found.source = text == &body ? template_in_string(file, body) : nullptr;
    if (found.source == nullptr) {
      found.source = std::make_shared<const SourceFile>(file->name(), std::string(text->text()));
      found.whole = &body;
    }
    tree = parse(found.source);
  }
  found.parsed = read_as_template(std::move(tree), side);
}

}  // namespace

bool is_stack_set(const Resource& resource) { return resource.type == "AWS::CloudFormation::StackSet"; }

bool is_stack(const Resource& resource) {
  return resource.properties != nullptr && resource.properties->value->is_mapping() &&
         (is_stack_set(resource) || nested_template_location(resource) != nullptr);
}

StackTemplate template_of(const Side& side, const Resource& stack, std::map<std::string, NestedFile>& files) {
  StackTemplate found;
  const Node& properties = *stack.properties->value;
  if (const Node* body = properties.get("TemplateBody")) {
    read_body(side, *body, found);
    return found;
  }
  const Member* location = is_stack_set(stack) ? properties.find("TemplateURL") : nested_template_location(stack);
  const std::string& parent = side.snapshot().source()->name();
  if (location == nullptr || parent.empty() || parent == "-") return found;
  std::string_view place = location->value->is_string() ? location->value->text() : std::string_view();
  if (place.empty() && stack.metadata != nullptr) {
    // The CDK uploads it, and says which file it is.
    const Node* property = stack.metadata->value->get("aws:asset:property");
    const Node* asset = stack.metadata->value->get("aws:asset:path");
    if (property != nullptr && property->text() == "TemplateURL" && asset != nullptr) place = asset->text();
  }
  if (place.empty() || place.find("://") != std::string_view::npos || place.find('\0') != std::string_view::npos) {
    return found;
  }
  found.file = (std::filesystem::path(parent).parent_path() / std::filesystem::path(place)).lexically_normal().string();
  const auto [at, is_new] = files.try_emplace(found.file);
  NestedFile& known = at->second;
  if (is_new) {
    ReadResult read = side.snapshot().options().files->read(found.file);
    known.source = std::move(read.file);
    known.error = std::move(read.error.message);
    if (known.source != nullptr) known.parsed = read_as_template(parse(known.source), side);
  }
  found.source = known.source;
  found.error = known.error;
  found.parsed = known.parsed;
  return found;
}

}  // namespace virga
