// Reading a template as people have it on disk.
#pragma once

#include <string>

#include "compiler/source/source_file.h"

namespace virga {

// read_source_file(), and, for what `aws cloudformation get-template` prints, the template in its TemplateBody. A body
// that is an object stays at its place: all around it becomes white space, so that lines and columns are those of the
// file. A body that is a string becomes the text, with lines of its own.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/get-template.html
ReadResult read_template(const std::string& path);

}  // namespace virga
