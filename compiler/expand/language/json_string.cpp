// Fn::ToJsonString.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/text.h"
#include "compiler/expand/language/functions.h"

namespace virga {

// Whether the service does not support the value in Fn::ToJsonString.
bool FunctionResolver::refuses_in_json(const Value& value) {
  switch (value.function()) {
    case Function::And:
    case Function::Or:
    case Function::Not:
    case Function::Equals:
      values_.error(value.entries()[0].key,
                    fmt::format("Fn::ToJsonString does not support {}; name the condition in Fn::If",
                                value.entries()[0].key->text()));
      return true;
    case Function::Ref:
      if (value.ref() != "AWS::NotificationARNs") return false;
      values_.error(&value, "Fn::ToJsonString does not support AWS::NotificationARNs");
      return true;
    default:
      break;
  }
  return std::any_of(value.items().begin(), value.items().end(), [&](const Value* v) { return refuses_in_json(*v); }) ||
         std::any_of(value.entries().begin(), value.entries().end(),
                     [&](const Entry& entry) { return refuses_in_json(*entry.value); });
}

void FunctionResolver::resolve_json(Value& call, Value& argument) {
  if (refuses_in_json(argument)) return;
  const Known known = values_.evaluate(call);
  if (known.has_value()) {
    values_.replace(call, known);
    return;
  }
  if (known.knowledge == Knowledge::Wrong) {
    if (known.cause == &call)
      values_.error(&argument, "Fn::ToJsonString requires a map or a list, but this does not return one");
    return;
  }
  if (!resolve(argument)) {
    values_.error(&argument, "Fn::ToJsonString requires a map or a list, but this does not return one");
    return;
  }
  const ValueFactory::Scope scope(stage_.make, values_.place_of_result(call));
  JsonPieces pieces{stage_.make.list(), {}};
  const std::size_t errors = stage_.problems.errors();
  if (write_json(argument, pieces)) {
    call.become(*finish(pieces));
  } else if (stage_.problems.errors() == errors) {
    keep(call, known);
  }
}

Value* FunctionResolver::finish(JsonPieces& pieces) {
  if (pieces.list->empty()) return stage_.make.string(pieces.text);
  if (!pieces.text.empty()) pieces.list->append(stage_.make.string(pieces.text));
  return stage_.make.join("", pieces.list);
}

// False if the JSON can only be written when more is known. Only evaluates functions, each once, so it takes a single
// walk.
bool FunctionResolver::write_json(Value& value, JsonPieces& pieces) {
  struct Sink {
    FunctionResolver& resolver;
    JsonPieces& pieces;

    bool text(std::string_view text) {
      pieces.text += text;
      return true;
    }
    JsonPart call(Value& call, std::string_view lead) {
      const Known known = resolver.values_.evaluate(call);
      if (known.vanishes) return JsonPart::LeftOut;
      pieces.text += lead;
      const bool written = known.has_value() ? append_json(*known.value, pieces.text) && !resolver.values_.exhausted()
                                             : resolver.write_unknown(call, pieces);
      return written ? JsonPart::Written : JsonPart::Failed;
    }
  };
  Sink sink{*this, pieces};
  return virga::write_json(value, sink);
}

bool FunctionResolver::write_unknown(Value& call, JsonPieces& pieces) {
  const auto piece = [&](Value* value) {
    pieces.list->append(stage_.make.string(pieces.text));
    pieces.list->append(value);
    pieces.text.clear();
  };
  const auto quoted = [&](std::string_view open, Value* value, std::string_view close) {
    pieces.text += open;
    piece(value);
    pieces.text = close;
    return true;
  };
  const auto is_list = [&](const Value& value) {
    const Function function = value.function();
    return function == Function::GetAZs || function == Function::Cidr || values_.is_list_parameter(value.ref());
  };
  if (is_list(call)) return quoted("[\"", stage_.make.join("\",\"", values_.copy(call, call.provenance())), "\"]");
  switch (call.function()) {
    case Function::Ref:
      // The service escapes a parameter's value, which no function in the result could do.
      if (values_.parameter(call.ref()) != nullptr) return false;
      return quoted("\"", values_.copy(call, call.provenance()), "\"");
    case Function::GetAtt:
    case Function::ImportValue:
    case Function::Base64:
    case Function::Sub:
    case Function::Join:
    case Function::Select:
      return quoted("\"", values_.copy(call, call.provenance()), "\"");
    case Function::If: {
      if (call.argument()->items().size() != 3) return false;
      Value* branches[2];
      for (std::size_t i = 0; i < 2; ++i) {
        Value& branch = *call.argument()->items()[i + 1];
        JsonPieces inner{stage_.make.list(), {}};
        if (!write_json(branch, inner) || (inner.text.empty() && inner.list->empty())) return false;
        branches[i] = finish(inner);
      }
      piece(stage_.make.if_(call.argument()->items()[0]->text(), branches[0], branches[1]));
      return true;
    }
    case Function::Split:
      values_.error(
          &call,
          "Fn::ToJsonString needs the result of Fn::Split, whose string is not known when the template is expanded");
      return false;
    default:
      return false;
  }
}

}  // namespace virga
