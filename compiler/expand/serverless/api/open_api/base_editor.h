// Editing of OpenAPI documents, shared by REST APIs (Swagger 2.0 and OpenAPI 3) and HTTP APIs (OpenAPI 3).
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
// Whether the transform recognizes a version as OpenAPI 3: "3.0", "3.0.1", the number 3.0.
bool is_open_api_3(const Value* version);

// Edits the definition of an API in place. Problems of the document are reported under the API's ID; the editor then
// continues with what can be edited, and ok() is false. Paths and methods may each be wrapped in one Fn::If. Use one
// editor per step of the transform that edits a document: construct, edit, finish().
class BaseEditor {
public:
  // `document` must be a mapping whose "paths" is a mapping. `copies` counts how often the transform copies the
  // document; null for the definition of the API itself.
  BaseEditor(SamContext& context, std::string_view api_id, Value& document, std::uint32_t* copies = nullptr);

  // Call when editing is done. The transform copies the document when it creates an editor and when it finishes, which
  // this counts.
  void finish() { ++copies_; }

  bool ok() const { return ok_; }
  Value& document() { return document_; }
  Value& paths() { return *paths_; }

  // The value or, if it is an Fn::If, both of its branches, without AWS::NoValue. Never contains null.
  std::vector<Value*> contents(Value* value);
  // The paths in the order in which the transform visits them.
  std::vector<std::string_view> path_names() const;
  // Whether the path exists and, unless empty, this method in both branches of any Fn::If.
  bool has_path(std::string_view path, std::string_view method = {});
  // The same for a method with an integration.
  bool has_integration(std::string_view path, std::string_view method);
  // Adds an empty method, and the path if it is missing. `authored`: the path is a string in the template. False if a
  // problem was reported.
  bool add_path(std::string_view path, std::string_view method, bool authored = true);
  // Wraps the path in Fn::If. Takes ownership of `condition`.
  void make_path_conditional(std::string_view path, Value* condition);
  // The branches of the path that are maps; anything else is reported.
  std::vector<Value*> path_items(std::string_view path);
  // The definitions of a method in all branches. Those without an integration are included only if `all` is set.
  std::vector<Value*> method_definitions(std::string_view path, std::string_view method, bool all = false);

  // Changes a mapping of the document and records the change for the deployment's hash.
  void set(Value& mapping, std::string_view key, Value* value);
  void set(Value& mapping, Value* key, Value* value);
  void erase(Value& mapping, std::string_view key);
  // Call before adding several keys at once from another mapping with `count` keys.
  void make_room(const Value& mapping, std::size_t count);
  // Reports a problem under the API's ID and returns false.
  bool fail(const Value* place, Complaint complaint);

protected:
  // {"Fn::If": [condition, value, NoValue]}, or the value itself if `condition` is null. Takes ownership of both.
  Value* conditional(const Value* condition, Value* value);
  std::uint32_t copies() const { return copies_; }
  // The entries of a mapping in the order in which the transform visits them.
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
