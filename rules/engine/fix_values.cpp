#include "rules/engine/fix_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/pattern.h"

namespace virga {
namespace {

constexpr std::uint32_t kMaxPlaceholderDepth = 6;

// A placeholder value of a type that a schema allows, with the members that it requires.
class PlaceholderMaker {
public:
  explicit PlaceholderMaker(ValueMaker& make) : make_(make) {}

  const Node& value(Schema schema) { return value({&schema, 1}, 0); }

private:
  using Members = std::vector<std::pair<std::string_view, const Node*>>;
  using Parts = std::span<const Schema>;

  // `schemas` all hold for the value.
  const Node& value(Parts schemas, std::uint32_t depth) {
    using namespace json_type;
    std::vector<Schema> parts;
    for (const Schema schema : schemas) {
      if (schema) add_parts(schema, 0, parts);
    }
    for (const Schema part : parts) {
      for (const KeywordId id : {KeywordId::Const, KeywordId::Enum}) {
        if (const auto choices = part.find(id); choices && choices->count() > 0) {
          return literal_node(choices->literal(0), make_);
        }
      }
    }
    std::uint8_t types = 0;
    for (const Schema part : parts) {
      if (part.types() != 0) types = types == 0 ? part.types() : types & part.types();
    }
    if (types == 0 && find(parts, KeywordId::Properties)) types = kObject;
    if (types == 0 || depth > kMaxPlaceholderDepth) return make_.text(kPlaceholder);
    // Where a string is allowed beside a map, it is JSON in a string, or of one form that the placeholder has not.
    if ((types & kObject) != 0 && (types & kString) != 0) {
      const auto members = members_of(parts, depth);
      return members.empty() ? make_.text(kPlaceholder) : make_.map(members);
    }
    if ((types & kString) != 0) return make_.text(text_for(parts));
    if ((types & (kInteger | kNumber)) != 0) {
      const auto minimum = find(parts, KeywordId::Minimum);
      return make_.scalar(NodeKind::Integer,
                          fmt::format("{}", minimum ? static_cast<std::int64_t>(minimum->number()) : 1));
    }
    if ((types & kBoolean) != 0) return make_.scalar(NodeKind::Boolean, "false");
    if ((types & kArray) != 0) {
      std::vector<Schema> items;
      for (const Schema part : parts) {
        if (const auto found = part.find(KeywordId::Items)) items.push_back(found->schema());
      }
      const auto fewest = find(parts, KeywordId::MinItems);
      constexpr double kMost = 5;
      const double count = std::clamp(fewest ? fewest->number() : 1, 1.0, kMost);
      const std::vector<const Node*> list(static_cast<std::size_t>(count), &value(items, depth + 1));
      return make_.list(list);
    }
    return make_.map(members_of(parts, depth));
  }

  // A text that the patterns take, where there is one.
  static std::string_view text_for(Parts parts) {
    static constexpr std::array<std::string_view, 3> kTexts = {kPlaceholder, "arn:aws:REPLACE_ME",
                                                               "arn:aws:s3:::REPLACE_ME/*"};
    const auto fits = [&](std::string_view text) {
      return std::none_of(parts.begin(), parts.end(), [&](Schema part) {
        const auto pattern = part.find(KeywordId::Pattern);
        return pattern && search_pattern(pattern->text(), text) == PatternResult::NoMatch;
      });
    };
    const auto found = std::find_if(kTexts.begin(), kTexts.end(), fits);
    return found == kTexts.end() ? kPlaceholder : *found;
  }

  // The schema, and those that hold beside it.
  static void add_parts(Schema schema, int depth, std::vector<Schema>& parts) {
    constexpr int kDeepest = 4;
    parts.push_back(schema);
    if (depth == kDeepest) return;
    if (const auto all = schema.find(KeywordId::AllOf)) {
      for (std::uint32_t i = 0; i < all->count(); ++i) add_parts(all->schema(i), depth + 1, parts);
    }
    // Of alternatives the first one, where nothing else says what form the value has.
    const auto any = schema.types() == 0 ? schema.find(KeywordId::AnyOf) : std::nullopt;
    if (any && any->count() > 0) add_parts(any->schema(0), depth + 1, parts);
  }

