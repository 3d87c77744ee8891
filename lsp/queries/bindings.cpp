#include "lsp/queries/bindings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "compiler/expand/language/for_each.h"
#include "compiler/resolve/sub_text.h"

namespace virga::lsp {

namespace {

// A name that means something of its own within a part of the text.
struct Binding {
  std::string_view name;
  NameKind kind = NameKind::SubVariable;
  TextRange key;     // where the name stands
  TextRange within;  // the string of the Fn::Sub, or the body of the loop
};

bool contains(TextRange outer, TextRange inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

// What begins first stands first, and so does the outer one of two that contain each other.
std::vector<Binding> bindings_of(const Template& model) {
  std::vector<Binding> found;
  std::vector<const Node*> todo;
  if (model.root() != nullptr) todo.push_back(model.root());
  while (!todo.empty()) {
    const Node& node = *todo.back();
    todo.pop_back();
    for (const Node* item : node.items()) todo.push_back(item);
    for (const Member& member : node.members()) {
      todo.push_back(member.value);
      const auto items = member.value->items();
      if (!is_loop_key(member.key->text()) || items.size() < 3 || !items[0]->is_string()) continue;
      found.push_back({items[0]->text(), NameKind::Loop, content_range(*items[0]), items[2]->range});
    }
    const Node* argument = node.function == Function::Sub ? node.argument() : nullptr;
    if (argument == nullptr || argument->items().size() < 2) continue;
    for (const Member& member : argument->items()[1]->members()) {
      found.push_back(
          {member.key->text(), NameKind::SubVariable, content_range(*member.key), argument->items()[0]->range});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Binding& a, const Binding& b) {
    return a.within.begin != b.within.begin ? a.within.begin < b.within.begin : a.within.end > b.within.end;
  });
  return found;
}

class Renaming {
public:
  Renaming(const Analysis& analysis, std::span<const TextEdit> edits)
      : analysis_(analysis), bindings_(bindings_of(analysis.model())) {
    for (const TextEdit& edit : edits) {
      names_[edit.range.begin] = edit.replacement;
      concerned_.emplace(edit.replacement, Both{});
      concerned_.emplace(analysis.text().substr(edit.range.begin, edit.range.size()), Both{});
    }
    for (const Binding& binding : bindings_) {
      note(binding.name, &Both::before, binding);
      note(after(binding.name, binding.key), &Both::after, binding);
    }
  }

  std::string fault() const {
    for (const auto& [name, both] : concerned_) {
      for (std::size_t i = 1; i < both.after.size(); ++i) {
        if (std::string fault = clash(name, *both.after[i - 1], *both.after[i]); !fault.empty()) return fault;
      }
    }
    for (const Reference& use : analysis_.symbols().references()) {
      const bool takes_any = use.kind == ReferenceKind::Ref || use.kind == ReferenceKind::SubRef ||
                             use.kind == ReferenceKind::ForEachVariable;
      const std::string_view name = after(use.name, use.range);
      if (!takes_any || (!concerned_.contains(use.name) && !concerned_.contains(name))) continue;
      const Binding* now = binding_of(use.range, name, &Both::after);
      if (now == nullptr || now == binding_of(use.range, use.name, &Both::before)) continue;
      return fmt::format("'{}' on line {} would mean the {} of that name; choose another name", name, line(use.range),
                         kind_word(now->kind));
    }
    return {};
  }

private:
  struct Both {
    std::vector<const Binding*> before, after;  // the bindings of a name
  };

  std::string_view after(std::string_view name, TextRange range) const {
    const auto edited = names_.find(range.begin);
    return edited == names_.end() ? name : std::string_view(edited->second);
  }

  void note(std::string_view name, std::vector<const Binding*> Both::*list, const Binding& binding) {
    const auto known = concerned_.find(name);
    if (known != concerned_.end()) (known->second.*list).push_back(&binding);
  }

  // Two of one map cannot have one name, nor a loop and what stands within it.
  std::string clash(std::string_view name, const Binding& outer, const Binding& inner) const {
    if (!contains(outer.within, inner.within) || outer.name == inner.name) return {};
    const Binding& other = after(outer.name, outer.key) == outer.name ? outer : inner;
    return fmt::format("A {} named '{}' already exists on line {}", kind_word(other.kind), name, line(other.key));
  }

  // The innermost one.
  const Binding* binding_of(TextRange use, std::string_view name, std::vector<const Binding*> Both::*list) const {
    const auto known = concerned_.find(name);
    if (known == concerned_.end()) return nullptr;
    const auto& all = known->second.*list;
    const auto found =
        std::find_if(all.rbegin(), all.rend(), [&](const Binding* binding) { return contains(binding->within, use); });
    return found == all.rend() ? nullptr : *found;
  }

  std::uint32_t line(TextRange range) const { return analysis_.source().lines().line_of(range.begin) + 1; }

  const Analysis& analysis_;
  std::vector<Binding> bindings_;
  std::map<std::uint32_t, std::string> names_;  // by where they are
  std::map<std::string, Both, std::less<>> concerned_;
};

}  // namespace

std::string why_captured(const Analysis& analysis, std::span<const TextEdit> edits) {
  return Renaming(analysis, edits).fault();
}

}  // namespace virga::lsp
