// Merges the client's settings and the configuration files for a document.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/workspace/config.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

// The section `virga` of the client's settings: the keys of the configuration file in camelCase (ignoreChecks for
// ignore_checks). Values of the wrong type are ignored, with a sentence in `problems`, as are unknown keys.
struct ClientSettings {
  Config config;
  std::vector<std::string> problems;
};
ClientSettings read_client_settings(const nlohmann::json& section);

// Whether it is the name of a configuration file.
bool is_configuration_file(std::string_view path);

// The options for the documents of a folder: the client's settings over the nearest .cfnlintrc, .cfnlintrc.yaml,
// .cfnlintrc.yml or virga.yaml in that folder or a parent, up to `root` (the workspace folder) or the root of the git
// repository, over the one in the home directory. For an empty `folder`, only the latter. `files` is used to read files
// that templates refer to.
std::shared_ptr<const DocumentOptions> load_options(const ClientSettings& client, const std::string& folder,
                                                    const std::string& root, std::shared_ptr<const FileSystem> files);

}  // namespace virga::lsp