  static std::optional<Keyword> find(Parts parts, KeywordId id) {
    for (const Schema part : parts) {
      if (const auto found = part.find(id)) return found;
    }
    return std::nullopt;
  }

  // What the schemas say of a member.
  static std::vector<Schema> property(Parts parts, std::string_view name) {
    std::vector<Schema> all;
    for (const Schema part : parts) {
      const auto properties = part.find(KeywordId::Properties);
      if (!properties) continue;
      if (const Schema found = properties->find_schema(name)) all.push_back(found);
    }
    return all;
  }

  // The required members. If there are none, one that can hold the placeholder: what says nothing is overlooked.
  Members members_of(Parts parts, std::uint32_t depth) {
    std::vector<std::string_view> names;
    const auto take = [&](std::string_view name) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    for (const Schema part : parts) {
      if (const auto required = part.find(KeywordId::Required)) {
        for (std::uint32_t i = 0; i < required->count(); ++i) take(required->name(i));
      }
    }
    for (const Schema part : parts) {
      for (const KeywordId id : {KeywordId::RequiredXor, KeywordId::RequiredOr}) {
        const auto choices = part.find(id);
        if (!choices || choices->count() == 0) continue;
        const auto is_taken = [&](std::string_view name) {
          return std::find(names.begin(), names.end(), name) != names.end();
        };
        std::string_view plainest = choices->name(0);  // "Action" rather than "NotAction"
        bool has_one = false;
        for (std::uint32_t i = 0; i < choices->count(); ++i) {
          has_one = has_one || is_taken(choices->name(i));
          if (choices->name(i).size() < plainest.size()) plainest = choices->name(i);
        }
        if (!has_one) names.push_back(plainest);
      }
    }
    if (const auto properties = find(parts, KeywordId::Properties); properties && names.empty()) {
      for (std::uint32_t i = properties->count(); i-- > 0 && names.empty();) {
        const Property member = properties->property(i);
        const bool takes_text = member.schema && (member.schema.types() & json_type::kString) != 0;
        if (takes_text && !member.schema.find(KeywordId::Pattern)) names.push_back(member.name);
      }
    }
    Members members;
    for (const std::string_view name : names) members.emplace_back(name, &value(property(parts, name), depth + 1));
    return members;
  }

  ValueMaker& make_;
};

const Node& copy_of(const Node& node, ValueMaker& make) {
  if (node.is_sequence()) {
    std::vector<const Node*> items;
    for (const Node* item : node.items()) items.push_back(&copy_of(*item, make));
    return make.list(items);
  }
  if (!node.is_mapping()) return make.scalar(node.kind, node.text());
  std::vector<std::pair<std::string_view, const Node*>> members;
  for (const Member& member : node.members()) {
    members.emplace_back(make.text(member.key->text()).text(), &copy_of(*member.value, make));
  }
  return make.map(members);
}

}  // namespace

const Node& literal_node(const Literal& literal, ValueMaker& make) {
  switch (literal.kind) {
    case LiteralKind::Boolean:
      return make.scalar(NodeKind::Boolean, literal.boolean ? "true" : "false");
    case LiteralKind::Number:
      return make.scalar(NodeKind::Integer, literal.text);
    default:
      return make.text(literal.text);
  }
}

std::string_view table_value(const Compilation& compilation, std::string_view rule, std::string_view key) {
  const std::vector<std::string_view> found = compilation.facts().lookup("fix-values", fmt::format("{}.{}", rule, key));
  return found.size() == 1 ? found.front() : std::string_view{};
}

const Node& value_of_property(const Compilation& compilation, std::string_view rule, std::string_view name,
                              Schema schema, ValueMaker& make) {
  const std::string_view value = table_value(compilation, rule.empty() ? "E3003" : rule, name);
  if (value.empty()) return PlaceholderMaker(make).value(schema);
  if (value.starts_with('{')) {
    const SyntaxTree tree = parse(std::make_shared<const SourceFile>("fix-values", std::string(value)));
    if (tree.ok() && tree.root != nullptr) return copy_of(*tree.root, make);
  }
  const bool is_number = value.find_first_not_of("0123456789") == std::string_view::npos;
  return make.scalar(is_number ? NodeKind::Integer : NodeKind::String, value);
}

}  // namespace virga
