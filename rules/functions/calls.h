// Judging single calls of functions: the entries of the table in rules.cpp.
#pragma once

#include <cstdint>
#include <optional>

#include "rules/engine/fixes.h"
#include "rules/engine/messages.h"
#include "rules/engine/validation.h"
#include "schemas/schema_database.h"

namespace virga {

// Arguments. `where` is the location of the function's key. True when the argument is sound.
bool check_base64(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_cidr(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_find_in_map(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_get_att(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_get_azs(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_get_stack_output(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_if_argument(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_import_value(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_join(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_length(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_ref(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_select(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_split(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_sub(Validation& v, const Node& call, const Location& where, const Context& context);
bool check_to_json_string(Validation& v, const Node& call, const Location& where, const Context& context);

// Types of results (json_type bits), 0 for any.
std::uint8_t types_of_get_att(Validation& v, const Node& call);
std::uint8_t types_of_ref(Validation& v, const Node& call);

// Names ------------------------------------------------------------------------------------------------

// What a name in Ref or behind "${" stands for where it is used.
enum class NameUse : std::uint8_t { Unknown, Parameter, ListParameter, Resource, Pseudo, Expansion };
NameUse look_up(const Compilation& compilation, std::string_view name, const Location& where);

// What is wrong with a name, and the name that it may have been meant to be; empty where nothing is.
struct NameFault {
  NameFault() = default;
  NameFault(std::string text, NearName other = {}) : message(std::move(text)), near(other) {}  // NOLINT(*-explicit-*)
  NameFault(const char* text) : message(text) {}                                               // NOLINT(*-explicit-*)
  bool empty() const { return message.empty(); }

  std::string message;
  NearName near;
};

// Checks that a name exists and, where a text is wanted (`scalar`), is no list. `kind` completes the message:
// "Ref" or "Fn::Sub".
NameFault fault_of_name(const Compilation& compilation, std::string_view name, const Location& where, bool scalar);
// The same for Resource.Attribute. Sets `is_attribute` when the resource exists and the attribute does not.
NameFault fault_of_attribute(const Compilation& compilation, std::string_view resource, std::string_view attribute,
                             const Location& where, bool scalar, bool& is_attribute);

// Does `name` belong to a loop around the place, or hold a variable of one?
bool depends_on_loop(std::string_view name, const Location& where);

// Adds a finding of a call's rule; `exact` is the text at fault where that is narrower than the place.
[[gnu::cold]] void fail_call(Validation& v, const Context& context, const Node& call, const Location& where,
                             std::string message, TextRange exact = {}, std::optional<Fix> fix = std::nullopt);

}  // namespace virga
