// The parts of a hover.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lsp/features/feature.h"
#include "lsp/queries/cursor.h"
#include "lsp/queries/occurrences.h"
#include "lsp/queries/schema_place.h"

namespace virga::lsp {

// Text as a Markdown code span.
std::string code_span(std::string_view text);

// What a hover shows, in Markdown, and the text that it is about.
struct HoverCard {
  std::string text;
  TextRange range;

  void line(const std::string& more);
  void fact(std::string_view name, const std::string& value);
  // Values as code, of which at most `limit` are shown. Nothing if there are none.
  void values(std::string_view name, std::vector<std::string> values, std::size_t limit);
};

// As many values as an expression, a loop or a mapping shows.
constexpr std::size_t kMostHoverValues = 8;

// What a property's documentation says, if there is any.
void describe_property(const Analysis& analysis, const Property& property, HoverCard& card);

// hover_names.cpp: what a name stands for. False if nothing is known about it.
bool describe_name(const FeatureContext& context, const Occurrence& name, HoverCard& card);

// hover_places.cpp: what a key or a value means at its place. False if nothing is known about it.
bool describe_key(const Analysis& analysis, const Cursor& cursor, const Place& place, const std::string& word,
                  HoverCard& card);
bool describe_value(const Analysis& analysis, const Cursor& cursor, const Place& place, const std::string& word,
                    HoverCard& card);

}  // namespace virga::lsp
