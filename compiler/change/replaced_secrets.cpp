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

template <typename Then>
void each_scalar(const Node& node, const Then& then) {
  if (node.is_scalar()) return then(node);
  for (const Node* item : node.items()) each_scalar(*item, then);
  for (const Member& member : node.members()) each_scalar(*member.value, then);
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

ReplacedSecrets::ReplacedSecrets(const Side& before, const Side& after, std::span<const Difference> differences)
    : before_(before), after_(after) {
  for (const Difference& one : differences) {
    find(before, one.before, after, one.after, one.path);
    find(after, one.after, before, one.before, one.path);
  }
}

void ReplacedSecrets::find(const Side& side, const Node* value, const Side& other_side, const Node* other,
                           const std::vector<std::string>& path) {
  if (value == nullptr || other == nullptr || !has_secret(other_side, *other) || has_secret(side, *value)) return;
  values_.insert(value);
  if (value->function == Function::Ref) parameters_.emplace(value->argument()->text());
  const SharedTexts shared(*other);
  Texts& here = at_[path];
  // Another case may have what it comes to.
  for (const Node* known : {side.constant(*value), side.value_by_default(*value)}) {
    const bool is_made = known != nullptr && value->function != Function::None && known->is_scalar();
    if (is_made && !known->text().empty()) here.insert_or_assign(known->text(), std::string(kHidden));
  }
  each_text(*value, [&](const Node& text) {
    std::string left = shared.left_of(text.text());
    if (left == text.text()) return;
    left = without_secrets(left);
    here.insert_or_assign(text.text(), left);
    scalars_.insert_or_assign(&text, std::move(left));
  });
}

std::optional<Secrets> ReplacedSecrets::of(const Side& side, const Node* value, const Difference& difference) const {
  if (value == nullptr || values_.empty()) return std::nullopt;
  const auto here = at_.find(difference.path);
  const auto& known = side.secrets().texts;
  const bool is_parameter = value->function == Function::Ref && parameters_.contains(value->argument()->text());
  bool has_more = is_parameter || values_.contains(value);
  Secrets hidden;
  each_scalar(*value, [&](const Node& scalar) {
    if (const auto found = known.find(&scalar); found != known.end()) {
      hidden.texts.insert(*found);
    } else if (const auto same = scalars_.find(&scalar); same != scalars_.end()) {
      hidden.texts.insert(*same);
      has_more = true;
    } else if (here != at_.end()) {
      const auto alike = here->second.find(scalar.text());
      if (alike == here->second.end()) return;
      hidden.texts.emplace(&scalar, alike->second);
      has_more = true;
    }
  });
  return has_more ? std::optional(std::move(hidden)) : std::nullopt;
}

}  // namespace virga
