// The language server on documents of JSON.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/unit/lsp_client.h"

namespace virga {
namespace {

using nlohmann::json;
using testing::LspClient;

// One key without quotes makes it YAML to a reader, but nobody who edits JSON wants a comment in it.
TEST(LspJson, ABufferWithASlipGetsEditsOfJson) {
  LspClient client;
  const std::string uri = "untitled:Untitled-1";
  client.open(uri, "json", R"({
  Resources: {
    "Topic": { "Type": "AWS::SNS::Topic", "Properties": { "Colour": "red" } }
  }
})");
  json params = {{"textDocument", {{"uri", uri}}}, {"context", {{"diagnostics", client.diagnostics(uri)}}}};
  params["range"] = {{"start", {{"line", 2}, {"character", 60}}}, {"end", {{"line", 2}, {"character", 60}}}};
  json actions = client.request("textDocument/codeAction", params);
  std::erase_if(actions.get_ref<json::array_t&>(), [](const json& one) { return one["title"] != "Ignore E3002 here"; });
  ASSERT_EQ(actions.size(), 1U);
  const std::string text = actions[0]["edit"].dump();
  EXPECT_NE(text.find(R"(\"Metadata\": {\"cfn-lint\")"), std::string::npos) << text;
}

// The same where hardly a key has its quotes yet, whatever the file is called.
TEST(LspJson, ABufferWithoutQuotesGetsEditsOfJson) {
  LspClient client;
  const std::string uri = "file:///stack.template";
  client.open(uri, "json", R"({
  Resources: {
    Work: { Type: AWS::Lambda::Function, Properties: { Role: arn, Code: { ZipFile: x }, Runtime: python3.13 } },
    Call: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: x } }
  }
})");
  json params = {{"textDocument", {{"uri", uri}}}, {"context", {{"diagnostics", client.diagnostics(uri)}}}};
  params["range"] = {{"start", {{"line", 3}, {"character", 46}}}, {"end", {{"line", 3}, {"character", 46}}}};
  json actions = client.request("textDocument/codeAction", params);
  std::erase_if(actions.get_ref<json::array_t&>(), [](const json& one) { return one["title"] != "Add 'Principal'"; });
  ASSERT_EQ(actions.size(), 1U);
  const std::string text = actions[0]["edit"].dump();
  EXPECT_NE(text.find(R"(\"Principal\": )"), std::string::npos) << text;
}

// YAML in braces is laid out as YAML, whatever its language is called: `virga fmt` does the same.
TEST(LspJson, BracesWithoutQuotesAreFormatted) {
  const std::string text = "{\n  Resources: {Q:\n {Type: AWS::SQS::Queue,   Properties: {QueueName: x}}}\n}\n";
  const std::string quoted =
      "{\n  \"Resources\": {\"Q\":\n {\"Type\": \"AWS::SQS::Queue\",   \"Properties\": {\"QueueName\": !Ref   "
      "\"AWS::Region\"}}}\n}\n";
  LspClient client;
  const auto formatted = [&](const char* uri, const char* language, const std::string& buffer) {
    client.open(uri, language, buffer);
    return client.request("textDocument/formatting", {{"textDocument", {{"uri", uri}}}, {"options", {{"tabSize", 2}}}});
  };
  EXPECT_FALSE(formatted("file:///a.json", "json", text).empty());
  EXPECT_FALSE(formatted("file:///b.yaml", "yaml", text).empty());
  EXPECT_FALSE(formatted("file:///c.yaml", "yaml", quoted).empty());
}

// An empty file of JSON is no template yet: who asks gets one, and a key that is pressed does not.
TEST(LspJson, AnEmptyBufferIsFilledOnRequest) {
  LspClient client;
  const auto offered = [&](const char* uri, const char* language, int trigger) {
    client.open(uri, language, "\n");
    json params = {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 0}, {"character", 0}}}};
    params["context"] = {{"triggerKind", trigger}};
    if (trigger == 2) params["context"]["triggerCharacter"] = "\"";
    return !client.request("textDocument/completion", params).is_null();
  };
  EXPECT_TRUE(offered("file:///a.json", "json", 1));
  EXPECT_FALSE(offered("file:///b.json", "json", 2));
  EXPECT_TRUE(offered("file:///c.json", "cloudformation-json", 1));
  EXPECT_TRUE(offered("file:///d.json", "cloudformation-json", 2));
}

}  // namespace
}  // namespace virga
