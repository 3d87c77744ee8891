#include "compiler/change/replaced_secrets.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/resolve/sub_text.h"
#include "rules/engine/secret_words.h"

namespace virga {
namespace {

constexpr std::string_view kHidden = "****";

// Dynamic references to secrets.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
bool reads_secret(const Node& node) {
  if (node.is_scalar()) {
    const std::string_view text = node.text();
    return node.is_secret() || text.find("{{resolve:secretsmanager:") != std::string_view::npos ||
           text.find("{{resolve:ssm-secure:") != std::string_view::npos;
  }
  return std::any_of(node.items().begin(), node.items().end(), [](const Node* item) { return reads_secret(*item); }) ||
         std::any_of(node.members().begin(), node.members().end(),
                     [](const Member& member) { return reads_secret(*member.value); });
}

// Calls `then` with the texts of an expression that become part of its value.
template <typename Then>
void each_text(const Node& node, const Then& then) {
  if (node.is_scalar()) return then(node);
  if (node.function == Function::None) {
    for (const Node* item : node.items()) each_text(*item, then);
    for (const Member& member : node.members()) each_text(*member.value, then);
    return;
  }
  const Node& argument = *node.argument();
  const auto items = argument.items();
  switch (node.function) {
    case Function::Ref:
    case Function::Condition:
    case Function::GetAtt:
    case Function::GetAZs:
    case Function::FindInMap:
    case Function::ImportValue:
    case Function::GetStackOutput:
      return;
    case Function::If:
    case Function::Join:
    case Function::Select:
      for (std::size_t i = 1; i < items.size(); ++i) each_text(*items[i], then);
      return;
    default:
      return each_text(argument, then);
  }
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

// What both versions have: lines, and the beginnings of those in which something else is put.
class SharedTexts {
public:
  explicit SharedTexts(const Node& other) {
    each_text(other, [&](const Node& text) {
      for (const std::string_view line : lines_of(text.text())) {
        lines_.insert(line);
        const std::size_t hole = std::min(line.find("${"), line.find("{{resolve:"));
        if (hole != std::string_view::npos && hole > 0) begins_.push_back(line.substr(0, hole));
      }
    });
    std::sort(begins_.begin(), begins_.end());
  }

  // Without the lines of the text that are in this version alone.
  std::string left_of(std::string_view text) const {
    std::string out;
    bool is_first = true;
    for (const std::string_view line : lines_of(text)) {
      if (!is_first) out += '\n';
      is_first = false;
      if (line.empty() || lines_.contains(line)) {
        out += line;
      } else {
        out += begin_of(line);
        out += kHidden;
      }
    }
    return out;
  }

private:
  std::string_view begin_of(std::string_view line) const {
    // The longest that it begins with is one of those that are not behind it in order.
    const auto behind = std::upper_bound(begins_.begin(), begins_.end(), line);
    const auto is_it = [&](std::string_view begin) { return line.starts_with(begin); };
    constexpr std::ptrdiff_t kMost = 8;
    const auto first = behind - std::min(kMost, behind - begins_.begin());
    const auto found = std::find_if(std::make_reverse_iterator(behind), std::make_reverse_iterator(first), is_it);
    return found == std::make_reverse_iterator(first) ? std::string_view() : *found;
  }

  std::unordered_set<std::string_view> lines_;
  std::vector<std::string_view> begins_;
};

}  // namespace

bool has_secret(const Side& side, const Node& value) { return reads_secret(value) || side.uses_secret(value); }

std::optional<Secrets> replaced_secrets(const Side& side, const Node& value, const Side& other_side,
                                        const Node& other) {
  if (!has_secret(other_side, other) || has_secret(side, value)) return std::nullopt;
  const SharedTexts shared(other);
  const auto& known = side.secrets().texts;
  Secrets hidden;
  each_text(value, [&](const Node& text) {
    const auto found = known.find(&text);
    hidden.texts.insert_or_assign(&text,
                                  found != known.end() ? found->second : without_secrets(shared.left_of(text.text())));
  });
  return hidden;
}

}  // namespace virga
