// Small text helpers that every layer may use.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

// ASCII only. The same holds for to_lower and to_upper.
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool contains_ignoring_case(std::string_view text, std::string_view part);
// For short needles in long texts, where std::string_view::find would stop at each occurrence of the first letter.
bool contains(std::string_view text, std::string_view part);
// Whether it has letters and digits alone, and at least one.
bool is_alphanumeric(std::string_view text);
// Its letters and digits.
std::string alphanumeric_part(std::string_view text);
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

// UTF-8; a byte that begins no character counts as part of the one before it.
std::size_t count_code_points(std::string_view text);

// For URIs: every byte that is neither a letter nor a digit nor one of `plain` as "%2F".
std::string percent_encoded(std::string_view text, std::string_view plain = "-._~/");

// Removes white space (spaces, tabs, line breaks) from both ends.
std::string_view trim(std::string_view text);
// The parts between separators, trimmed; an empty text yields one empty part.
std::vector<std::string_view> split_trimmed(std::string_view text, char separator);

// The number of edits (insert, delete, replace, swap of neighbors) that turn one text into the other, counted in bytes.
// Returns limit + 1 once the distance exceeds `limit`.
unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit);

// For "Did you mean": the candidate closest to `name`, or empty if none is close enough to be a misspelling.
std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates);

// Whether a near name may be taken for what was meant. False if the two differ in what tells things apart: digits
// ("Bucket1", "Bucket2"), letters that are words ("SubnetA", "SubnetB"), words of opposite meaning ("MinSize",
// "MaxSize"), and negations ("IsProd", "IsNotProd").
bool is_misspelling(std::string_view name, std::string_view near);

// Whether a name that an author made up is the near one but for a slip inside one word of it: two letters swapped, a
// letter doubled, left out, wrong or too much. False where a word begins otherwise, is added or is short and differs
// ("IsPreprod" and "IsProd", "CantUse" and "CanUse"): authors choose names that are near each other for things that are
// not.
bool is_slip(std::string_view name, std::string_view near);

}  // namespace virga
