#include "compiler/driver/rule_catalog.h"

#include <utility>

namespace virga {

RuleCatalog make_catalog(const RuleSelection& selection, const CustomRules* custom) {
  std::vector<RuleText> texts;
  texts.reserve(all_rules().size());
  for (const Rule& rule : all_rules()) {
    texts.push_back({.id = rule.id,
                     .title = rule.title,
                     .summary = rule.summary,
                     .source = rule.source,
                     .severity = severity_of(rule),
                     .runs = selection.runs(rule.id),
                     .experimental = rule.experimental});
  }
  for (std::size_t i = 0; custom != nullptr && i < custom->size(); ++i) {
    texts.push_back({.id = custom->id(i),
                     .title = "Custom rule",
                     .summary = custom->summary(i),
                     .severity = severity_of(custom->id(i)),
                     .runs = selection.runs(custom->id(i))});
  }
  return RuleCatalog(std::move(texts));
}

}  // namespace virga
