// Code actions over the protocol: which are offered, and what an editor gets that asks for their edits later.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/unit/lsp_client.h"

namespace virga {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::LspClient;
using testing::range;

const std::string kUri = "file:///server/template.yaml";
const std::string kTopic = "Resources:\n  Topic:\n    Type: AWS::SNS::Topik\n";

json actions_at(LspClient& client, const json& where) {
  return client.request(
      "textDocument/codeAction",
      {{"textDocument", {{"uri", kUri}}}, {"range", where}, {"context", {{"diagnostics", json::array()}}}});
}

// A client that can request edits later.
json lazy_capabilities() {
  const json resolve = {{"properties", json::array({"edit"})}};
  return testing::lsp_capabilities(
      {{"textDocument", {{"codeAction", {{"dataSupport", true}, {"resolveSupport", resolve}}}}}});
}

TEST(LspActions, ActionsHaveTheirEditsWhenTheClientCannotAskLater) {
  LspClient client;
  client.open(kUri, "yaml", kTopic);
  const json actions = actions_at(client, range(2, 20, 20));
  ASSERT_FALSE(actions.empty());
  for (const json& action : actions) EXPECT_TRUE(action.contains("edit")) << action.dump();
}

TEST(LspActions, ActionsAreResolvedLater) {
  LspClient client(json::object(), lazy_capabilities());
  client.open(kUri, "yaml", kTopic);
  const json actions = actions_at(client, range(2, 20, 20));
  ASSERT_FALSE(actions.empty());
  for (const json& action : actions) {
    EXPECT_FALSE(action.contains("edit")) << action.dump();
    const json resolved = client.request("codeAction/resolve", action);
    ASSERT_TRUE(resolved.contains("edit")) << resolved.dump();
    EXPECT_EQ(resolved["title"], action["title"]);
  }
  client.change(kUri, range(0, 0, 0), "\n");
  EXPECT_EQ(client.request("codeAction/resolve", actions[0]),
            json({{"error", "The document has changed since the action was offered"}}));
}

// An editor that selects all of a document asks about all that is wrong in it.
TEST(LspActions, ActionsForAWholeDocumentAreResolvedEach) {
  LspClient client(json::object(), lazy_capabilities());
  std::string text = "Resources:\n";
  for (char c = 'A'; c <= 'Z'; ++c)
    text += std::string("  ") + c + ": {Type: AWS::SNS::Topic, Properties: {Colour: red}}\n";
  client.open(kUri, "yaml", text);
  json params = {{"textDocument", {{"uri", kUri}}}, {"context", {{"diagnostics", client.diagnostics(kUri)}}}};
  params["range"] = {{"start", {{"line", 0}, {"character", 0}}}, {"end", {{"line", 27}, {"character", 0}}}};
  json actions = client.request("textDocument/codeAction", params);
  std::erase_if(actions.get_ref<json::array_t&>(), [](const json& one) { return one["title"] != "Ignore E3002 here"; });
  ASSERT_EQ(actions.size(), 26U);
  const json resolved = client.request("codeAction/resolve", actions.back());
  EXPECT_EQ(resolved["edit"]["documentChanges"][0]["edits"][0]["range"]["start"]["line"], 26) << resolved.dump();
}

TEST(LspActions, ActionsOfOneTitleOnALineAreToldApart) {
  LspClient client(json::object(), lazy_capabilities());
  client.open(kUri, "yaml",
              "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n"
              "      Tags: [{Kye: a, Value: b}, {Kye: c, Value: d}]\n");
  std::vector<json> places;
  for (const json& action : actions_at(client, range(4, 36, 36))) {
    if (action["title"] != "Change it to 'Key'") continue;
    places.push_back(client.request("codeAction/resolve", action)["edit"]["documentChanges"][0]["edits"][0]["range"]);
  }
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0]["start"]["character"], 34) << "the one under the cursor comes first";
  EXPECT_EQ(places[1]["start"]["character"], 14);
}

