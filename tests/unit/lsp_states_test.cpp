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

}  // namespace
}  // namespace virga
