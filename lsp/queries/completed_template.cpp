#include "lsp/queries/completed_template.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "lsp/queries/schema_place.h"

namespace virga::lsp {

namespace {

// Samples in the first round; then what is refused goes, and what names it in turn.
constexpr int kMaxRounds = 4;

using Names = std::set<std::string, std::less<>>;

Names refused_resources(const Snapshot& snapshot) {
  Names names;
  for (const Diagnostic& problem : snapshot.expansion(View::Assumed).problems) {
    if (problem.severity != Severity::Error || problem.path.size() < 2) continue;
    const auto* section = std::get_if<std::string>(&problem.path[0]);
    const auto* name = std::get_if<std::string>(&problem.path[1]);
    if (section != nullptr && name != nullptr && *section == "Resources") names.insert(*name);
  }
  return names;
}

struct Sample {
  std::string_view name;
  const Node* value;
};

// What a resource of this type cannot do without, beyond what its schema requires.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
std::vector<Sample> samples_of(const Resource& resource, const SchemaDatabase& facts, ValueMaker& make) {
  std::vector<Sample> samples;
  const auto type = facts.find_type(resource.type);
  if (!type) return samples;
  for (const PlaceProperty& found : properties_of({type->properties()})) {
    if (!found.is_required) continue;
    const std::uint8_t types = types_of({found.property.schema});
    const bool is_map = types == json_type::kObject;
    const bool is_list = types == json_type::kArray;
    samples.push_back({found.property.name, is_map    ? &make.map({})
                                            : is_list ? &make.list({})
                                                      : &make.text(kSampleText)});
  }
  if (resource.type == "AWS::Serverless::Function" && resource.property("PackageType") == nullptr) {
    samples.push_back({"Handler", &make.text("app.handler")});
    samples.push_back({"Runtime", &make.text("python3.13")});
  }
  if (resource.type == "AWS::Serverless::StateMachine" && resource.property("Definition") == nullptr) {
    samples.push_back({"DefinitionUri", &make.text("s3://bucket/key")});
  }
  return samples;
}

void add_samples(const Resource& resource, const SchemaDatabase& facts, ValueMaker& make, EditBuilder& edit) {
  if (resource.body() == nullptr || !resource.body()->is_mapping()) return;
  const Node* properties = resource.properties == nullptr ? nullptr : resource.properties->value;
  std::vector<std::pair<std::string_view, const Node*>> members;
  for (const Sample& sample : samples_of(resource, facts, make)) {
    if (resource.property(sample.name) == nullptr) members.emplace_back(sample.name, sample.value);
  }
  if (members.empty()) return;
  if (properties == nullptr) {
    edit.add_member(*resource.body(), "Properties", make.map(members));
  } else if (properties->is_mapping() && !properties->members().empty()) {
    for (const auto& [name, value] : members) edit.add_member(*properties, name, *value);
  } else {
    edit.set_value(*resource.properties, make.map(members));
  }
}

void remove(const Node& resources, const Names& names, EditBuilder& edit) {
  const auto members = resources.members();
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (names.contains(members[i].key->text())) edit.remove_member(resources, i);
  }
}

}  // namespace

std::shared_ptr<const Snapshot> completed_template(const Snapshot& refused) {
  if (refused.is_broken()) return nullptr;
  const auto options = std::make_shared<const SemanticOptions>(refused.options());
  std::shared_ptr<const Snapshot> completed;
  for (int round = 0; round < kMaxRounds; ++round) {
    const Snapshot& before = completed == nullptr ? refused : *completed;
    const Template& model = before.written().model();
    const Node* resources = model.section_body(Section::Resources);
    const Names names = refused_resources(before);
    if (resources == nullptr || names.empty()) return nullptr;
    EditBuilder edit(before.tree());
    ValueMaker make;
    if (round == 0) {
      for (const std::string& name : names) {
        if (const Resource* resource = model.find_resource(name)) add_samples(*resource, *options->facts, make, edit);
      }
    } else {
      remove(*resources, names, edit);
    }
    const std::vector<TextEdit> edits = edit.take();
    if (edits.empty() && round > 0) return nullptr;
    const SourceFile& source = *before.source();
    completed =
        Snapshot::open(std::make_shared<const SourceFile>(source.name(), apply_edits(source.text(), edits)), options);
    if (completed->is_broken()) return nullptr;
    if (completed->assumed() != nullptr) return completed;
  }
  return nullptr;
}

}  // namespace virga::lsp
