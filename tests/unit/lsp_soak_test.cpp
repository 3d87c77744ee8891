// An edited document has the same findings as the same text when it is opened, memory does not grow, and every request
// gets exactly one response even if several things happen at once. VIRGA_SOAK=10000 makes more edits.
#include <gtest/gtest.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <array>
#include <cstdlib>
#include <random>
#include <set>

#include "compiler/source/source_file.h"
#include "tests/unit/lsp_client.h"

namespace virga {
namespace {

using nlohmann::json;
using testing::LspClient;

const json kQuiet = {{"quietWhileTyping", true}};

constexpr std::string_view kYaml = R"(AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Unused:
    Type: Number
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  # The queue that orders wait in: größer, 😀
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "${Stage}-orders"
      VisibilityTimeout: many
  Function:
    Type: AWS::Serverless::Function
    DependsOn: [Queue]
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
          return "${Stage}"
      Environment:
        Variables:
          QUEUE: !If [IsProd, !Ref Queue, !Ref Nothing]
Outputs:
  Url:
    Value: !GetAtt Queue.QueueUrl
)";

constexpr std::string_view kJson = R"({
  "AWSTemplateFormatVersion": "2010-09-09",
  "Parameters": {
    "Stage": { "Type": "String" }
  },
  "Resources": {
    "Topic": {
      "Type": "AWS::SNS::Topic",
      "Properties": {
        "DisplayName": { "Fn::Sub": "${Stage}-größer" },
        "Tags": [ { "Key": "a", "Value": { "Ref": "Nothing" } } ]
      }
    },
    "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "AccessControl": "Sometimes" } }
  }
}
)";

constexpr std::array<const char*, 25> kPieces = {"a",
                                                 " ",
                                                 "\n",
                                                 ":",
                                                 "\"",
                                                 "'",
                                                 "- ",
                                                 "!Ref ",
                                                 "${",
                                                 "}",
                                                 "[",
                                                 "]",
                                                 "{",
                                                 ",",
                                                 "#",
                                                 "\xC3\xA9",
                                                 "\r\n",
                                                 "\t",
                                                 "Resources:\n",
                                                 "Type: AWS::",
                                                 "  ",
                                                 "\"Ref\": ",
                                                 "\xF0\x9F\x98\x80",
                                                 "\n    Properties:\n      Name: x\n",
                                                 "\xC3\x9F"};

struct Open {
  std::string uri;
  std::string language;
  std::string base;
  std::string text;
};

std::vector<Open> documents() {
  return {{"file:///soak/a.yaml", "yaml", std::string(kYaml), std::string(kYaml)},
          {"file:///soak/b.json", "json", std::string(kJson), std::string(kJson)}};
}

json position(const SourceFile& source, std::size_t offset) {
  const Utf16Position at = source.lines().utf16(static_cast<std::uint32_t>(offset));
  return {{"line", at.line}, {"character", at.character}};
}

class Random {
public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool happens(unsigned percent) { return below(100) < percent; }

private:
  std::mt19937 engine_;
};

// The start of a character, but not between \r and \n, as in positions from clients.
std::size_t clean(const std::string& text, std::size_t at) {
  while (at > 0 && at < text.size() &&
         ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80 || (text[at] == '\n' && text[at - 1] == '\r'))) {
    --at;
  }
  return at;
}

void edit(LspClient& client, Open& document, Random& random) {
  const std::size_t begin = clean(document.text, random.below(document.text.size() + 1));
  std::size_t end = begin;
  if (random.happens(50)) end = clean(document.text, std::min(document.text.size(), begin + random.below(12)));
  end = std::max(begin, end);
  const std::string piece = random.happens(30) ? "" : kPieces[random.below(kPieces.size())];
  const SourceFile source("", document.text);
  client.change(document.uri, {{"start", position(source, begin)}, {"end", position(source, end)}}, piece);
  document.text.replace(begin, end - begin, piece);
}

json look(LspClient& client, const std::string& uri) {
  json seen = {{"diagnostics", client.diagnostics(uri)}};
  // Notes contain the document's URI.
  for (json& finding : seen["diagnostics"]) {
    if (!finding.contains("relatedInformation")) continue;
    for (json& note : finding["relatedInformation"]) note["location"].erase("uri");
  }
  const json params = {{"textDocument", {{"uri", uri}}}};
  seen["symbols"] = client.request("textDocument/documentSymbol", params);
  seen["folds"] = client.request("textDocument/foldingRange", params);
  seen["tokens"] = client.request("textDocument/semanticTokens/full", params);
  if (seen["tokens"].is_object()) seen["tokens"].erase("resultId");
  return seen;
}

