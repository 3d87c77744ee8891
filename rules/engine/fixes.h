// Fixes that several rules offer. Each gives none where the change cannot be made as text (compiler/edit).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/compilation.h"
#include "rules/engine/location.h"
#include "rules/engine/reporter.h"
#include "schemas/schema.h"

namespace virga {

// A name that a misspelt one may have been meant to be.
struct NearName {
  std::string_view name;  // empty where none is near
  bool only = false;      // no other is as near

  bool found() const { return !name.empty(); }
};
// Past what CloudFormation takes (500 resources) and has (2,000 types) a search for each fault would be quadratic, so
// nothing is near then.
inline constexpr std::size_t kMostCandidates = 3000;
NearName near_name(std::string_view name, std::span<const std::string_view> candidates);
// The same for the name of a property, where nothing but the known ones can stand: a long common beginning is enough.
NearName near_property(std::string_view name, std::span<const std::string_view> known);
// The same for a value that is one of several: one that differs only in case comes first.
NearName near_choice(std::string_view value, std::span<const std::string_view> choices);

// ". Did you mean 'Bucket'?", or nothing.
std::string did_you_mean(const NearName& near);

// The near name in place of the misspelt one. Safe where no other is as near: CloudFormation refuses the template as it
// is. `scalar` is all name; with `part`, bytes in the source, the name is a part of it.
std::optional<Fix> rename_fix(const Compilation& compilation, const Node& scalar, const NearName& near);
std::optional<Fix> rename_fix(const Compilation& compilation, const Node& scalar, TextRange part, const NearName& near);
// The same for the key of a member; none where its mapping has the near name already.
std::optional<Fix> rename_key_fix(const Compilation& compilation, const Node& mapping, const Member& member,
                                  const NearName& near);

// Adds a property that `rule` misses: with what the table fix-values has for both, else with a placeholder that suits
// its schema, and what that requires in turn. Unsafe.
std::optional<Fix> add_property_fix(const Compilation& compilation, const Node& mapping, std::string_view name,
                                    Schema schema, std::string_view rule);
// The same where the object itself is missing: adds `object` to `owner` with the property in it.
std::optional<Fix> add_object_fix(const Compilation& compilation, const Node& owner, std::string_view object,
                                  std::string_view name, Schema schema, std::string_view rule);
// What a person would replace: placeholders hold this word.
inline constexpr std::string_view kPlaceholder = "REPLACE_ME";

// Another text in place of a scalar's, or of the value at a place.
std::optional<Fix> change_fix(const Compilation& compilation, const Node& scalar, std::string_view text,
                              FixSafety safety);
// What the table fix-values has for a rule and a value that breaks it: a successor. Unsafe.
std::optional<Fix> successor_fix(const Compilation& compilation, const Node& scalar, std::string_view rule);
// A literal of a schema in place of a scalar. Unsafe.
std::optional<Fix> literal_fix(const Compilation& compilation, const Node& scalar, const Literal& literal);
// "" in place of the null at a place, for a function that takes it. Safe: CloudFormation refuses nulls.
std::optional<Fix> empty_text_fix(const Compilation& compilation, const Location& where);
// A list of the one value, or the one value of a list: `where` is the place of the value. Safe: CloudFormation refuses
// the one and takes the other. Only for scalars.
std::optional<Fix> make_list_fix(const Compilation& compilation, const Location& where);
std::optional<Fix> take_only_item_fix(const Compilation& compilation, const Location& where);

// Adds a member with a text.
std::optional<Fix> add_text_fix(const Compilation& compilation, const Node& mapping, std::string_view name,
                                std::string_view text, FixSafety safety);

// The finding that `name` is not among the declared conditions.
Finding no_condition(const Compilation& compilation, std::string_view rule, const Location& where, const Node& name,
                     std::span<const std::string_view> declared);

// Takes the value at a place out of what holds it.
std::optional<Fix> remove_fix(const Compilation& compilation, const Location& where, FixSafety safety);
// Takes a member or an item out.
std::optional<Fix> remove_member_fix(const Compilation& compilation, const Node& mapping, const Node& key,
                                     std::string title, FixSafety safety);
std::optional<Fix> remove_item_fix(const Compilation& compilation, const Node& list, std::uint32_t index,
                                   std::string title, FixSafety safety);

// Makes the template ignore this finding, whatever its rule: a comment at the end of its line or on one of its own,
// with an ignore that is there already extended; in JSON, and where no comment can stand, Metadata of the resource.
// Safe. Not cheap: the result is parsed. `tree` is the template as written.
std::optional<Fix> ignore_comment_fix(const SyntaxTree& tree, const Diagnostic& finding);

}  // namespace virga
