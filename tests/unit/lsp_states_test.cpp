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

// A state may be renamed to what means the same name wherever it stands.
TEST(LspStates, NewNamesFitWithoutQuotes) {
  LspClient client;
  client.open(kUri, "yaml", kText);
  const auto rename = [&](const std::string& name) {
    return client.request(
        "textDocument/rename",
        {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", 5}, {"character", 18}}}, {"newName", name}});
  };
  EXPECT_TRUE(rename("Look it up (v1.2)").contains("documentChanges"));
  for (const std::string name : {"", "true", "a: b", "it's", " x", "x ", "#x", "Last"}) {
    EXPECT_TRUE(rename(name).contains("error")) << name;
  }
  EXPECT_TRUE(rename(std::string(81, 'x')).contains("error"));
}

}  // namespace
}  // namespace virga
