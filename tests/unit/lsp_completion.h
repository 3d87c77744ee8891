// Completion as a client asks for it, and what becomes of the text that takes an item.
#pragma once

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/source/source_file.h"
#include "tests/unit/lsp_client.h"

namespace virga::testing {

// A client without snippets, so that what is inserted is text.
class Completions {
public:
  using json = nlohmann::json;

  Completions()
      : client_({}, lsp_capabilities(
                        {{"textDocument", {{"completion", {{"completionItem", {{"snippetSupport", false}}}}}}}})) {}

  // The items at the "‸" of a text in "yaml" or "json".
  std::vector<json> at_cursor(std::string text, const std::string& language) {
    const json params = ask(std::move(text), language);
    const json answer = client_.request("textDocument/completion", params);
    client_.close(params["textDocument"]["uri"]);
    return answer.is_object() ? answer.value("items", std::vector<json>()) : std::vector<json>();
  }

  // The text after what is at its "‸" was renamed; nothing where that is refused.
  std::optional<std::string> renamed(std::string text, const std::string& language, const std::string& name) {
    json params = ask(std::move(text), language);
    params["newName"] = name;
    const std::string uri = params["textDocument"]["uri"];
    const json answer = client_.request("textDocument/rename", params);
    client_.close(uri);
    if (!answer.contains("documentChanges")) return std::nullopt;
    return edited(answer["documentChanges"][0]["edits"]);
  }

  // The text of the last question after an item was accepted.
  std::string accepted(const json& item) const {
    json edits = item.value("additionalTextEdits", json::array());
    edits.push_back(item["textEdit"]);
    return edited(edits);
  }

  // The same for the item with this label; nothing where it is not offered.
  std::optional<std::string> accepted(std::string text, const std::string& language, std::string_view label) {
    for (const json& item : at_cursor(std::move(text), language)) {
      if (item["label"] == label) return accepted(item);
    }
    return std::nullopt;
  }

private:
  // Opens the text without its cursor, and returns the parameters of a request there.
  json ask(std::string text, const std::string& language) {
    constexpr std::string_view kCursor = "‸";
    const std::size_t cursor = text.find(kCursor);
    text.erase(cursor, kCursor.size());
    text_ = text;
    const SourceFile source("", text);
    const Utf16Position at = source.lines().utf16(static_cast<std::uint32_t>(cursor));
    const std::string uri = fmt::format("file:///completion/{}.{}", ++number_, language);
    client_.open(uri, language, text);
    return {{"textDocument", {{"uri", uri}}}, {"position", {{"line", at.line}, {"character", at.character}}}};
  }

  std::string edited(const json& edits) const {
    const SourceFile source("", text_);
    const auto offset = [&](const json& at) {
      return source.lines().offset_of(
          Utf16Position{at["line"].get<std::uint32_t>(), at["character"].get<std::uint32_t>()});
    };
    std::vector<TextEdit> all;
    for (const json& edit : edits) {
      EXPECT_EQ(std::count(edits.begin(), edits.end(), edit), 1) << edit << " is there again";
      all.push_back({{offset(edit["range"]["start"]), offset(edit["range"]["end"])}, edit["newText"]});
    }
    return apply_edits(text_, all);
  }

  LspClient client_;
  std::string text_;
  int number_ = 0;
};

// A piece of a template before and after an item is accepted.
struct Piece {
  std::string_view before;
  std::string_view label;
  std::string_view after;  // empty: it is not offered
};

// Accepts items in pieces of a template, whose frame has "{}" at their place.
class AcceptedPieces : public ::testing::Test {
protected:
  void expect(const std::string& language, std::string_view frame, const Piece& piece) {
    const std::string text = filled(frame, piece.before);
    const auto accepted = completions_.accepted(text, language, piece.label);
    if (piece.after.empty()) {
      EXPECT_FALSE(accepted) << piece.label << " is offered in\n" << text;
      return;
    }
    ASSERT_TRUE(accepted) << piece.label << " is not offered in\n" << text;
    EXPECT_EQ(*accepted, filled(frame, piece.after)) << piece.label << " in\n" << text;
  }

  static std::string filled(std::string_view frame, std::string_view piece) {
    return fmt::format(fmt::runtime(frame), piece);
  }

  Completions completions_;
};

}  // namespace virga::testing
