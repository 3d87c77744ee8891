#include "compiler/workspace/stored_secrets.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "rules/engine/secret_words.h"

namespace virga {
namespace {

// The most of a name to put together.
constexpr std::size_t kMaxName = 4'000;

template <typename Words>
bool is_among(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// The last words of names of what is no secret, whatever it belongs to.
bool is_plain(std::string_view name) {
  constexpr std::string_view kPlain[] = {"arn",      "arns",   "endpoint", "id",     "ids", "issuer", "path",
                                         "policies", "policy", "rotation", "status", "uri", "url",    "urls"};
  const std::vector<std::string> words = words_of(name);
  return !words.empty() && (is_setting_name(name) || is_among(kPlain, words.back()));
}

// "/app/tokens" has several of them.
bool says_secret(std::string_view name) { return is_hidden_name(name) || is_hidden_name("_" + std::string(name)); }

class Name {
public:
  Name(const Node& root, const ParameterValues& values) : root_(root), values_(values) {}

  // What is known of the text, and nothing in place of what is not.
  std::string run(const Node& node) {
    add(node);
    return std::move(text_);
  }

private:
  void add(const Node& node) {
    if (text_.size() > kMaxName || ++depth_ > kMaxName) return;
    if (node.is_scalar()) {
      text_ += node.text();
      return;
    }
    switch (node.function) {
      case Function::Ref:
        return parameter(node.argument()->text());
      case Function::Sub:
        return substitute(*node.argument());
      case Function::Join:
        return join(node.argument()->items());
      default:
        return;
    }
  }

  void parameter(std::string_view name) {
    if (const auto given = values_.find(name); given != values_.end()) {
      text_ += given->second;
      return;
    }
    const Node* parameters = root_.get("Parameters");
    const Node* found = parameters == nullptr ? nullptr : parameters->get(name);
    const Node* usual = found == nullptr ? nullptr : found->get("Default");
    if (usual != nullptr && usual->is_scalar()) text_ += usual->text();
  }

  void substitute(const Node& argument) {
    const auto items = argument.items();
    const Node& text = items.empty() ? argument : *items[0];
    const Node* variables = items.size() > 1 ? items[1] : nullptr;
    for (const SubPart& part : SubText(text.text())) {
      if (!part.is_variable()) {
        part.append_to(text_);
        continue;
      }
      const Node* own = variables == nullptr ? nullptr : variables->get(part.name);
      own != nullptr ? add(*own) : parameter(part.name);
    }
  }

  void join(std::span<const Node* const> arguments) {
    if (arguments.size() != 2 || arguments[1]->function != Function::None) return;
    bool is_first = true;
    for (const Node* item : arguments[1]->items()) {
      if (!is_first) text_ += arguments[0]->text();
      is_first = false;
      add(*item);
    }
  }

  const Node& root_;
  const ParameterValues& values_;
  std::string text_;
  std::size_t depth_ = 0;
};

// Whether the name that a template gives says it. Of cases, one is enough.
bool is_named_secret(const Node& root, const ParameterValues& values, const Node& name, std::string& known) {
  if (name.function == Function::If) {
    const auto cases = name.argument()->items();
    return std::any_of(cases.begin(), cases.end(),
                       [&](const Node* one) { return is_named_secret(root, values, *one, known); });
  }
  known = Name(root, values).run(name);
  return says_secret(known);
}

// "DbPasswordParameter" is that of a password.
bool is_secret_id(std::string_view id) {
  constexpr std::string_view kEnds[] = {"Parameter", "Param", "Ssm", "SSM", "Value", "String", "Resource"};
  for (bool is_shorter = true; is_shorter;) {
    is_shorter = false;
    for (const std::string_view end : kEnds) {
      if (id.size() <= end.size() || !id.ends_with(end)) continue;
      id.remove_suffix(end.size());
      is_shorter = true;
    }
  }
  return !is_plain(id) && is_hidden_name(id);
}

// "Database password", and no sentence, which says what else there is.
bool is_secret_description(const Node* description) {
  constexpr std::size_t kMost = 4;
  constexpr std::string_view kRelations[] = {"of", "for", "to", "that", "whether", "which", "no", "without", "where"};
  if (description == nullptr || !description->is_scalar()) return false;
  std::string name(description->text());
  const std::vector<std::string> words = words_of(name);
  if (words.empty() || words.size() > kMost ||
      std::any_of(words.begin(), words.end(), [&](const std::string& word) { return is_among(kRelations, word); })) {
    return false;
  }
  while (!name.empty() && !is_letter_or_digit(name.back())) name.pop_back();
  std::replace(name.begin(), name.end(), ' ', '_');
  return !is_plain(name) && is_hidden_name(name);
}

bool is_stored_secret(const Node& root, const ParameterValues& values, std::string_view id, const Node& properties) {
  const Node* name = properties.get("Name");
  std::string known;
  if (name != nullptr && is_named_secret(root, values, *name, known)) return true;
  return !is_plain(known) && (is_secret_id(id) || is_secret_description(properties.get("Description")));
}

// Resources, also those that a loop makes.
void find_in(const Node& root, const ParameterValues& values, const Node& resources,
             const std::function<void(const Node&)>& then, int depth) {
  constexpr int kMost = 5;
  for (const Member& resource : resources.members()) {
    if (function_of_key(resource.key->text()) == Function::ForEach) {
      for (const Node* item : resource.value->items()) {
        if (depth < kMost) find_in(root, values, *item, then, depth + 1);
      }
      continue;
    }
    const Node* type = resource.value->get("Type");
    if (type == nullptr || type->text() != "AWS::SSM::Parameter") continue;
    const Node* properties = resource.value->get("Properties");
    const Node* value = properties == nullptr ? nullptr : properties->get("Value");
    if (value != nullptr && is_stored_secret(root, values, resource.key->text(), *properties)) then(*value);
  }
}

}  // namespace

void find_stored_secrets(const Node& root, const ParameterValues& values,
                         const std::function<void(const Node&)>& then) {
  if (const Node* resources = root.get("Resources")) find_in(root, values, *resources, then, 0);
}

}  // namespace virga
