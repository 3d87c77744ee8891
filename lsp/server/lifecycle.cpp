// Initialization of the connection, and the workspace folders.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "lsp/protocol/messages.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/session.h"

namespace virga::lsp {

json Server::Impl::initialize(const json& params) {
  if (const json& process = member_at(params, "processId"); process.is_number_integer()) {
    client_process_ = process.get<long>();
  }
  const json& capabilities = params.at("capabilities");
  client_ = read_client(params);
  watches_configuration_ = flag_at(capabilities, "workspace.didChangeConfiguration.dynamicRegistration");
  documents_.set_encoding(client_.encoding);
  if (const json& folders = member_at(params, "workspaceFolders"); folders.is_array()) {
    for (const json& folder : folders) folders_.push_back(folder.at("uri").get<std::string>());
  } else if (const json& root = member_at(params, "rootUri"); root.is_string()) {
    folders_.push_back(root.get<std::string>());
  }
  // Clients without workspace/configuration send their settings here.
  const json& options = member_at(params, "initializationOptions");
  const json& section = member_at(options, "virga");
  use_settings(section.is_null() ? options : section);
  phase_ = Phase::Running;
  return {{"capabilities", server_capabilities(client_)}, {"serverInfo", {{"name", "virga"}, {"version", version_}}}};
}

void Server::Impl::initialized() {
  show_problems(settings_.problems);
  if (client_.configuration) fetch_configuration();
  register_watchers();
  scan_workspace();
}

void Server::Impl::register_watchers() {
  json registrations = json::array();
  if (client_.watched_files) {
    json watchers = json::array();
    for (const char* glob :
         {"**/{.cfnlintrc,.cfnlintrc.yaml,.cfnlintrc.yml,virga.yaml}", "**/*.{yaml,yml,json,template}"}) {
      watchers.push_back({{"globPattern", glob}});
    }
    registrations.push_back({{"id", "virga-files"},
                             {"method", "workspace/didChangeWatchedFiles"},
                             {"registerOptions", {{"watchers", std::move(watchers)}}}});
  }
  if (watches_configuration_) {
    registrations.push_back({{"id", "virga-configuration"},
                             {"method", "workspace/didChangeConfiguration"},
                             {"registerOptions", {{"section", "virga"}}}});
  }
  if (registrations.empty()) return;
  send_request("client/registerCapability", {{"registrations", std::move(registrations)}});
}

std::string Server::Impl::folder_path(const std::string& uri) {
  std::string path = path_of_uri(uri);
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

std::vector<std::string> Server::Impl::folder_paths() const {
  std::vector<std::string> paths;
  const std::lock_guard lock(analyses_mutex_);
  for (const std::string& uri : folders_) {
    std::string path = folder_path(uri);
    if (!path.empty()) paths.push_back(std::move(path));
  }
  return paths;
}

void Server::Impl::did_change_folders(const json& params) {
  const json& event = params.at("event");
  std::vector<std::string> removed;
  std::vector<std::string> added;
  for (const json& folder : event.at("removed")) removed.push_back(folder.at("uri").get<std::string>());
  for (const json& folder : event.at("added")) added.push_back(folder.at("uri").get<std::string>());
  {
    const std::lock_guard lock(analyses_mutex_);
    std::erase_if(folders_, [&](const std::string& folder) {
      return std::any_of(removed.begin(), removed.end(), [&](const std::string& uri) { return same_uri(folder, uri); });
    });
    folders_.insert(folders_.end(), added.begin(), added.end());
  }
  client_.configuration ? fetch_configuration(true) : reload();
  scan_workspace();
}

void Server::Impl::scan_workspace() {
  const std::vector<std::string> folders = folder_paths();
  if (folders.empty()) return;
  const auto scan = [this, folders] { workspace_.scan(folders, [this] { return phase_ != Phase::Running; }); };
  const auto soon = std::chrono::milliseconds(0);
  if (!client_.progress) return scheduler_.post_named("workspace", soon, scan);
  send_request("window/workDoneProgress/create", {{"token", "virga-workspace"}}, [this, scan, soon](const json&) {
    scheduler_.post_named("workspace", soon, [this, scan] {
      const auto progress = [this](json value) {
        send(notification("$/progress", {{"token", "virga-workspace"}, {"value", std::move(value)}}));
      };
      progress({{"kind", "begin"}, {"title", "Virga: reading the templates of the workspace"}});
      scan();
      progress({{"kind", "end"}});
    });
  });
}

}  // namespace virga::lsp
