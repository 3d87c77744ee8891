// Completion after the short form of a function: whatever is offered there, the text with it can be read.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "compiler/edit/edit_builder.h"
#include "compiler/syntax/syntax_tree.h"
#include "lsp/queries/words.h"
#include "tests/unit/lsp_client.h"

namespace virga {
namespace {

using nlohmann::json;

constexpr std::string_view kCursor = "‸";

std::uint32_t offset_of(const SourceFile& source, const json& at) {
  return source.lines().offset_of(Utf16Position{at["line"].get<std::uint32_t>(), at["character"].get<std::uint32_t>()});
}

TextEdit edit_of(const SourceFile& source, const json& edit) {
  return {{offset_of(source, edit["range"]["start"]), offset_of(source, edit["range"]["end"])}, edit["newText"]};
}

// The text after an item was accepted and its first field, if it has any, was filled in.
std::string accepted(const SourceFile& source, const json& item) {
  std::vector<TextEdit> edits;
  for (const json& more : item.value("additionalTextEdits", json::array())) edits.push_back(edit_of(source, more));
  edits.push_back(edit_of(source, item["textEdit"]));
  return apply_edits(source.text(), edits);
}

TEST(LspNestedFunctions, WhatIsOfferedCanBeRead) {
  testing::LspClient client(
      {}, testing::lsp_capabilities(
              {{"textDocument", {{"completion", {{"completionItem", {{"snippetSupport", false}}}}}}}}));
  const std::string head =
      "Transform: AWS::LanguageExtensions\nConditions:\n  C: !Equals [a, b]\nResources:\n  T:\n"
      "    Type: AWS::SNS::Topic\n    Properties:\n";
  int number = 0;
  int nested = 0;
  for (const lsp::FunctionWords& function : lsp::function_words()) {
    const std::string name(function.name.starts_with("Fn::") ? function.name.substr(4) : function.name);
    for (const std::string_view place :
         {"      TopicName: {} ‸\n", "      TopicName: {} !‸\n", "      TopicName: {} !R‸ # word\n",
          "      TopicName:   {}   ‸\n", "      TopicName:\n        {} ‸\n", "      TopicName: {}\n        ‸\n",
          "      Tags:\n        - {} ‸\n", "      Tags:\n        - Key: a\n          Value: {} ‸\n",
          "      Tags:\n        - Value: {} ‸\n          Key: a\n", "      Tags: [{{Key: a, Value: {} ‸}}]\n",
          "      TopicName: !Join ['', [{} ‸]]\n"}) {
      std::string text = head + fmt::format(fmt::runtime(place), "!" + name);
      const std::size_t cursor = text.find(kCursor);
      text.erase(cursor, kCursor.size());
      const SourceFile source("", text);
      const Utf16Position at = source.lines().utf16(static_cast<std::uint32_t>(cursor));
      const std::string uri = fmt::format("file:///nested/{}.yaml", number++);
      client.open(uri, "yaml", text);
      const json answer = client.request(
          "textDocument/completion",
          {{"textDocument", {{"uri", uri}}}, {"position", {{"line", at.line}, {"character", at.character}}}});
      for (const json& item : answer.value("items", json::array())) {
        const std::string result = accepted(source, item);
        nested += item["label"].get<std::string>().starts_with("!") ? 1 : 0;
        EXPECT_TRUE(parse(std::make_shared<const SourceFile>("x.yaml", result)).ok())
            << name << ": " << item["label"] << " makes\n"
            << result;
      }
      client.close(uri);
    }
  }
  EXPECT_GT(nested, 200);  // functions are offered, not left out
}

}  // namespace
}  // namespace virga
