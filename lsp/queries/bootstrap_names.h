// Resources that the helper scripts of CloudFormation name in user data and configuration files.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/source/source_file.h"

namespace virga::lsp {

// Where a logical ID may stand in a text, in order: "cfn-signal --resource Web", "cfn-init -r Web",
// "path=Resources.Web.Metadata". Linear in the text.
std::vector<TextRange> bootstrap_names(std::string_view text);

}  // namespace virga::lsp
