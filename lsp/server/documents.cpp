// Open documents, their configuration and analyses.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/support/memory.h"
#include "lsp/protocol/messages.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/session.h"

namespace virga::lsp {

namespace {

std::string folder_of(const std::string& path) {
  return path.starts_with('/') ? std::filesystem::path(path).parent_path().string() : std::string();
}

// Whether others that read the file get another text while the document is open.
bool differs_from_disk(const Document& document) {
  const std::string& path = document.source->name();
  if (!path.starts_with('/')) return false;
  const ReadResult file = disk()->read(path);
  return file.file == nullptr || file.file->text() != document.source->text();
}

}  // namespace

void Server::Impl::did_open(const json& params) {
  const json& item = params.at("textDocument");
  const DocumentPtr document =
      documents_.open(item.at("uri").get<std::string>(), item.at("languageId").get<std::string>(),
                      item.at("version").get<std::int64_t>(), item.at("text").get<std::string>());
  schedule_findings(document);
  if (differs_from_disk(*document)) schedule_dependents(document->source->name());
}

void Server::Impl::did_change(const json& params) {
  const json& identifier = params.at("textDocument");
  const auto uri = identifier.at("uri").get<std::string>();
  // Some clients send no number. A change that is not taken would leave another text here than in the editor.
  const DocumentPtr before = documents_.find(uri);
  const json& number = member_at(identifier, "version");
  const std::int64_t version = number.is_number_integer() ? number.get<std::int64_t>()
                               : before == nullptr        ? 0
                                                          : before->version;
  const DocumentPtr document = documents_.change(uri, version, params.at("contentChanges"), quiet_while_typing_);
  if (document == nullptr) return;
  // The new version is judged at once: what waited or runs for the one before is dead.
  {
    const std::lock_guard lock(analyses_mutex_);
    const auto found = analyses_.find(uri);
    if (found != analyses_.end()) found->second->abandon();
  }
  schedule_findings(document);
  if (document->typed) {
    scheduler_.post_named("settle " + uri, pause_, [this, document] { settle(document); });
  }
  schedule_dependents(document->source->name());
}

void Server::Impl::did_save(const json& params) {
  const DocumentPtr document = documents_.find(params.at("textDocument").at("uri").get<std::string>());
  if (document == nullptr || !document->typed) return;
  scheduler_.post_named("settle " + document->uri, kAtOnce, [this, document] { settle(document); });
}

void Server::Impl::settle(const DocumentPtr& document) {
  if (documents_.find(document->uri) != document || phase_ != Phase::Running) return;
  const AnalysisPtr analysis = analysis_of(document);
  if (!analysis->holds_findings()) return;
  analysis->settle();
  if (!client_.pull_diagnostics) {
    {
      const std::lock_guard lock(publishing_);
      published_.erase(document->uri);
    }
    publish_findings(document->uri);
  } else if (client_.refresh_diagnostics) {
    send_request("workspace/diagnostic/refresh", nullptr);
  }
}

void Server::Impl::did_close(const json& params) {
  const auto uri = params.at("textDocument").at("uri").get<std::string>();
  const DocumentPtr closed = documents_.find(uri);
  scheduler_.drop("findings " + uri);
  scheduler_.drop("settle " + uri);
  documents_.close(uri);
  {
    const std::lock_guard lock(analyses_mutex_);
    analyses_.erase(uri);
  }
  return_freed_memory();
  if (closed != nullptr && differs_from_disk(*closed)) schedule_dependents(closed->source->name());
  if (client_.pull_diagnostics) return;
  const std::lock_guard lock(publishing_);
  published_.erase(uri);
  send(notification("textDocument/publishDiagnostics", {{"uri", uri}, {"diagnostics", json::array()}}));
}

void Server::Impl::did_change_files(const json& params) {
  bool is_relevant = false;
  for (const json& change : params.at("changes")) {
    const std::string path = path_of_uri(change.at("uri").get<std::string>());
    // An open document counts as it is in the editor, so saving it changes nothing.
    if (path.empty() || documents_.find_path(path) != nullptr) continue;
    is_relevant = is_relevant || concerns_open_documents(path);
    scheduler_.post_named("file " + path, kAtOnce, [this, path] { workspace_.update(path); });
  }
  if (is_relevant) reload();
}

bool Server::Impl::concerns_open_documents(const std::string& path) const {
  if (is_configuration_file(path)) return true;
  {
    const std::lock_guard lock(analyses_mutex_);
    for (const auto& [folder, options] : options_) {
      const auto holds = [&](const std::string& file) { return path == file || path.starts_with(file + "/"); };
      if (std::any_of(options->files.begin(), options->files.end(), holds)) return true;
    }
  }
  // Templates refer to other templates and to included files by path, so the file name must occur in their text.
  const std::string name = std::filesystem::path(path).filename().string();
  const std::vector<DocumentPtr> open = documents_.all();
  return std::any_of(open.begin(), open.end(), [&](const DocumentPtr& document) {
    return document->source->text().find(name) != std::string_view::npos;
  });
}

std::shared_ptr<const DocumentOptions> Server::Impl::options_of(const Document& document) {
  std::string folder;
  if (document.source != nullptr) folder = folder_of(document.source->name());
  const std::vector<std::string> roots = folder_paths();
  std::string root;
  for (const std::string& candidate : roots) {
    const bool holds = folder == candidate || folder.starts_with(candidate + "/");
    if (holds && candidate.size() > root.size()) root = candidate;
  }
  // Unsaved documents use the configuration of the first folder.
  if (folder.empty() && !roots.empty()) folder = root = roots.front();
  std::shared_ptr<const DocumentOptions> options;
  {
    const std::lock_guard lock(analyses_mutex_);
    const auto found = options_.find(folder);
    if (found != options_.end()) return found->second;
    const auto own = folder_settings_.find(root);
    options = load_options(own != folder_settings_.end() ? own->second : settings_, folder, root, files_);
    options_[folder] = options;
  }
  show_problems(options->problems);
  return options;
}

AnalysisPtr Server::Impl::analysis_of(const DocumentPtr& document) {
  AnalysisPtr before;
  {
    const std::lock_guard lock(analyses_mutex_);
    const auto found = analyses_.find(document->uri);
    if (found != analyses_.end()) before = found->second;
  }
  if (before != nullptr && before->document_ptr() == document) return before;
  auto analysis = std::make_shared<const Analysis>(document, options_of(*document), before.get());
  // Only what is open is kept: files of the disk are read when they are asked for.
  if (documents_.find(document->uri) != document) return analysis;
  {
    const std::lock_guard lock(analyses_mutex_);
    AnalysisPtr& known = analyses_[document->uri];
    if (known != nullptr && known->document_ptr() == document) return known;
    known = analysis;
  }
  // Freeing what is known of a large template takes longer than most requests.
  if (before != nullptr) scheduler_.post_long([before = std::move(before)] {});
  return analysis;
}

AnalysisPtr Server::Impl::analysis_at(const std::string& uri) {
  if (const DocumentPtr document = documents_.find(uri)) return analysis_of(document);
  const std::string path = path_of_uri(uri);
  return path.empty() ? nullptr : workspace_.open(path);
}

// Each folder may have settings of its own. Documents in none have those of the first.
void Server::Impl::fetch_configuration(bool anew) {
  awaits_configuration_ = true;
  std::vector<std::string> folders;
  {
    const std::lock_guard lock(analyses_mutex_);
    folders = folders_;
  }
  json items = json::array();
  for (const std::string& uri : folders) items.push_back({{"scopeUri", uri}, {"section", "virga"}});
  if (items.empty()) items.push_back({{"section", "virga"}});
  const auto take = [this, folders = std::move(folders), anew](const json& result) {
    const json sections = result.is_array() && !result.empty() ? result : json::array({nullptr});
    const bool is_known =
        folder_settings_.empty() &&
        std::all_of(sections.begin(), sections.end(), [&](const json& one) { return one.dump() == settings_text_; });
    if (!is_known) {
      use_settings(sections.front());
      for (std::size_t i = 1; i < std::min(sections.size(), folders.size()); ++i) {
        if (sections[i] != sections.front()) use_folder_settings(folder_path(folders[i]), sections[i]);
      }
    }
    awaits_configuration_ = false;
    if (is_known && !anew) {
      for (const DocumentPtr& document : documents_.all()) schedule_findings(document);
    } else {
      reload();
    }
    for (const auto& request : std::exchange(postponed_, {})) request();
  };
  send_request("workspace/configuration", {{"items", std::move(items)}}, take);
}

void Server::Impl::use_folder_settings(const std::string& folder, const json& section) {
  ClientSettings settings = read_client_settings(section);
  show_problems(settings.problems);
  const std::lock_guard lock(analyses_mutex_);
  folder_settings_[folder] = std::move(settings);
}

void Server::Impl::use_settings(const json& section) {
  ClientSettings settings = read_client_settings(section);
  {
    const std::lock_guard lock(analyses_mutex_);
    settings_ = std::move(settings);
    folder_settings_.clear();
  }
  settings_text_ = section.dump();
  const json& quiet = member_at(section, "quietWhileTyping");
  // Who pulls and cannot be asked to do so again would not see what was held back.
  const bool hears_of_pause = !client_.pull_diagnostics || client_.refresh_diagnostics;
  const Quiet usual = !hears_of_pause ? Quiet::Never : client_.is_editor ? Quiet::Always : Quiet::Keys;
  quiet_while_typing_ = !quiet.is_boolean() ? usual : quiet.get<bool>() ? Quiet::Always : Quiet::Never;
  if (phase_ == Phase::Running) show_problems(settings_.problems);
}

void Server::Impl::reload() {
  {
    const std::lock_guard lock(analyses_mutex_);
    options_.clear();
    analyses_.clear();
    ++configuration_;
  }
  workspace_.reconfigured();
  for (const DocumentPtr& document : documents_.all()) schedule_findings(document);
  if (client_.pull_diagnostics && client_.refresh_diagnostics) send_request("workspace/diagnostic/refresh", nullptr);
}

void Server::Impl::show_problems(const std::vector<std::string>& problems) {
  constexpr int kWarning = 2;
  for (const std::string& problem : problems) {
    {
      const std::lock_guard lock(analyses_mutex_);
      if (std::find(shown_problems_.begin(), shown_problems_.end(), problem) != shown_problems_.end()) continue;
      shown_problems_.push_back(problem);
    }
    send(notification("window/showMessage", {{"type", kWarning}, {"message", "Virga: " + problem}}));
  }
}

json Server::Impl::status(const json& params) {
  json result = {{"version", version_}};
  const json& uri = member_at(params, "textDocument.uri");
  if (!uri.is_string()) return result;
  const AnalysisPtr analysis = analysis_at(uri.get<std::string>());
  result["isOpen"] = documents_.find(uri.get<std::string>()) != nullptr;
  if (analysis == nullptr) return result;
  result["isTemplate"] = analysis->is_template();
  // Continues after the name of the file.
  const std::string_view reason = analysis->reason();
  result["reason"] = reason.starts_with("has ") ? "it " + std::string(reason) : std::string(reason);
  result["regions"] = analysis->options().lint.regions;
  result["configurationFiles"] = analysis->options().files;
  result["problems"] = analysis->options().problems;
  return result;
}

}  // namespace virga::lsp
