// Checks of single function calls, as named by the table in rules.cpp.
#pragma once

#include <cstdint>
#include <optional>

#include "rules/engine/fixes.h"
#include "rules/engine/messages.h"
#include "rules/engine/validation.h"
#include "schemas/schema_database.h"

namespace virga {

// Arguments. `where` is the location of the function's key. True if the argument is sound.
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

// What a name in Ref or after "${" refers to at a location.
enum class NameUse : std::uint8_t { Unknown, Parameter, ListParameter, Resource, Pseudo, Expansion };
NameUse look_up(const Compilation& compilation, std::string_view name, const Location& where);

// What is wrong with a name, and the name that may have been meant; empty if nothing is wrong.
struct NameFault {
  NameFault() = default;
  NameFault(std::string text, NearName other = {}) : message(std::move(text)), near(other) {}  // NOLINT(*-explicit-*)
  NameFault(const char* text) : message(text) {}                                               // NOLINT(*-explicit-*)
  bool empty() const { return message.empty(); }

  // The near name with all of what is wrong; valid as long as `storage`.
  NearName whole_near(std::string& storage) const {
    storage = std::string(before_near) + std::string(near.name);
    return near.found() ? NearName{storage, near.only} : near;
  }

  std::string message;
  NearName near;
  std::string_view before_near = {};  // of a near name for the rest: "Outputs."
  const Node* macro = nullptr;        // the call of a macro that may give the resource another type
};

// Checks that a name is defined and, if a string is required (`scalar`), that it is not a list.
NameFault fault_of_name(Validation& v, std::string_view name, const Location& where, bool scalar);
// The same for Resource.Attribute. Sets `is_attribute` if the resource exists but the attribute does not.
NameFault fault_of_attribute(Validation& v, std::string_view resource, std::string_view attribute,
                             const Location& where, bool scalar, bool& is_attribute);

// Whether `name` is an identifier of an enclosing loop, or contains a placeholder for one.
bool depends_on_loop(std::string_view name, const Location& where);

// Adds a finding of the call's rule; `exact` is the text at fault if that is narrower than the location.
[[gnu::cold]] void fail_call(Validation& v, const Context& context, const Node& call, const Location& where,
                             NameFault fault, TextRange exact = {}, std::optional<Fix> fix = std::nullopt);

}  // namespace virga
