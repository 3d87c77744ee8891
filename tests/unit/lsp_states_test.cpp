// Names of states in the definitions of state machines.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/lsp_client.h"

namespace virga {
namespace {

using nlohmann::json;
using virga::testing::LspClient;

const std::string kUri = "file:///states/template.yaml";
const std::string kText =
    "Resources:\n"
    "  M:\n"
    "    Type: AWS::StepFunctions::StateMachine\n"
    "    Properties:\n"
    "      Definition:\n"
    "        StartAt: First\n"
    "        States:\n"
    "          First: {Type: Pass, Next: Last}\n"
    "          Last: {Type: Succeed}\n";

// A state may have any name of 1 to 80 characters that no other has.
TEST(LspStates, NewNames) {
  LspClient client;
  client.open(kUri, "yaml", kText);
  const auto rename = [&](const std::string& name) {
    return client.request(
        "textDocument/rename",
        {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", 5}, {"character", 18}}}, {"newName", name}});
  };
  std::string longest;
  while (longest.size() < 160) longest += "é";
  for (const std::string& name : {std::string("Look it up (v1.2)"), std::string("true"), longest}) {
    EXPECT_TRUE(rename(name).contains("documentChanges")) << name;
  }
  for (const std::string& name : {std::string(), std::string("Last"), std::string("a\nb"), longest + "x"}) {
    EXPECT_TRUE(rename(name).contains("error")) << name;
  }
}

// What Fn::Sub or DefinitionSubstitutions replaces by a value is no name, unless it was a part of the old one.
TEST(LspStates, NewNamesHaveNoNewPlaceholders) {
  const std::string head =
      "Parameters:\n  Stage: {Type: String}\nResources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n"
      "    Properties:\n      RoleArn: arn:aws:iam::123456789012:role/states\n";
  const auto renamed = [&](const std::string& definition, const std::string& name) {
    LspClient client;
    client.open(kUri, "yaml", head + definition);
    const json position = {{"line", 8}, {"character", 25}};
    return client.request("textDocument/rename",
                          {{"textDocument", {{"uri", kUri}}}, {"position", position}, {"newName", name}});
  };
  const std::string machine = "        { StartAt: 'The first', States: { 'The first': { Type: Succeed } } }\n";
  const std::string text =
      "        { \"StartAt\": \"The first\", \"States\": { \"The first\": { \"Type\": \"Succeed\" } } }\n";
  const std::string old =
      "        { StartAt: 'The one ${Stage}', States: { 'The one ${Stage}': { Type: Succeed } } }\n";
  const std::string substitutions = "      DefinitionSubstitutions: {Stage: test}\n";
  const std::string refusal = "'${Stage}' would be replaced in the definition; choose another name";
  EXPECT_TRUE(renamed("      Definition:\n" + machine, "Second ${Stage}").contains("documentChanges"));
  EXPECT_EQ(renamed("      Definition:\n" + machine + substitutions, "Second ${Stage}")["error"], refusal);
  EXPECT_TRUE(renamed("      Definition:\n" + machine + substitutions, "A ${Region}").contains("documentChanges"));
  EXPECT_TRUE(renamed("      Definition:\n" + old + substitutions, "On ${Stage}").contains("documentChanges"));
  EXPECT_TRUE(renamed("      DefinitionString: !Sub |\n" + text, "Second").contains("documentChanges"));
  EXPECT_EQ(renamed("      DefinitionString: !Sub |\n" + text, "Second ${Stage}")["error"], refusal);
  EXPECT_TRUE(renamed("      DefinitionString: |\n" + text, "Second ${Stage}").contains("documentChanges"));
}

}  // namespace
}  // namespace virga
