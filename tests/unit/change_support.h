// What the tests of comparisons share.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/change/compare_templates.h"
#include "schemas/schema_database.h"

namespace virga {

using Values = std::map<std::string, std::string, std::less<>>;

// Without a region, the stack may be in any.
inline std::shared_ptr<const Snapshot> open(SourceFilePtr source, Values parameters = {}, std::string region = {}) {
  auto options = std::make_shared<SemanticOptions>();
  options->facts = &SchemaDatabase::built_in();
  options->evaluation.parameters = std::move(parameters);
  options->evaluation.resolve_pseudo_parameters = !region.empty();
  if (!region.empty()) options->evaluation.region = std::move(region);
  return Snapshot::open(std::move(source), std::move(options));
}

inline TemplateChange compare(std::string before, std::string after, Values old_values = {}, Values new_values = {}) {
  const auto old_side = open(std::make_shared<const SourceFile>("old.yaml", std::move(before)), std::move(old_values));
  const auto new_side = open(std::make_shared<const SourceFile>("new.yaml", std::move(after)), std::move(new_values));
  return compare_templates(*old_side, *new_side);
}

// With a template that does not exist any more.
inline TemplateChange compare_with_none(std::string before) {
  const auto old_side = open(std::make_shared<const SourceFile>("old.yaml", std::move(before)));
  const Snapshot none(no_template("new.yaml"), std::make_shared<SemanticOptions>(old_side->options()));
  return compare_templates(*old_side, none);
}

inline TemplateChange compare_in(const std::string& region, std::string before, std::string after) {
  const auto old_side = open(std::make_shared<const SourceFile>("old.yaml", std::move(before)), {}, region);
  const auto new_side = open(std::make_shared<const SourceFile>("new.yaml", std::move(after)), {}, region);
  return compare_templates(*old_side, *new_side);
}

// "Id.path: before -> after [when]" of each changed property.
inline std::vector<std::string> changes(const TemplateChange& change) {
  std::vector<std::string> found;
  for (const ResourceChange& one : change.resources) {
    for (const PropertyChange& property : one.changes) {
      found.push_back(one.logical_id + property.path + ": " + (property.before ? property.before->text : "nothing") +
                      " -> " + (property.after ? property.after->text : "nothing") +
                      (property.when.empty() ? "" : " [" + property.when + "]"));
    }
  }
  return found;
}

// The messages of the risks, of this kind if there is one.
inline std::vector<std::string> messages(const TemplateChange& change, std::optional<RiskKind> kind = {}) {
  std::vector<std::string> found;
  for (const Risk& risk : change.risks) {
    if (!kind || risk.kind == *kind) found.push_back(risk.message);
  }
  return found;
}
inline std::vector<std::string> refusals(const TemplateChange& change) { return messages(change, RiskKind::Refused); }
inline std::vector<std::string> losses(const TemplateChange& change) { return messages(change, RiskKind::DataLoss); }
inline std::vector<std::string> opened(const std::string& before, const std::string& after) {
  return messages(compare(before, after), RiskKind::Permission);
}

// A template with the resource R. `attributes` stand beside its properties, "DeletionPolicy: Retain", and `around`
// before the resources.
inline std::string one_resource(const std::string& type, const std::string& properties,
                                const std::string& attributes = {}, const std::string& around = {}) {
  return around + "\nResources: {R: {Type: '" + type + "', " + attributes + (attributes.empty() ? "" : ", ") +
         "Properties: {" + properties + "}}}\n";
}

// A topic with this DisplayName.
inline std::string topic(const std::string& value, const std::string& around = {}) {
  return around + "\nResources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: " + value + "}}\n";
}

constexpr const char* kParameters = "Parameters:\n  P: {Type: String, Default: a}\n  Q: {Type: String, Default: a}\n";

}  // namespace virga
