// Documents stay in sync with the editor, in both position encodings.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "lsp/protocol/messages.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/document_store.h"
#include "tests/unit/lsp_client.h"

namespace virga::lsp {
namespace {

using nlohmann::json;

// The closest character boundary at or before an offset.
std::uint32_t boundary(std::string_view text, std::size_t offset) {
  while (offset > 0 && offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U) --offset;
  // A position between the two characters of a line break counts as the end of the line.
  if (offset > 0 && offset < text.size() && text[offset] == '\n' && text[offset - 1] == '\r') --offset;
  return static_cast<std::uint32_t>(offset);
}

TEST(DocumentStore, FollowsRandomEdits) {
  const std::vector<std::string> pieces = {"a",  "\n", "\r\n", "\r",           "é",  "😀",
                                           ": ", "- ", "",     "Resources:\n", "\"", "\t"};
  for (const PositionEncoding encoding : {PositionEncoding::Utf16, PositionEncoding::Utf8}) {
    std::mt19937 random(7);
    const auto pick = [&](std::size_t count) {
      return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    DocumentStore store;
    store.set_encoding(encoding);
    std::string expected = "Resources:\n  Tür: 😀\r\n";
    store.open("file:///a.yaml", "yaml", 1, expected);
    for (int version = 2; version < 2000; ++version) {
      json changes = json::array();
      for (std::size_t n = pick(3) + 1; n > 0; --n) {
        const SourceFile before("a", expected);
        std::uint32_t begin = boundary(expected, pick(expected.size() + 1));
        std::uint32_t end = boundary(expected, std::min(expected.size(), begin + pick(9)));
        if (end < begin) end = begin;
        const std::string& piece = pieces[pick(pieces.size())];
        changes.push_back({{"range", Positions(before, encoding).range({begin, end})}, {"text", piece}});
        expected = expected.substr(0, begin) + piece + expected.substr(end);
      }
      const DocumentPtr document = store.change("file:///a.yaml", version, changes);
      ASSERT_EQ(document->source->text(), expected) << "version " << version;
      ASSERT_EQ(document->version, version);
    }
  }
}

TEST(DocumentStore, ClampsPositionsOutsideTheText) {
  DocumentStore store;
  store.open("untitled:1", "yaml", 1, "a\nb");
  const auto at = [](int line, int character) { return json{{"line", line}, {"character", character}}; };
  const json change = {{"range", {{"start", at(0, 99)}, {"end", at(99, 0)}}}, {"text", "x"}};
  EXPECT_EQ(store.change("untitled:1", 2, json::array({change}))->source->text(), "ax");
  EXPECT_EQ(store.change("untitled:2", 2, json::array({change})), nullptr);
}

TEST(Uri, IsAPathAndBack) {
  for (const std::string path : {"/a/b c/ü.yaml", "/t/a%20b", "/c:/x#y?z"})
    EXPECT_EQ(path_of_uri(uri_of_path(path)), path);
  EXPECT_EQ(path_of_uri("file://localhost/a"), "/a");
  EXPECT_EQ(path_of_uri("file://server/a"), "");
  EXPECT_EQ(path_of_uri("untitled:Untitled-1"), "");
  EXPECT_EQ(path_of_uri("file:///a%00b"), "");
  EXPECT_TRUE(same_uri("file:///c%3A/a", "file:///c:/a"));
}

TEST(Messages, TakesHalfCharacters) {
  EXPECT_EQ(parse_message(R"({"a":"\ud800x"})")["a"], "\xEF\xBF\xBDx");
  EXPECT_EQ(parse_message(R"({"a":"\udc00\ud83d\ude00\\ud800"})")["a"], "\xEF\xBF\xBD😀\\ud800");
  EXPECT_TRUE(parse_message("{").is_discarded());
}

TEST(LspDocuments, WrongParametersAreNamedInOurWords) {
  testing::LspClient client;
  const std::string uri = "file:///parameters/template.yaml";
  client.open(uri, "yaml", "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n");
  json params = {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 1}, {"character", 3}}}, {"newName", 5}};
  const auto error = [&] { return client.request("textDocument/rename", params)["error"].get<std::string>(); };
  EXPECT_EQ(error(), "A parameter of textDocument/rename has the wrong type");
  params.erase("newName");
  EXPECT_EQ(error(), "Missing parameter 'newName' of textDocument/rename");
  params.erase("textDocument");
  EXPECT_EQ(error(), "Missing parameter 'textDocument.uri' of textDocument/rename");
}

}  // namespace
}  // namespace virga::lsp
