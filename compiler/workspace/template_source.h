// Reads templates from disk, including the output of the AWS CLI.
#pragma once

#include <string>

#include "compiler/source/source_file.h"

namespace virga {

// Like read_source_file(), but for the output of `aws cloudformation get-template` returns the template in its
// TemplateBody. A body that is a map keeps its position: everything around it becomes white space, so that lines and
// columns are those of the file. A body that is a string becomes the text, with its own lines.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/get-template.html
ReadResult read_template(const std::string& path);

}  // namespace virga