std::size_t bytes_in_use() {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  return mallinfo2().uordblks;
#else
  return 0;
#endif
}

unsigned edits_wanted() {
  const char* wanted = std::getenv("VIRGA_SOAK");
  return wanted == nullptr ? 600 : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

TEST(LspSoak, EditedTextSaysWhatFreshTextSays) {
  LspClient client;
  Random random(11);
  std::vector<Open> open = documents();
  for (const Open& document : open) client.open(document.uri, document.language, document.text);
  const unsigned edits = edits_wanted();
  std::size_t in_use = 0;
  for (unsigned i = 1; i <= edits; ++i) {
    Open& document = open[random.below(open.size())];
    edit(client, document, random);
    if (i % 20 != 0) continue;
    const std::string fresh =
        document.uri.substr(0, document.uri.size() - 5) + ".fresh" + document.uri.substr(document.uri.size() - 5);
    client.open(fresh, document.language, document.text);
    const json mine = look(client, document.uri);
    ASSERT_EQ(mine, look(client, fresh)) << "after edit " << i << "\n" << document.text;
    ASSERT_TRUE(mine["diagnostics"].is_array());
    client.close(fresh);
    if (random.happens(50)) {
      document.text = document.base;
      client.change(document.uri, nullptr, document.text);
    }
    client.wait_until_idle();
    if (i == edits / 2) in_use = bytes_in_use();
  }
  for (Open& document : open) client.change(document.uri, nullptr, document.base);
  client.wait_until_idle();
  // The analysis of each text must be freed with it.
  EXPECT_LE(bytes_in_use(), in_use + in_use / 10 + 2'000'000);
}

// Without waiting: edits, requests, cancellations and changed settings overtake each other.
TEST(LspSoak, EachRequestIsAnsweredOnceWhateverHappensBesides) {
  LspClient client(kQuiet);
  Random random(5);
  std::vector<Open> open = documents();
  for (const Open& document : open) client.open(document.uri, document.language, document.text);
  const std::array<const char*, 17> methods = {"textDocument/completion",
                                               "textDocument/hover",
                                               "textDocument/definition",
                                               "textDocument/references",
                                               "textDocument/rename",
                                               "textDocument/documentSymbol",
                                               "textDocument/foldingRange",
                                               "textDocument/codeAction",
                                               "textDocument/inlayHint",
                                               "textDocument/codeLens",
                                               "textDocument/signatureHelp",
                                               "textDocument/semanticTokens/full",
                                               "textDocument/documentHighlight",
                                               "textDocument/formatting",
                                               "virga/expandedTemplate",
                                               "virga/graph",
                                               "virga/status"};
  std::vector<int> ids;
  for (unsigned i = 0; i < 400; ++i) {
    Open& document = open[random.below(open.size())];
    if (random.happens(60)) edit(client, document, random);
    const SourceFile source("", document.text);
    const json at = position(source, clean(document.text, random.below(document.text.size() + 1)));
    ids.push_back(client.post(methods[random.below(methods.size())],
                              {{"textDocument", {{"uri", document.uri}}},
                               {"position", at},
                               {"range", {{"start", at}, {"end", at}}},
                               {"newName", "Renamed"},
                               {"options", {{"tabSize", 2}, {"insertSpaces", true}}},
                               {"context", {{"includeDeclaration", true}, {"diagnostics", json::array()}}}}));
    if (random.happens(10)) client.notify("$/cancelRequest", {{"id", ids[random.below(ids.size())]}});
    if (random.happens(2)) {
      const json rules = random.happens(50) ? json::array({"W"}) : json::array();
      client.notify("workspace/didChangeConfiguration",
                    {{"settings", {{"virga", {{"ignoreChecks", rules}, {"quietWhileTyping", true}}}}}});
    }
    if (random.happens(3)) {
      client.close(document.uri);
      document.text = document.base;
      client.open(document.uri, document.language, document.text);
    }
    if (random.happens(5)) client.notify("textDocument/didSave", {{"textDocument", {{"uri", document.uri}}}});
  }
  for (const int id : ids) EXPECT_NE(client.answer(id), json({{"error", "no answer"}})) << id;
  client.wait_until_idle();
  EXPECT_EQ(client.answers(), client.requests());
}

}  // namespace
}  // namespace virga
