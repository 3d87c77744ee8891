// Completion after the short form of a function: whatever is offered there, the text with it can be read.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "compiler/syntax/syntax_tree.h"
#include "lsp/queries/words.h"
#include "tests/unit/lsp_completion.h"

namespace virga {
namespace {

using nlohmann::json;

TEST(LspNestedFunctions, WhatIsOfferedCanBeRead) {
  testing::Completions completions;
  const std::string head =
      "Transform: AWS::LanguageExtensions\nConditions:\n  C: !Equals [a, b]\nResources:\n  T:\n"
      "    Type: AWS::SNS::Topic\n    Properties:\n";
  int nested = 0;
  for (const lsp::FunctionWords& function : lsp::function_words()) {
    const std::string name(function.name.starts_with("Fn::") ? function.name.substr(4) : function.name);
    for (const std::string_view place :
         {"      TopicName: {} ‸\n", "      TopicName: {} !‸\n", "      TopicName: {} !R‸ # word\n",
          "      TopicName:   {}   ‸\n", "      TopicName:\n        {} ‸\n", "      TopicName: {}\n        ‸\n",
          "      Tags:\n        - {} ‸\n", "      Tags:\n        - Key: a\n          Value: {} ‸\n",
          "      Tags:\n        - Value: {} ‸\n          Key: a\n", "      Tags: [{{Key: a, Value: {} ‸}}]\n",
          "      TopicName: !Join ['', [{} ‸]]\n"}) {
      const std::string text = head + fmt::format(fmt::runtime(place), "!" + name);
      for (const json& item : completions.at_cursor(text, "yaml")) {
        const std::string result = completions.accepted(item);
        nested += item["label"].get<std::string>().starts_with("!") ? 1 : 0;
        EXPECT_TRUE(parse(std::make_shared<const SourceFile>("x.yaml", result)).ok())
            << name << ": " << item["label"] << " makes\n"
            << result;
      }
    }
  }
  EXPECT_GT(nested, 200);  // functions are offered, not left out
}

}  // namespace
}  // namespace virga
