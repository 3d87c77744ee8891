#include <algorithm>
#include <vector>

#include "compiler/diagnostics/text.h"
#include "compiler/emit/emit.h"

namespace virga {

namespace {

class OriginWriter {
public:
  explicit OriginWriter(const SourceFile& source) : source_(source) {}

  std::string run(const Node& root) {
    out_ = "{\n  \"file\": ";
    append_json_string(out_, source_.name());
    out_ += ",\n  \"nodes\": [";
    write(root);
    out_ += "\n  ]\n}\n";
    return std::move(out_);
  }

private:
  void write(const Node& node) {
    line(node);
    const std::size_t length = path_.size();
    for (std::uint32_t i = 0; i < node.items().size(); ++i) {
      path_ += '/';
      path_ += std::to_string(i);
      write(*node.items()[i]);
      path_.resize(length);
    }
    std::vector<const Member*> members;
    members.reserve(node.members().size());
    for (const Member& member : node.members()) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const Member* a, const Member* b) { return a->key->text() < b->key->text(); });
    for (const Member* member : members) {
      step(member->key->text());
      write(*member->value);
      path_.resize(length);
    }
  }

  void step(std::string_view key) {
    path_ += '/';
    for (const char c : key) {
      if (c == '~') {
        path_ += "~0";
      } else if (c == '/') {
        path_ += "~1";
      } else {
        path_ += c;
      }
    }
  }

  void number(std::string_view name, std::uint32_t value) {
    out_ += ", \"";
    out_ += name;
    out_ += "\": ";
    out_ += std::to_string(value);
  }

  void line(const Node& node) {
    out_ += first_ ? "\n    {\"path\": " : ",\n    {\"path\": ";
    first_ = false;
    append_json_string(out_, path_);
    const LineColumn begin = source_.line_column(node.range.begin);
    const LineColumn end = source_.line_column(std::max(node.range.begin, node.range.end));
    number("line", begin.line);
    number("column", begin.column);
    number("endLine", end.line);
    number("endColumn", end.column);
    if (node.is_generated()) out_ += ", \"generated\": true";
    notes(node);
    out_ += '}';
  }

  void notes(const Node& node) {
    bool any = false;
    for (const Origin* origin = node.extra != nullptr ? node.extra->origin : nullptr; origin != nullptr;
         origin = origin->parent) {
      if (origin->note.empty()) continue;
      out_ += any ? ", " : ", \"notes\": [";
      any = true;
      append_json_string(out_, origin->note);
    }
    if (any) out_ += ']';
  }

  const SourceFile& source_;
  std::string path_;
  std::string out_;
  bool first_ = true;
};

}  // namespace

std::string emit_origins(const Node& root, const SourceFile& source) { return OriginWriter(source).run(root); }

}  // namespace virga
