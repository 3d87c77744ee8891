#include "compiler/driver/git_revision.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/child_process.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

// The output of git; the error is the first line of its error output.
Result<std::string> git(std::vector<std::string> arguments, std::string_view input = {}) {
  arguments.insert(arguments.begin(), "git");
  Result<ChildOutput> run = run_child(arguments, input);
  if (!run) return run.error();
  if (run->is_missing) return Error{"--git requires the program 'git', which is not installed"};
  if (!run->succeeded) return Error{"git: " + printable(run->err.substr(0, run->err.find('\n')))};
  return std::move(run->out);
}

std::string without_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

// Splits a list of NUL-terminated strings.
std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = text.find('\0');
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

// A file of a commit. Symbolic links in its path lead to other files of the same commit.
Result<std::string> read_blob(const std::string& top, const std::string& commit, const std::string& path) {
  const std::string name = commit + ":" + path;
  // What is read from standard input ends with its line.
  if (path.find('\n') != std::string::npos) return git({"-C", top, "cat-file", "blob", name});
  Result<std::string> found = git({"-C", top, "cat-file", "--batch", "--follow-symlinks"}, name + "\n");
  if (!found) return found.error();
  // "OBJECT blob SIZE", then the contents and a line end; or why there is none: "NAME missing", "symlink SIZE".
  const std::size_t end = found->find('\n');
  const std::string_view head = std::string_view(*found).substr(0, end);
  if (head.find(" blob ") != commit.size()) {
    return Error{head.starts_with("symlink ") ? "a symbolic link leads out of the repository"
                                              : "the revision has no such file"};
  }
  return found->substr(end + 1, found->size() - end - 2);
}

// A file below a submodule, as of the commit of it that the revision names.
Result<std::string> read_in_submodule(const std::string& top, const std::string& commit, const std::string& path) {
  constexpr std::string_view kLink = "160000 commit ";
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string folder = path.substr(0, slash);
    const Result<std::string> entry = git({"-C", top, "ls-tree", "-z", commit, "--", folder});
    if (!entry) return entry.error();
    if (!entry->starts_with(kLink)) continue;
    const std::string linked = entry->substr(kLink.size(), entry->find('\t') - kLink.size());
    return read_blob((fs::path(top) / folder).string(), linked, path.substr(slash + 1));
  }
  return Error{"the revision has no such file"};
}

class RevisionFiles : public FileSystem {
public:
  explicit RevisionFiles(GitRevision revision) : revision_(std::move(revision)) {}
  ReadResult read(const std::string& path) const override { return revision_.read(path); }

private:
  GitRevision revision_;
};

}  // namespace

Result<GitRevision> GitRevision::open(const std::string& revision) {
  if (revision.empty() || revision.front() == '-') {
    return Error{fmt::format("--git must be a revision such as HEAD or origin/main, not '{}'", revision)};
  }
  Result<std::string> top = git({"rev-parse", "--show-toplevel"});
  if (!top) return top.error();
  const Result<std::string> commit = git({"rev-parse", "--verify", "--quiet", revision + "^{commit}"});
  if (!commit) return Error{fmt::format("unknown git revision '{}'", printable(revision))};
  GitRevision found;
  found.commit_ = without_line_end(*commit);
  found.top_ = without_line_end(std::move(*top));
  return found;
}

// To git, a submodule is one file; what is below it is in another repository.
std::string GitRevision::submodule_above(const std::string& path) const {
  std::error_code ignored;
  const fs::path absolute = fs::absolute(path, ignored).lexically_normal();
  const fs::path inside = absolute.lexically_relative(top_);
  fs::path folder;
  for (auto step = inside.begin(); step != inside.end() && std::next(step) != inside.end(); ++step) {
    folder /= *step;
    if (*step == "..") return {};
    if (!fs::exists(fs::path(top_) / folder / ".git", ignored)) continue;
    const Result<std::string> entry = git({"-C", top_, "ls-files", "--stage", "-z", "--", folder.generic_string()});
    if (entry && entry->starts_with("160000 ")) return (fs::path(top_) / folder).string();
  }
  return {};
}

