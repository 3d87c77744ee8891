// Any file of rules, run over a template: each line is a rule or an error of that line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "rules/engine/custom_rules.h"
#include "rules/engine/linter.h"
#include "tests/fuzz/check_tree.h"
#include "tests/fuzz/scratch_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace virga;
  static const auto source = std::make_shared<const SourceFile>(
      "t.yaml",
      "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: a\n      DelaySeconds: 5\n"
      "      Tags: [{Key: a, Value: b}]\n");
  const std::string_view text = fuzz::text_of(data, size);
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  const std::unique_ptr<CustomRules> rules = CustomRules::parse(text);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  fuzz::require(rules->size() + rules->errors().size() <= lines);
  for (const CustomRuleError& error : rules->errors()) fuzz::require(error.line >= 1 && error.line <= lines);
  rules->unknown_names(*options.facts);
  options.custom_rules = rules.get();
  lint(source, options);
  return 0;
}
