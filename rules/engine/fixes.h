// Fixes that several rules offer. All return nullopt if the change cannot be expressed as text (compiler/edit).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/support/near_names.h"
#include "rules/engine/compilation.h"
#include "rules/engine/fix_values.h"
#include "rules/engine/location.h"
#include "rules/engine/reporter.h"
#include "schemas/schema.h"

namespace virga {

// Replaces a misspelled name by the near one. Safe if it is the only one that may be meant, since CloudFormation
// rejects the template as it is. `scalar` is the whole name or, with `part` (bytes in the source), contains it.
std::optional<Fix> rename_fix(const Compilation& compilation, const Node& scalar, const NearName& near);
std::optional<Fix> rename_fix(const Compilation& compilation, const Node& scalar, TextRange part, const NearName& near);
// The same for the key of a member; nullopt if the mapping already has the near name.
std::optional<Fix> rename_key_fix(const Compilation& compilation, const Node& mapping, const Member& member,
                                  const NearName& near);

// Adds the missing property that `rule` reports, with the value from the table fix-values if there is one, else with
// placeholders that match its schema, including the properties required in them; in its place, where it is there
// without a value. Unsafe.
std::optional<Fix> add_property_fix(const Compilation& compilation, const Node& mapping, std::string_view name,
                                    Schema schema, std::string_view rule);
// The same if the containing object is missing, too: adds `object` with the property to `owner`.
std::optional<Fix> add_object_fix(const Compilation& compilation, const Node& owner, std::string_view object,
                                  std::string_view name, Schema schema, std::string_view rule);
// Replaces the text of a scalar.
std::optional<Fix> change_fix(const Compilation& compilation, const Node& scalar, std::string_view text,
                              FixSafety safety);
// For a finding at another place than the value that its fix changes: "Change 'EngineVersion' to '17'" in place of
// "Change it to '17'".
std::optional<Fix> naming(std::string_view what, std::optional<Fix> fix);
// Adds NoEcho to a parameter, or sets it to true. Unsafe.
std::optional<Fix> no_echo_fix(const Compilation& compilation, const Parameter& parameter);
// Replaces a value that breaks a rule by its successor from the table fix-values. Unsafe.
std::optional<Fix> successor_fix(const Compilation& compilation, const Node& scalar, std::string_view rule);
// Removes a member that must not be there beside its siblings' values, and the one that goes with it in the table
// fix-values. Unsafe.
std::optional<Fix> refused_member_fix(const Compilation& compilation, const Location& where, std::string_view rule);
// Replaces a scalar by a literal from a schema. Unsafe.
std::optional<Fix> literal_fix(const Compilation& compilation, const Node& scalar, const Literal& literal);
// Replaces a scalar by another one of this kind and text.
std::optional<Fix> scalar_fix(const Compilation& compilation, const Node& scalar, NodeKind kind, std::string_view text,
                              FixSafety safety);
// Replaces a string by the boolean ("true") or the decimal number ("10") that it spells, without its quotes; nullopt if
// it spells none of those that are asked for.
std::optional<Fix> typed_scalar_fix(const Compilation& compilation, const Node& text, bool boolean, bool number,
                                    FixSafety safety);
// Replaces the null at a location by "", for a function that accepts that. Safe, since CloudFormation rejects nulls.
std::optional<Fix> empty_text_fix(const Compilation& compilation, const Location& where);
// Wraps a value in a list, or replaces a list by its only item; `where` is the location of the value. Safe, since
// CloudFormation rejects the one and accepts the other; a text with commas may be several items, so there it is not.
// Only for scalars.
std::optional<Fix> make_list_fix(const Compilation& compilation, const Location& where);
// Makes a list of the items that a text has between its commas. Unsafe, unless the text as a whole is no item.
std::optional<Fix> split_list_fix(const Compilation& compilation, const Location& where,
                                  std::span<const std::string_view> items, FixSafety safety);
std::optional<Fix> take_only_item_fix(const Compilation& compilation, const Location& where);
// Replaces a map that has nothing but one key without a value by that key, as a string. Unsafe.
std::optional<Fix> take_only_key_fix(const Compilation& compilation, const Location& where);

// Adds a member whose value is a string.
std::optional<Fix> add_text_fix(const Compilation& compilation, const Node& mapping, std::string_view name,
                                std::string_view text, FixSafety safety);

// Adds resources to those that a resource waits for. Safe: nothing else changes.
std::optional<Fix> depend_on_fix(const Compilation& compilation, const Resource& resource,
                                 std::span<const std::string_view> names);

// Adds a transform that the template needs: after its version and description, or to the transforms that it has. Safe,
// since CloudFormation rejects the template without it. The language extensions come first, as CloudFormation requires.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html
std::optional<Fix> add_transform_fix(const Compilation& compilation, std::string_view transform);

// A finding that the condition `name` is not one of those defined.
Finding no_condition(const Compilation& compilation, std::string_view rule, const Location& where, const Node& name,
                     std::span<const std::string_view> declared);

// The safety of writing the same value in another way. Safe, except where IDs that the serverless transform generates
// may depend on how it is written: the deployment of an API hashes its definition.
FixSafety safety_of_rewriting(const Compilation& compilation, const Location& where);

// Removes the value at a location from its mapping or list.
std::optional<Fix> remove_fix(const Compilation& compilation, const Location& where, FixSafety safety);
// Removes a member or an item.
std::optional<Fix> remove_member_fix(const Compilation& compilation, const Node& mapping, const Node& key,
                                     std::string title, FixSafety safety);
std::optional<Fix> remove_item_fix(const Compilation& compilation, const Node& list, std::uint32_t index,
                                   std::string title, FixSafety safety);
// Removes the items of a list at these indexes (ascending, not all), which repeat others. Safe.
std::optional<Fix> remove_repeated_fix(const Compilation& compilation, const Node& list,
                                       std::span<const std::uint32_t> indexes);

// Makes the template ignore this finding, whatever its rule: with a comment at the end of its line or above it,
// extending an existing ignore comment; in JSON, and if no comment is possible, in the resource's Metadata. Safe.
// Expensive, since the result is parsed. `tree` is the template as written.
std::optional<Fix> ignore_comment_fix(const SyntaxTree& tree, const Diagnostic& finding);

}  // namespace virga
