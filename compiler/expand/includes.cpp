// AWS::Include for local files.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/stages.h"
#include "compiler/source/file_system.h"
#include "compiler/source/folder_bounds.h"

namespace virga {

namespace {

constexpr std::string_view kTransform = "Fn::Transform";
constexpr std::string_view kInclude = "AWS::Include";
// The deepest nesting of included files.
constexpr std::size_t kMostNested = 8;
// The most values that included files may add to a template.
constexpr std::size_t kMostValues = 250'000;
constexpr std::size_t kMostSyntaxErrors = 5;

bool is_include(const Value& transform) { return transform.string_at("Name") == kInclude; }

std::size_t count(const Node& node) {
  std::size_t values = 1;
  for (const Node* item : node.items()) values += count(*item);
  for (const Member& member : node.members()) values += 1 + count(*member.value);
  return values;
}

const Node* find_short_tag(const Node& node) {
  if ((node.flags & Node::kShortForm) != 0) return &node;
  for (const Node* item : node.items()) {
    if (const Node* found = find_short_tag(*item)) return found;
  }
  for (const Member& member : node.members()) {
    if (const Node* found = find_short_tag(*member.value)) return found;
  }
  return nullptr;
}

class Includer {
public:
  explicit Includer(Stage& stage) : stage_(stage) {}

  void run() {
    include_sections();
    for (const Entry& entry : stage_.root.entries()) {
      const std::string_view name = entry.key->text();
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html: not allowed in
      // Parameters
      if (name == "Transform" || name == "Parameters" || name == "AWSTemplateFormatVersion") continue;
      in_resources_ = name == "Resources";
      visit(*entry.value, 0);
    }
  }

private:
  struct File {
    SyntaxTree tree;
    std::size_t values = 0;
    std::string unread;  // why the file is not read here; the include stays, and what it adds is unknown
    std::string fault;   // why the file's content cannot be used
  };

  // The top-level Transform: the sections of the file are added to those of the template.
  void include_sections() {
    Value* transform = stage_.root.get("Transform");
    if (transform == nullptr) return;
    if (transform->is(kInclude)) stage_.root.erase("Transform");  // does not name a file
    if (is_include(*transform)) {
      Value* content = read(*transform, *stage_.root.find("Transform")->key);
      if (content == nullptr) return;
      stage_.root.erase("Transform");
      merge_sections(*content, *transform);
      return;
    }
    for (std::uint32_t i = 0; i < transform->items().size();) {
      const Value& item = *transform->items()[i];
      if (item.is(kInclude)) {
        transform->remove_item(i);
        continue;
      }
      Value* content = is_include(item) ? read(item, item) : nullptr;
      if (content == nullptr) {
        ++i;
        continue;
      }
      transform->remove_item(i);
      merge_sections(*content, item);
    }
    if (transform->is_sequence() && transform->empty()) stage_.root.erase("Transform");
  }

  void merge_sections(Value& content, const Value& place) {
    if (!content.is_mapping()) {
      error(&place, "A file included by the Transform section must be a map of sections");
      return;
    }
    for (const Entry& section : content.entries()) {
      Value* there = stage_.root.get(section.key->text());
      if (there == nullptr) {
        stage_.root.set(section.key, section.value);
      } else if (there->is_mapping() && section.value->is_mapping()) {
        for (const Entry& entry : section.value->entries()) add(*there, entry, place);
      } else {
        error(&place,
              fmt::format("The included file has a section '{}', which the template already has", section.key->text()));
      }
    }
  }

  void add(Value& mapping, const Entry& entry, const Value& place) {
    if (mapping.has(entry.key->text())) {
      error(&place,
            fmt::format("The included file defines '{}', which already exists; remove one of them", entry.key->text()));
      return;
    }
    mapping.set(entry.key, entry.value);
  }

  // Replaces includes below a value; `level` is the number of enclosing files.
  void visit(Value& value, std::size_t level) {
    for (Value* item : value.items()) visit(*item, level);
    if (!value.is_mapping()) return;
    const Entry* transform = value.find(kTransform);
    const bool includes = transform != nullptr && is_include(*transform->value);
    const Entry site = includes ? *transform : Entry{};
    for (const Entry& entry : value.entries()) {
      if (entry.key != site.key) visit_entry(entry, level);
    }
    if (!includes) return;
    Value* content = level < kMostNested ? read(*site.value, *site.key) : too_deep(*site.key);
    if (content == nullptr) return;
    visit(*content, level + 1);
    if (value.size() == 1) {
      value.become(*content);
    } else if (content->is_mapping()) {
      put_beside(value, site, *content);
    } else {
      error(site.key, "A file included beside other keys must be a map");
    }
  }

