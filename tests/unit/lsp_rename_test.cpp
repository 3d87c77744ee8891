// New names that CloudFormation would refuse.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/lsp_client.h"

namespace virga {
namespace {

using nlohmann::json;
using virga::testing::LspClient;

const std::string kUri = "file:///names/template.yaml";

TEST(LspRename, NamesAreNotTooLong) {
  LspClient client;
  client.open(kUri, "yaml",
              "Parameters:\n"
              "  Stage: {Type: String}\n"
              "Mappings:\n"
              "  Sizes:\n"
              "    Large: {Disk: 1}\n"
              "Conditions:\n"
              "  IsProd: !Equals [!Ref Stage, prod]\n"
              "Resources:\n"
              "  Topic: {Type: AWS::SNS::Topic}\n"
              "Outputs:\n"
              "  Arn: {Value: !Ref Topic}\n");
  const auto rename = [&](int line, int character, std::size_t size) {
    return client.request("textDocument/rename", {{"textDocument", {{"uri", kUri}}},
                                                  {"position", {{"line", line}, {"character", character}}},
                                                  {"newName", std::string(size, 'a')}});
  };
  const auto expect = [&](int line, int character, const std::string& whose) {
    EXPECT_TRUE(rename(line, character, 255).contains("documentChanges")) << whose;
    EXPECT_EQ(rename(line, character, 256)["error"],
              "The name of " + whose + " can have at most 255 characters, and this one has 256");
  };
  expect(1, 3, "a parameter");
  expect(3, 3, "a mapping");
  expect(4, 5, "a mapping key");
  expect(4, 13, "a mapping key");
  expect(6, 3, "a condition");
  expect(8, 3, "a resource");
  expect(10, 3, "an output");
}

// Nor those that SAM makes of them.
TEST(LspRename, GeneratedNamesAreNotTooLong) {
  LspClient client;
  client.open(kUri, "yaml",
              "Transform: AWS::Serverless-2016-10-31\n"
              "Resources:\n"
              "  Main:\n"
              "    Type: AWS::Serverless::Function\n"
              "    Properties: {Runtime: python3.13, Handler: a.b, InlineCode: x}\n"
              "Outputs:\n"
              "  Arn: {Value: !GetAtt MainRole.Arn}\n");
  const auto rename = [&](std::size_t size) {
    return client.request("textDocument/rename", {{"textDocument", {{"uri", kUri}}},
                                                  {"position", {{"line", 2}, {"character", 3}}},
                                                  {"newName", std::string(size, 'a')}});
  };
  EXPECT_TRUE(rename(251).contains("documentChanges"));
  EXPECT_EQ(rename(252)["error"],
            "'MainRole' is generated from it and would have 256 characters; a resource can have at most 255");
}

}  // namespace
}  // namespace virga
