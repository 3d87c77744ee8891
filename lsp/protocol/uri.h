// Document URIs and the paths behind them.
#pragma once

#include <string>
#include <string_view>

namespace virga::lsp {

// The path of a file: URI, percent-decoded; empty for other schemes ("untitled:", "vscode-remote:").
std::string path_of_uri(std::string_view uri);
// The file: URI of an absolute path, encoded as VS Code does it.
std::string uri_of_path(std::string_view path);
// Do two URIs name the same document? Clients differ in what they encode.
bool same_uri(std::string_view a, std::string_view b);

}  // namespace virga::lsp
