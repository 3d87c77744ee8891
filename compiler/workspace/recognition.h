// Decides whether a text is a CloudFormation template.
#pragma once

#include <string>
#include <string_view>

namespace virga {

class SyntaxTree;

enum class TemplateEvidence : unsigned char {
  None,
  FormatVersion,  // the key AWSTemplateFormatVersion
  Transform,      // Transform names an AWS macro such as AWS::Serverless-2016-10-31
  Resources,      // a member of Resources has a Type of the form X::Y
};

struct TemplateRecognition {
  TemplateEvidence evidence = TemplateEvidence::None;
  std::string_view reason;  // static; a phrase that continues after the file's name: "has no Resources section"
  bool is_foreign = false;  // whether it is another tool's, whatever it looks like: ROS, Heat, Kubernetes, Jinja

  bool is_template() const { return evidence != TemplateEvidence::None; }
};

// Checks the root keys of the first document, in block style, flow style or JSON, whatever the file's name. Ignores
// case, so that `resources:` is recognized and can be reported. Keys in comments, nested mappings and lists are not
// considered, since event samples, SDK models, serverless.yml and the like contain "Resources" somewhere.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
//
// The text need not parse, as an editor asks while somebody types. UTF-16 is recognized too (the reader of templates
// then refuses it with a reason). Linear in the text's size; not recursive; may be called from any thread.
TemplateRecognition recognise(std::string_view text);

// For commands that work on a template: why a text that was parsed cannot be one, as the sentence of an error; empty if
// it may be. More lenient than recognise(): one section that a template must have, or its format version, is enough.
std::string why_no_template(const SyntaxTree& tree);

// Whether a file name has an extension of templates: .yaml .yml .json .template .cfn .cform, ignoring case.
bool has_template_ending(std::string_view file_name);

// Converts a text in UTF-16, with a byte-order mark or recognizable by its zero bytes, to UTF-8; empty for any other
// text.
std::string utf8_of_utf16(std::string_view text);

}  // namespace virga