// Both branches lack the same, and both findings are at the whole of the Fn::If.
TEST(LspActions, ActionsOfTheBranchesOfAConditionAreToldApart) {
  const fs::path folder = fs::path(::testing::TempDir()) / "virga-lsp-branches";
  fs::create_directories(folder);
  std::ofstream(folder / "child.yaml")
      << "Parameters:\n  Need: {Type: String}\n  Size: {Type: Number}\nResources:\n  Topic:\n"
         "    Type: AWS::SNS::Topic\n    Properties: {DisplayName: !Sub '${Need}${Size}'}\n";
  const std::string text =
      "Conditions:\n  A: !Equals [!Ref AWS::Region, us-east-1]\nResources:\n  Nested:\n"
      "    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: child.yaml\n"
      "      Parameters: !If [A, {Need: x}, {Need: y}]\n";
  const std::string uri = "file://" + (folder / "parent.yaml").string();
  LspClient client(json::object(), lazy_capabilities());
  client.open(uri, "yaml", text);
  json params = {{"textDocument", {{"uri", uri}}}, {"context", {{"diagnostics", client.diagnostics(uri)}}}};
  params["range"] = range(7, 8, 8);
  std::map<std::string, json> places;
  for (const json& action : client.request("textDocument/codeAction", params)) {
    const auto title = action["title"].get<std::string>();
    if (!title.starts_with("Add 'Size'")) continue;
    const json edit = client.request("codeAction/resolve", action)["edit"]["documentChanges"][0]["edits"][0];
    places[title] = edit["range"]["start"]["character"];
  }
  EXPECT_EQ(places,
            (std::map<std::string, json>{{"Add 'Size' when A is true", 34}, {"Add 'Size' when A is false", 45}}));
  fs::remove_all(folder);
}

// Where each safe fix would uncover another error, all of them together change nothing.
TEST(LspActions, NoFixOfAllIsOfferedWhereNoneStays) {
  LspClient client(json::object(), lazy_capabilities());
  const auto titles = [&](const std::string& name) {
    const std::string text =
        "Resources:\n  Logs:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketNam: " + name + "\n";
    const std::string uri = "file:///golden/" + name + ".yaml";
    client.open(uri, "yaml", text);
    std::vector<std::string> found;
    json params = {{"textDocument", {{"uri", uri}}}, {"context", {{"diagnostics", json::array()}}}};
    params["range"] = range(4, 8, 8);
    for (const json& action : client.request("textDocument/codeAction", params)) {
      if (action["kind"] == "source.fixAll.virga") found.push_back(action["title"].get<std::string>());
    }
    return found;
  };
  EXPECT_EQ(titles("logs-of-all"), std::vector<std::string>{"Apply all safe fixes"});
  EXPECT_EQ(titles("logs_"), std::vector<std::string>());
}

// Of two findings of a rule, one of which is within the other, the comment is for the one that is asked about, or for
// the inner one.
TEST(LspActions, IgnoresTheFindingThatIsAskedAbout) {
  const std::string text =
      R"(Resources:
  Pipe:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/r
      ArtifactStore: {Type: S3, Location: acme}
      Stages:
        - Name: In
          Actions:
            - Name: Bucket
              ActionTypeId: {Category: Source, Owner: AWS, Provider: S3, Version: "1"}
              Configuration: {S3Bucket: acme, S3ObjectKey: in.zip}
              OutputArtifacts: [{Name: in}]
        - Name: Out
          Actions:
            - Name: Put
              ActionTypeId: {Category: Source, Owner: AWS, Provider: S3, Version: "1"}
              Configuration: {BucketName: out, Extract: "true"}
              InputArtifacts: [{Name: in}]
)";
  for (const bool lazy : {false, true}) {
    LspClient client(json::object(), lazy ? lazy_capabilities() : testing::lsp_capabilities());
    client.open(kUri, "yaml", text);
    json found;
    for (const json& one : client.diagnostics(kUri)) found[one["code"].get<std::string>()].push_back(one);
    std::size_t tried = 0;
    for (const auto& [rule, list] : found.items()) {
      for (const json& finding : list) {
        const json actions = client.request(
            "textDocument/codeAction",
            {{"textDocument", {{"uri", kUri}}},
             {"range", finding["range"]},
             {"context", {{"diagnostics", json::array({finding})}, {"only", json::array({"quickfix"})}}}});
        for (const json& offered : actions) {
          if (offered["title"] != "Ignore " + rule + " here") continue;
          ++tried;
          EXPECT_EQ(offered["diagnostics"][0]["range"], finding["range"]) << offered.dump();
          const json action = lazy ? client.request("codeAction/resolve", offered) : offered;
          EXPECT_EQ(action["edit"]["documentChanges"][0]["edits"][0]["range"]["start"]["line"],
                    finding["range"]["start"]["line"])
              << action.dump();
        }
      }
    }
    EXPECT_GE(tried, 3U) << found.dump();
  }
}

}  // namespace
}  // namespace virga
