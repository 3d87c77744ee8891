// What the client's settings and the configuration files say, brought together for a document.
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
// ignore_checks). Values of the wrong kind are left out, with a sentence in `problems`.
Config read_client_settings(const nlohmann::json& section, std::vector<std::string>& problems);

// Is this the name of a configuration file?
bool is_configuration_file(std::string_view path);

// Options of the documents of one folder: the client's settings over the nearest .cfnlintrc, .cfnlintrc.yaml,
// .cfnlintrc.yml or virga.yaml of that folder or one above it, up to `root` (the workspace folder) or the root of the
// git repository, over the one in the home directory. An empty `folder` has no files but the last.
// `files`: what templates that name others are read from.
std::shared_ptr<const DocumentOptions> load_options(const Config& client, const std::string& folder,
                                                    const std::string& root, std::shared_ptr<const FileSystem> files);

}  // namespace virga::lsp
