// Resolves the functions of AWS::LanguageExtensions other than loops, and functions whose value follows from the
// template alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/expand/language/known_values.h"

namespace virga {

// Replaces, below a value, what the service replaces: Fn::Length, Fn::ToJsonString, Fn::FindInMap with a DefaultValue
// or with functions, and functions inside Ref and Fn::GetAtt. Also folds functions that depend neither on parameters
// nor on a deployment (Fn::If on a condition that is always true, Fn::Sub without variables). Everything else stays, so
// that the template keeps its parameters. Borrows stage and values.
class FunctionResolver {
public:
  FunctionResolver(Stage& stage, KnownValues& values) : stage_(stage), values_(values) {}

  // Resolves a section of definitions, each of which may have a Condition.
  void resolve_declarations(Value& section, bool resources);
  void resolve_conditions(Value& conditions);
  // False if the value vanishes (AWS::NoValue): the caller must remove it.
  bool resolve(Value& value);
  // Whether anything is left that only the transform can replace.
  bool keeps_functions() const { return keeps_; }

private:
  bool resolve_call(Value& call);
  void resolve_children(Value& value);
  void resolve_arguments(Value& list);
  bool resolve_if(Value& call, Value& argument);
  bool resolve_find_in_map(Value& call, Value& argument);
  bool fold(Value& call);
  void resolve_name(Value& name, std::string_view function);
  void resolve_length(Value& call, Value& argument);
  void resolve_json(Value& call, Value& argument);
  void resolve_policy(Value& resource, std::string_view attribute);
  void keep(const Value& call, const Known& known);

  // The output of Fn::ToJsonString for a value that is only partly known before deployment: pieces of JSON for
  // Fn::Join.
  struct JsonPieces {
    Value* list = nullptr;
    std::string text;  // of the current piece
  };
  bool write_json(Value& value, JsonPieces& pieces);
  bool write_unknown(Value& call, JsonPieces& pieces);
  Value* finish(JsonPieces& pieces);
  bool refuses_in_json(const Value& value);

  Stage& stage_;
  KnownValues& values_;
  bool keeps_ = false;
  bool in_conditions_ = false;
};

}  // namespace virga
