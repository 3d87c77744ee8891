// The functions of AWS::LanguageExtensions other than loops, and those whose value follows from the template alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/expand/language/known_values.h"

namespace virga {

// Replaces, below a value, what the service replaces: Fn::Length, Fn::ToJsonString, Fn::FindInMap with a DefaultValue
// or with functions, functions inside Ref and Fn::GetAtt; and folds functions whose value needs neither parameters nor
// a deployment (Fn::If on a condition that is always true, Fn::Sub without variables). Everything else stays, so that
// the template keeps its parameters. Borrows stage and values.
class FunctionResolver {
public:
  FunctionResolver(Stage& stage, KnownValues& values) : stage_(stage), values_(values) {}

  // A section of declarations, each of which may have a Condition.
  void resolve_declarations(Value& section, bool resources);
  void resolve_conditions(Value& conditions);
  // False when the value vanishes (AWS::NoValue): it has to be taken out.
  bool resolve(Value& value);
  // Something stays that only the transform can replace.
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

  // Fn::ToJsonString of what is only known once it is deployed: the JSON in pieces, for Fn::Join.
  struct JsonPieces {
    Value* list = nullptr;
    std::string text;  // of the piece that grows
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