  void visit_entry(const Entry& entry, std::size_t level) {
    const bool is_resource = in_resources_ && logical_id_.empty();
    if (is_resource) logical_id_ = entry.key->text();
    visit(*entry.value, level);
    if (is_resource) logical_id_ = {};
  }

  // Replaces the include by the keys of the content, among its siblings.
  void put_beside(Value& value, const Entry& site, const Value& content) {
    const std::vector<Entry> before(value.entries().begin(), value.entries().end());
    value.clear();
    for (const Entry& entry : before) {
      if (entry.key != site.key) {
        add(value, entry, *site.key);
        continue;
      }
      for (const Entry& included : content.entries()) add(value, included, *site.key);
    }
  }

  Value* too_deep(const Value& place) {
    error(&place,
          fmt::format("Includes are nested more than {} levels deep; does a file include itself?", kMostNested));
    return nullptr;
  }

  // The content for an include at `place`; null if it stays or is invalid.
  Value* read(const Value& include, const Value& place) {
    const Value* parameters = include.get("Parameters");
    const Value* location = parameters == nullptr ? nullptr : parameters->get("Location");
    if (location == nullptr || location->is_null()) {
      error(&place, "AWS::Include requires the parameter Location, the file to include");
      return nullptr;
    }
    const std::string_view path = location->text();
    if (!location->is_string() || path.find("://") != std::string_view::npos) {
      stage_.problems.note(logical_id_, location,
                           location->is_string()
                               ? fmt::format("{} is included by the service; it is not read here", path)
                               : "A computed Location is left to the service");
      return nullptr;
    }
    const File& file = open(std::string(path));
    if (!file.unread.empty()) {
      stage_.problems.warning(logical_id_, location,
                              fmt::format("Cannot include {}, so its content is unknown: {}", path, file.unread));
      return nullptr;
    }
    if (!file.fault.empty()) {
      error(location, file.fault);
      return nullptr;
    }
    values_ += file.values;
    if (values_ > kMostValues) {
      error(location,
            fmt::format("The included files add more than {} values, more than CloudFormation accepts", kMostValues));
      return nullptr;
    }
    if (const Node* tag = find_short_tag(*file.tree.root)) {
      stage_.problems.note(logical_id_, location,
                           fmt::format("{} has a short tag on line {}, which the service does not support in included "
                                       "files; write the function in its long form",
                                       path, file.tree.source->line_column(tag->range.begin).line));
    }
    return import(file, path, place);
  }

  Value* import(const File& file, std::string_view path, const Value& place) {
    std::map<std::uint32_t, const Origin*> lines;
    return stage_.make.import(*file.tree.root, [&](const Node& node) -> Provenance {
      const std::uint32_t line = file.tree.source->line_column(node.range.begin).line;
      const Origin*& origin = lines[line];
      if (origin == nullptr) {
        origin = stage_.make.origin(fmt::format("line {} of {} ({})", line, path, kInclude), place.provenance().origin);
      }
      return {place.range(), origin};
    });
  }

  File& open(const std::string& path) {
    const auto [found, is_new] = files_.try_emplace(path);
    File& file = found->second;
    if (!is_new) return file;
    const std::string target = path_below(stage_.options.base_directory, path);
    if (target.empty()) {
      file.unread = "It is outside the template's folder, the only place files are read from; move it there";
      return file;
    }
    ReadResult content = stage_.options.files->read(target);
    if (content.file == nullptr) {
      file.unread = std::move(content.error.message);
      return file;
    }
    file.tree = parse(std::move(content.file));
    // A list or scalar may be included, too.
    std::erase_if(file.tree.errors, [](const SyntaxError& e) { return e.kind == SyntaxErrorKind::NotAMapping; });
    if (!file.tree.ok()) {
      file.fault = fmt::format("Cannot read {}", path);
      for (const SyntaxError& fault : file.tree.errors) {
        if (&fault - file.tree.errors.data() == kMostSyntaxErrors) break;
        file.fault += fmt::format("{} line {}: {}", &fault == file.tree.errors.data() ? ":" : ";",
                                  file.tree.source->line_column(fault.range.begin).line, fault.message);
      }
      return file;
    }
    file.values = count(*file.tree.root);
    return file;
  }

  void error(const Value* place, std::string message) { stage_.problems.error(logical_id_, place, std::move(message)); }

  Stage& stage_;
  std::map<std::string, File> files_;
  std::size_t values_ = 0;
  bool in_resources_ = false;
  std::string_view logical_id_;  // the current resource
};

}  // namespace

void expand_includes(Stage& stage) { Includer(stage).run(); }

}  // namespace virga
