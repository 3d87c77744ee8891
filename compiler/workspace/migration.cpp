#include "compiler/workspace/migration.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "compiler/support/wildcard.h"
#include "compiler/workspace/config.h"

namespace virga {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kName = "cfn-lint";
constexpr std::size_t kMaxFiles = 100'000;

enum class FileKind : unsigned char { None, Configuration, Hooks, Requirements, Commands };

struct FilePattern {
  std::string_view name;  // of the file, with wildcards
  FileKind kind;
};

constexpr FilePattern kFiles[] = {
    {".cfnlintrc", FileKind::Configuration},
    {".cfnlintrc.y*ml", FileKind::Configuration},
    {".pre-commit-config.y*ml", FileKind::Hooks},
    {"requirements*.txt", FileKind::Requirements},
    {"requirements*.in", FileKind::Requirements},
    {"constraints*.txt", FileKind::Requirements},
    {"Pipfile", FileKind::Requirements},
    {"pyproject.toml", FileKind::Requirements},
    {"setup.cfg", FileKind::Requirements},
    {"setup.py", FileKind::Requirements},
    {"environment.y*ml", FileKind::Requirements},
    {".gitlab-ci.yml", FileKind::Commands},
    {".travis.yml", FileKind::Commands},
    {"buildspec*.y*ml", FileKind::Commands},
    {"azure-pipelines*.y*ml", FileKind::Commands},
    {"bitbucket-pipelines.yml", FileKind::Commands},
    {"Jenkinsfile*", FileKind::Commands},
    {"Makefile", FileKind::Commands},
    {"makefile", FileKind::Commands},
    {"*.mk", FileKind::Commands},
    {"justfile", FileKind::Commands},
    {"Taskfile.y*ml", FileKind::Commands},
    {"tox.ini", FileKind::Commands},
    {"noxfile.py", FileKind::Commands},
    {"package.json", FileKind::Commands},
    {"Dockerfile*", FileKind::Commands},
    {"*.sh", FileKind::Commands},
};

FileKind kind_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (const FilePattern& pattern : kFiles) {
    if (matches_wildcard(pattern.name, name)) return pattern.kind;
  }
  // Workflows have names of their own.
  const bool is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
  const bool is_workflow = contains(path, ".github/") || contains(path, ".circleci/") || contains(path, ".gitlab/");
  return is_yaml && is_workflow ? FileKind::Commands : FileKind::None;
}

bool is_word_character(char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; }

// Where the name stands as a word of its own: not in "virga-cfn-lint", "cfn-lint-action" or "aws/cfn-lint".
std::vector<std::size_t> words_of(std::string_view line) {
  std::vector<std::size_t> found;
  for (std::size_t at = line.find(kName); at != std::string_view::npos; at = line.find(kName, at + 1)) {
    const char before = at == 0 ? ' ' : line[at - 1];
    const std::size_t end = at + kName.size();
    const char after = end == line.size() ? ' ' : line[end];
    if (!is_word_character(before) && before != '/' && !is_word_character(after) && after != '/') found.push_back(at);
  }
  return found;
}

bool has_any(std::string_view line, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return contains(line, part); });
}

bool installs(std::string_view line) {
  return has_any(line, {"pip install", "pip3 install", "pipx ", "uv tool", "uv pip", "poetry add", "brew install",
                        "pipenv install", "conda install"});
}

bool appends_rules(std::string_view line) { return has_any(line, {"--append-rules", " -a "}); }

// What a line of commands does with cfn-lint.
void read_command(CfnLintPlace& place, std::string_view line) {
  if (contains(line, "uses:")) {
    place.use = CfnLintUse::Action;
  } else if (installs(line)) {
    place.use = CfnLintUse::Install;
  } else {
    place.use = appends_rules(line) ? CfnLintUse::RunsPythonRules : CfnLintUse::Run;
    place.names = words_of(line);
  }
}

// Is this the name of a step or of a target, which runs nothing?
bool is_label(std::string_view line) {
  const std::string_view text = trim(line);
  return text.starts_with("name:") || text.starts_with("- name:") || text.starts_with("id:") ||
         (!text.empty() && text.front() == '#') || text.starts_with("//") || text.starts_with(".PHONY");
}

CfnLintPlace configuration(const std::string& file) {
  CfnLintPlace place{.file = file, .use = CfnLintUse::Configuration};
  const Result<Config> config = read_config(file, "");
  if (!config) {
    place.use = CfnLintUse::Invalid;
    // Its place in the file comes first.
    place.text = config.message().starts_with(file + ":") ? config.message().substr(file.size() + 1) : config.message();
  } else if (!config->append_rules.empty()) {
    place.use = CfnLintUse::PythonRules;
    place.text = "append_rules loads Python modules";
  }
  return place;
}

bool is_foreign_folder(const std::string& name) {
  constexpr std::array<std::string_view, 9> kForeign = {".git", "node_modules", ".venv",    "venv",   ".tox",
                                                        ".nox", "__pycache__",  ".aws-sam", "cdk.out"};
  return std::find(kForeign.begin(), kForeign.end(), name) != kForeign.end();
}

}  // namespace

bool may_set_up_cfn_lint(std::string_view path) { return kind_of(path) != FileKind::None; }

std::vector<std::string> files_that_may_set_up_cfn_lint(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  constexpr auto kOptions = fs::directory_options::skip_permission_denied;
  std::size_t seen = 0;
  for (fs::recursive_directory_iterator it(folder, kOptions, error), end; !error && it != end; it.increment(error)) {
    if (++seen > kMaxFiles) break;
    std::error_code ignored;
    if (it->is_directory(ignored) && is_foreign_folder(it->path().filename().string())) it.disable_recursion_pending();
    if (!it->is_regular_file(ignored)) continue;
    std::string path = it->path().lexically_normal().string();
    if (may_set_up_cfn_lint(path)) files.push_back(std::move(path));
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<CfnLintPlace> find_cfn_lint(const std::string& file, std::string_view text) {
  const FileKind kind = kind_of(file);
  if (kind == FileKind::Configuration) return {configuration(file)};
  std::vector<CfnLintPlace> places;
  std::size_t number = 0;
  bool is_hook = false;  // the repository that a hook is from was named
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (!contains(line, kName) || is_label(line)) continue;
    CfnLintPlace place{.file = file, .line = number, .text = std::string(trim(line))};
    if (kind == FileKind::Requirements) {
      if (words_of(line).empty()) continue;
      place.use = CfnLintUse::Requirement;
    } else if (kind == FileKind::Hooks) {
      // The address of the repository and the hook's id are one hook.
      const bool is_address = contains(line, "repo:");
      if (is_hook && !is_address) continue;
      is_hook = is_address;
      place.use = CfnLintUse::Hook;
    } else {
      read_command(place, line);
      const bool is_command = place.use == CfnLintUse::Run || place.use == CfnLintUse::RunsPythonRules;
      if (is_command && place.names.empty()) continue;
    }
    places.push_back(std::move(place));
  }
  return places;
}

std::string with_virga(std::string_view text, const std::vector<CfnLintPlace>& places) {
  std::string out;
  std::size_t number = 0;
  auto place = places.begin();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n') + 1, text.size());
    std::string line(text.substr(0, end == 0 ? text.size() : end));
    text.remove_prefix(line.size());
    ++number;
    while (place != places.end() && place->line < number) ++place;
    if (place != places.end() && place->line == number && place->use == CfnLintUse::Run) {
      for (auto at = place->names.rbegin(); at != place->names.rend(); ++at) line.insert(*at, "virga-");
    }
    out += line;
  }
  return out;
}

}  // namespace virga
