// Small text helpers that every layer may use.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

// ASCII only.
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool contains_ignoring_case(std::string_view text, std::string_view part);
// For parts of a few letters in a long text: std::string_view::find stops at each occurrence of the first letter.
bool contains(std::string_view text, std::string_view part);
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

// Without white space (blanks, tabs, line breaks) at both ends.
std::string_view trim(std::string_view text);
// The parts between separators, trimmed; one empty part for an empty text.
std::vector<std::string_view> split_trimmed(std::string_view text, char separator);

// Edits (insert, delete, replace, swap of neighbours) that turn one text into the other, in bytes; stops
// counting past `limit` and then gives limit + 1.
unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit);

// "Did you mean": the candidate nearest to `name`, or empty when none is near enough to be a misspelling.
std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace virga
