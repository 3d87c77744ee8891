#include "lsp/queries/globals.h"

#include <algorithm>

#include "schemas/sam_facts.h"

namespace virga::lsp {

namespace {

enum class Shape : unsigned char { Scalar, Map, List };

// A function counts as a single value, whatever it contains.
Shape shape_of(const Node& node) {
  if (node.is_sequence()) return Shape::List;
  return node.is_mapping() && node.function == Function::None ? Shape::Map : Shape::Scalar;
}

GlobalUse use_of(const Node& global, const Node* own) {
  if (own == nullptr) return GlobalUse::Inherited;
  const Shape shape = shape_of(*own);
  return shape != Shape::Scalar && shape == shape_of(global) ? GlobalUse::Merged : GlobalUse::Overridden;
}

bool is_ignored(const Resource& resource, std::string_view property) {
  const Node* ignored = resource.body()->get("IgnoreGlobals");
  if (ignored == nullptr) return false;
  if (ignored->is_scalar()) return ignored->text() == "*";
  const auto items = ignored->items();
  return std::any_of(items.begin(), items.end(), [&](const Node* name) { return name->text() == property; });
}

class PartCollector {
public:
  explicit PartCollector(std::size_t limit) : limit_(limit) {}

  // One of the two may be null.
  void add(const std::string& path, const Node* global, const Node* own) {
    if (parts_.size() > limit_) return;
    if (global != nullptr && own != nullptr && use_of(*global, own) == GlobalUse::Overridden) {
      parts_.push_back({path, own, global});
      return;
    }
    const Node& either = own != nullptr && (global == nullptr || own->size > 0) ? *own : *global;
    switch (either.size == 0 ? Shape::Scalar : shape_of(either)) {
      case Shape::Scalar:
        parts_.push_back({path, &either, global});
        return;
      case Shape::List:
        for (const Node* side : {global, own}) {
          if (side == nullptr) continue;
          for (const Node* item : side->items()) parts_.push_back({path, item, side == global ? item : nullptr});
        }
        return;
      case Shape::Map:
        map(path, global, own);
        return;
    }
  }

  std::vector<MergedPart> take() {
    if (parts_.size() > limit_ + 1) parts_.resize(limit_ + 1);
    return std::move(parts_);
  }

private:
  void map(const std::string& path, const Node* global, const Node* own) {
    const auto path_to = [&](const Member& member) {
      return (path.empty() ? "" : path + ".") + std::string(member.key->text());
    };
    if (global != nullptr) {
      for (const Member& member : global->members()) {
        add(path_to(member), member.value, own == nullptr ? nullptr : own->get(member.key->text()));
      }
    }
    if (own == nullptr) return;
    for (const Member& member : own->members()) {
      if (global == nullptr || global->get(member.key->text()) == nullptr) add(path_to(member), nullptr, member.value);
    }
  }

  std::size_t limit_;
  std::vector<MergedPart> parts_;
};

}  // namespace

std::vector<GlobalProperty> global_properties_of(const Analysis& analysis, const Resource& resource) {
  constexpr std::string_view kPrefix = "AWS::Serverless::";
  std::vector<GlobalProperty> found;
  const Node* globals = analysis.model().section_body(Section::Globals);
  if (globals == nullptr || !resource.type.starts_with(kPrefix)) return found;
  const std::string_view section = resource.type.substr(kPrefix.size());
  const Node* given = globals->get(section);
  if (given == nullptr || !given->is_mapping()) return found;
  const std::vector<std::string_view> known = global_properties(analysis.facts(), section);
  for (const Member& member : given->members()) {
    const std::string_view name = member.key->text();
    if (std::find(known.begin(), known.end(), name) == known.end() || is_ignored(resource, name)) continue;
    const Node* own = resource.property(name);
    found.push_back({name, member.value, own, use_of(*member.value, own)});
  }
  return found;
}

GlobalProperty below(const GlobalProperty& holder, std::string_view key) {
  GlobalProperty inner;
  inner.name = key;
  if (holder.use != GlobalUse::Merged || shape_of(*holder.own) != Shape::Map) return inner;
  inner.own = holder.own->get(key);
  inner.global = holder.global->get(key);
  if (inner.global != nullptr) inner.use = use_of(*inner.global, inner.own);
  return inner;
}

std::vector<MergedPart> merged_parts(const GlobalProperty& property, std::size_t limit) {
  PartCollector collector(limit);
  collector.add("", property.global, property.own);
  return collector.take();
}

}  // namespace virga::lsp