Result<std::vector<ChangedFile>> GitRevision::changed_files(const std::vector<std::string>& paths) const {
  std::error_code ignored;
  for (const std::string& path : paths) {
    if (fs::exists(fs::symlink_status(path, ignored))) continue;
    const Result<std::string> known = git({"ls-tree", "--name-only", "-z", commit_, "--", path});
    if (!known || known->empty()) {
      return Error{fmt::format("'{}' is neither in the revision nor in the working tree", path)};
    }
  }
  std::vector<std::string> below = {"--"};
  for (const std::string& path : paths) {
    const std::string submodule = submodule_above(path);
    below.push_back(submodule.empty() ? path : submodule);
  }
  const auto with_paths = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), below.begin(), below.end());
    return git(std::move(arguments));
  };
  const Result<std::string> changed =
      with_paths({"diff", "--no-ext-diff", "--no-relative", "--raw", "--find-renames", "-z", commit_});
  if (!changed) return changed.error();
  // Without paths git lists new files of the current folder alone, but changes of all.
  if (paths.empty()) below.emplace_back(":/");
  const Result<std::string> added = with_paths({"ls-files", "--others", "--exclude-standard", "--full-name", "-z"});
  if (!added) return added.error();
  const fs::path here = fs::current_path(ignored);
  const auto from_here = [&](const std::string& path) {
    return (fs::path(top_) / path).lexically_relative(here).generic_string();
  };
  std::vector<ChangedFile> files;
  const std::vector<std::string> words = split(*changed);
  for (std::size_t i = 0; i + 1 < words.size();) {
    // ":100644 160000 0123456 89abcde M"; 160000 is the mode of a submodule.
    const std::string_view head = words[i];
    const std::size_t space = head.rfind(' ');
    const char status = space + 1 < head.size() ? head[space + 1] : 'M';
    const bool is_submodule = head.substr(0, 14).find("160000") != std::string_view::npos;
    const std::string path = from_here(words[i + 1]);
    const bool two = (status == 'R' || status == 'C') && i + 2 < words.size();
    if (two) {
      files.push_back({path, from_here(words[i + 2]), is_submodule});
    } else {
      files.push_back({status == 'A' ? "" : path, status == 'D' ? "" : path, is_submodule});
    }
    i += two ? 3 : 2;
  }
  for (const std::string& path : split(*added)) files.push_back({"", from_here(path), false});
  std::sort(files.begin(), files.end(), [](const ChangedFile& a, const ChangedFile& b) {
    return (a.after.empty() ? a.before : a.after) < (b.after.empty() ? b.before : b.after);
  });
  return files;
}

std::string GitRevision::root() const {
  std::error_code ignored;
  return fs::path(top_).lexically_relative(fs::current_path(ignored)).generic_string();
}

std::string GitRevision::folder() const {
  std::error_code ignored;
  std::string path = fs::current_path(ignored).lexically_relative(top_).generic_string();
  return path == "." ? std::string() : path;
}

ReadResult GitRevision::read(const std::string& path) const {
  std::error_code ignored;
  const fs::path absolute = fs::absolute(path, ignored).lexically_normal();
  const std::string inside = absolute.lexically_relative(top_).generic_string();
  if (inside == ".." || inside.starts_with("../")) return {nullptr, {"it is not in the repository"}};
  Result<std::string> text = read_blob(top_, commit_, inside);
  if (!text) {
    if (Result<std::string> other = read_in_submodule(top_, commit_, inside)) text = std::move(other);
  }
  if (!text) return {nullptr, {text.message()}};
  if (text->size() > kMaxSourceBytes) return {nullptr, {"the file is larger than 64 MiB"}};
  return {std::make_shared<const SourceFile>(path, std::move(*text)), {}};
}

std::shared_ptr<const FileSystem> GitRevision::files() const { return std::make_shared<RevisionFiles>(*this); }

}  // namespace virga
