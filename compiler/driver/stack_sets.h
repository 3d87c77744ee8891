// The stack sets of a template: the template that each deploys, and the regions that it deploys it to.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/model/template.h"
#include "compiler/source/file_system.h"

namespace virga {

struct StackSetTemplate {
  // A template of its own in a file, or the text of TemplateBody with everything around it blank, so that places are
  // those of the file that it stands in.
  SourceFilePtr source;
  bool is_inline = false;
  Path path;                         // of TemplateBody
  std::vector<std::string> regions;  // sorted, without duplicates; empty if they are not written out
};

// Those whose template is written in a literal block, as JSON in quotes, or in a file below the folder of `file`. May
// be called from any thread.
std::vector<StackSetTemplate> stack_set_templates(const Template& model, const SourceFilePtr& file,
                                                  const FileSystem& files);

}  // namespace virga
