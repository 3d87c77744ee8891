#include "compiler/expand/serverless/state_machine/state_machine_definition.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/expand/serverless/core/naming.h"

namespace virga {
namespace {

constexpr std::size_t kIndent = 4;

// Sorted by code point, which is the byte order of UTF-8.
std::vector<Entry> sorted_entries(const Value& mapping) {
  std::vector<Entry> entries(mapping.entries().begin(), mapping.entries().end());
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.key->text() < b.key->text(); });
  return entries;
}

// Whether it is exactly "{{resolve:ssm:name}}".
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
bool is_dynamic_reference(const Value& value) {
  constexpr std::string_view kBegin = "{{resolve:";
  std::string_view text = value.is_string() ? value.text() : std::string_view{};
  if (!text.starts_with(kBegin) || !text.ends_with("}}")) return false;
  text = text.substr(kBegin.size(), text.size() - kBegin.size() - 2);
  const std::size_t service = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-");
  return service != 0 && service != std::string_view::npos && text[service] == ':' && text.size() > service + 1;
}

class Definition {
public:
  Definition(ValueFactory& make, Value& substitutions) : make_(make), substitutions_(substitutions) {}

  Value* lines(const Value& definition) {
    write(definition, 0);
    end_line();
    return make_.join("\n", lines_);
  }

private:
  void end_line() {
    lines_->append(make_.string(line_));
    line_.clear();
  }

  void new_line(std::size_t depth) {
    end_line();
    line_.append(depth * kIndent, ' ');
  }

  void write(const Value& value, std::size_t depth) {
    if (depth > 0 && (value.is_intrinsic() || is_dynamic_reference(value))) {
      const std::string name = fmt::format("definition_substitution_{}", ++number_);
      substitutions_.set(name, make_.copy(&value));
      line_ += fmt::format("\"${{{}}}\"", name);
    } else if (value.is_scalar() || value.empty()) {
      line_ += canonical_json(value);
    } else if (value.is_sequence()) {
      write_all(value.items(), '[', ']', depth, [&](const Value* item) { write(*item, depth + 1); });
    } else {
      write_all(sorted_entries(value), '{', '}', depth, [&](const Entry& entry) {
        line_ += fmt::format("{}: ", canonical_json(*entry.key));
        write(*entry.value, depth + 1);
      });
    }
  }

  template <typename Children, typename Write>
  void write_all(const Children& children, char open, char close, std::size_t depth, const Write& write_child) {
    line_ += open;
    bool first = true;
    for (const auto& child : children) {
      if (!first) line_ += ',';
      first = false;
      new_line(depth + 1);
      write_child(child);
    }
    new_line(depth);
    line_ += close;
  }

  ValueFactory& make_;
  Value& substitutions_;
  Value* lines_ = make_.list();
  std::string line_;
  int number_ = 0;
};

}  // namespace

Value* definition_string(ValueFactory& make, const Value& definition, Value& substitutions) {
  return Definition(make, substitutions).lines(definition);
}

}  // namespace virga
