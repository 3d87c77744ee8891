// What editing OpenAPI documents has in common for REST APIs (Swagger 2.0 and OpenAPI 3) and HTTP APIs (OpenAPI 3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

inline constexpr std::string_view kIntegration = "x-amazon-apigateway-integration";
inline constexpr std::string_view kAnyMethod = "x-amazon-apigateway-any-method";

// "GET" -> "get", "any" -> "x-amazon-apigateway-any-method".
std::string normalized_method(std::string_view method);
// Version 3 of OpenAPI as the transform recognises it: "3.0", "3.0.1", the number 3.0.
bool is_open_api_3(const Value* version);

// Edits the definition of an API in place. What is wrong with the document is reported under the API's id; the editor
// then goes on with what can be edited, and ok() is false. Paths and methods may be wrapped in Fn::If, once each. Lives
// as long as one step of the transform that edits a document: construct, edit, finish().
class BaseEditor {
public:
  // `document` must be a mapping whose "paths" is one. `copies` counts how often the transform copies the document;
  // null for the definition of the API itself.
  BaseEditor(SamContext& context, std::string_view api_id, Value& document, std::uint32_t* copies = nullptr);

  // Editing is done. The transform copies the document when an editor is made and when it is done.
  void finish() { ++copies_; }

  bool ok() const { return ok_; }
  Value& document() { return document_; }
  Value& paths() { return *paths_; }

  // The value, or both sides of it when it is an Fn::If, without AWS::NoValue. Never null.
  std::vector<Value*> contents(Value* value);
  // The paths in the order in which the transform goes through them.
  std::vector<std::string_view> path_names() const;
  // Is there this path (and, unless empty, this method, on both sides of an Fn::If)?
  bool has_path(std::string_view path, std::string_view method = {});
  // … with an integration?
  bool has_integration(std::string_view path, std::string_view method);
  // Adds an empty method, and the path where it is missing; `authored`: the path is a text of the author. False when a
  // problem was reported.
  bool add_path(std::string_view path, std::string_view method, bool authored = true);
  // Wraps the path in Fn::If; `condition` is taken over.
  void make_path_conditional(std::string_view path, Value* condition);
  // The sides of the path that are maps; anything else is reported.
  std::vector<Value*> path_items(std::string_view path);
  // The definitions of one method on all sides; those without an integration only when asked for.
  std::vector<Value*> method_definitions(std::string_view path, std::string_view method, bool all = false);

  // Changes a mapping of the document; takes note for the deployment's hash.
  void set(Value& mapping, std::string_view key, Value* value);
  void set(Value& mapping, Value* key, Value* value);
  void erase(Value& mapping, std::string_view key);
  // Before keys that come all at once, from another mapping of `count` keys.
  void make_room(const Value& mapping, std::size_t count);
  // Reports under the API's id and gives false.
  bool fail(const Value* place, std::string message);

protected:
  // {"Fn::If": [condition, value, NoValue]}. `condition` may be null: the value itself then. Both are taken over.
  Value* conditional(const Value* condition, Value* value);
  std::uint32_t copies() const { return copies_; }
  // The entries of a mapping in the order in which the transform goes through them.
  std::vector<Entry> ordered(const Value& mapping) const { return context_.apis.python.entries(mapping, copies_); }

  SamContext& context_;
  ValueFactory& make_;
  std::string api_id_;

private:
  Value& document_;
  Value* paths_;
  std::uint32_t& copies_;
  bool ok_ = true;
};

}  // namespace virga
