// Is a text a CloudFormation template?
#pragma once

#include <string>
#include <string_view>

namespace virga {

enum class TemplateEvidence : unsigned char {
  None,
  FormatVersion,  // the key AWSTemplateFormatVersion
  Transform,      // Transform names a macro of AWS, as AWS::Serverless-2016-10-31
  Resources,      // a member of Resources has a Type of the form X::Y
};

struct TemplateRecognition {
  TemplateEvidence evidence = TemplateEvidence::None;
  std::string_view reason;  // static; a phrase that goes on from the file's name: "has no Resources section"

  bool is_template() const { return evidence != TemplateEvidence::None; }
};

// Judges the keys at the root of the first document, in block style, flow style or JSON, whatever the file's name. Case
// does not matter, so that `resources:` is found and can be reported. Keys in comments, in nested mappings and in lists
// never count: event samples, SDK models, serverless.yml and the like hold "Resources" somewhere.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
//
// Does not need a text that parses: an editor asks while somebody types. Text in UTF-16 is recognised too (the reader
// of templates refuses it with a reason). Linear in the text's size; no recursion; may be called from any thread.
TemplateRecognition recognise(std::string_view text);

// Does a file name end as those of templates do: .yaml .yml .json .template .cfn .cform, in any case?
bool has_template_ending(std::string_view file_name);

// UTF-8 for a text in UTF-16, with a byte-order mark or recognisable by its zeros; empty for any other text.
std::string utf8_of_utf16(std::string_view text);

}  // namespace virga
