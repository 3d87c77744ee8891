// Templates that a template's nested stacks are made of, where they lie beside it.
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

  // Could a transform or a loop add parameters or outputs to those that are written?
  bool has_open_parameters() const;
  bool has_open_outputs() const;
  const Output* find_output(std::string_view name) const;
};

// Reads each file once, when it is first asked for. Not thread safe; what it gives lives as long as itself.
class NestedTemplates {
public:
  // `path` of the template that has the stacks; "-" and the empty path have no folder to look in.
  NestedTemplates(std::string_view path, std::shared_ptr<const FileSystem> files)
      : path_(path), disk_(std::move(files)) {}

  // The template of an AWS::CloudFormation::Stack (TemplateURL) or AWS::Serverless::Application (Location): null for
  // other resources, where the place is no local file, and where the file cannot be read as a template.
  const NestedTemplate* of(const Resource& resource);

private:
  std::string path_;
  std::shared_ptr<const FileSystem> disk_;
  std::map<std::string, std::unique_ptr<NestedTemplate>, std::less<>> files_;
};

// The property that says where a nested stack's template is: null for resources that are none.
const Member* nested_template_location(const Resource& resource);

}  // namespace virga
