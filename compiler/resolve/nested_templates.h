// The local templates of nested stacks.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/model/template.h"
#include "compiler/source/file_system.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

struct NestedTemplate {
  SyntaxTree tree;
  Template model;

  // Whether a transform or loop could add parameters or outputs to those that are written.
  bool has_open_parameters() const;
  bool has_open_outputs() const;
  const Output* find_output(std::string_view name) const;
};

// Reads each file once, on first use. Not thread-safe. Owns the templates that it returns.
class NestedTemplates {
public:
  // `path` of the template that contains the stacks; "-" and the empty path have no folder to resolve against.
  NestedTemplates(std::string_view path, std::shared_ptr<const FileSystem> files)
      : path_(path), disk_(std::move(files)) {}

  // The template of an AWS::CloudFormation::Stack (TemplateURL) or AWS::Serverless::Application (Location). Null for
  // other resources, if the location is not a local file, or if the file cannot be read as a template.
  const NestedTemplate* of(const Resource& resource);

private:
  std::string path_;
  std::shared_ptr<const FileSystem> disk_;
  std::map<std::string, std::unique_ptr<NestedTemplate>, std::less<>> files_;
};

// The property with the location of a nested stack's template; null if the resource is not a nested stack or has none.
const Member* nested_template_location(const Resource& resource);

}  // namespace virga
