// Reads templates from disk, including the output of the AWS CLI.
#pragma once

#include <string>

#include "compiler/source/source_file.h"
#include "compiler/syntax/node.h"

namespace virga {

// The template in the output of `aws cloudformation get-template`, which has it in its TemplateBody; any other file as
// it is. A body that is a map keeps its position: everything around it becomes white space, so that lines and columns
// are those of the file. A body that is a string becomes the text, with its own lines.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/get-template.html
SourceFilePtr unwrapped(SourceFilePtr file);

// read_source_file(), unwrapped.
ReadResult read_template(const std::string& path);

// The template in a string of another one, such as TemplateBody of a stack set: `file` with everything around the
// string blank, so that places are those of `file`. Null if that cannot be: the string must be a literal block, or JSON
// in quotes, in which only places inside a string with escapes are off.
SourceFilePtr template_in_string(const SourceFilePtr& file, const Node& string);

}  // namespace virga
