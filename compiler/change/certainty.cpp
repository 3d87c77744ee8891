// Whether two expressions have another value in every deployment. What only the deployment knows may be anything, so
// that the value of a parameter may be the text that it takes the place of.
#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/change/comparison.h"
#include "compiler/change/known_text.h"
#include "compiler/change/template_comparison.h"
#include "compiler/model/resource_types.h"
#include "compiler/support/text.h"
#include "schemas/schema_database.h"

namespace virga {
namespace {

// The most items of a list to compare with each of another.
constexpr std::uint32_t kMaxItems = 12;
// The most values inside one to compare.
constexpr std::uint32_t kMaxSteps = 2'000;

// What a reference names, if no two resources of the type have the same.
struct Identity {
  const Resource* resource;
  std::string_view attribute;  // empty for Ref
};

// Ref to a stack or a custom resource is what a template or a provider says, and of types that are not known nothing
// is.
std::optional<Identity> identity_of(const Side& side, std::string_view reference) {
  const std::size_t dot = reference.find('.');
  const Resource* resource = side.model().find_resource(reference.substr(0, dot));
  if (resource == nullptr || is_custom_resource(resource->type)) return std::nullopt;
  const SchemaDatabase& facts = *side.snapshot().options().facts;
  const std::optional<ResourceType> type = facts.find_type(resource->type);
  if (!type || is_unknown_type(facts, resource->type)) return std::nullopt;
  if (dot == std::string_view::npos) {
    // What a template can say may be what another resource is called: Bucket of AWS::S3::BucketPolicy.
    const std::optional<Keyword> properties = type->properties().find(KeywordId::Properties);
    bool is_made = false;
    for (std::uint32_t i = 0; i < type->primary_identifier_count(); ++i) {
      const auto property = properties ? properties->find(type->primary_identifier(i)) : std::optional<Property>();
      is_made = is_made || !property || property->read_only;
    }
    // The name that it is given may be that of something outside of the stack.
    const bool is_generated = is_known_by_name(facts, resource->type) && own_name(facts, *resource) == nullptr;
    return is_made || is_generated ? std::optional(Identity{resource, {}}) : std::nullopt;
  }
  const std::string_view attribute = reference.substr(dot + 1);
  const std::string_view noun = resource->type.substr(resource->type.rfind(':') + 1);
  const std::string_view own = attribute.starts_with(noun) ? attribute.substr(noun.size()) : attribute;
  const bool is_own = own == "Arn" || own == "Id" || (own.empty() && attribute == noun);
  return is_own ? std::optional(Identity{resource, attribute}) : std::nullopt;
}

bool is_literal(const TextPiece& piece) { return piece.kind == TextPiece::Kind::Literal; }

std::size_t literal_size(std::span<const TextPiece> pieces) {
  std::size_t size = 0;
  for (const TextPiece& piece : pieces) size += is_literal(piece) ? piece.text.size() : 0;
  return size;
}

// What is left where both begin with the same.
template <typename Same>
void drop_front(std::vector<TextPiece>& before, std::vector<TextPiece>& after, const Same& same) {
  std::size_t count = 0;
  while (count < before.size() && count < after.size() && same(before[count], after[count])) ++count;
  before.erase(before.begin(), before.begin() + static_cast<std::ptrdiff_t>(count));
  after.erase(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(count));
  if (before.empty() || after.empty() || !is_literal(before.front()) || !is_literal(after.front())) return;
  std::string &a = before.front().text, &b = after.front().text;
  const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto alike = static_cast<std::size_t>(end.first - a.begin());
  a.erase(0, alike);
  b.erase(0, alike);
  for (std::vector<TextPiece>* one : {&before, &after}) {
    if (one->front().text.empty()) one->erase(one->begin());
  }
}

void reverse(std::vector<TextPiece>& pieces) {
  std::reverse(pieces.begin(), pieces.end());
  for (TextPiece& piece : pieces) std::reverse(piece.text.begin(), piece.text.end());
}

// All that a cell of the mapping can be, whatever its open keys are; nullopt if it is not known.
std::optional<std::vector<std::string_view>> cells_of(const Side& side, const Node& call) {
  const auto items = call.argument()->items();
  if (items.size() != 3 && items.size() != 4) return std::nullopt;
  const Declaration* mapping = items[0]->is_scalar() ? side.model().find_mapping(items[0]->text()) : nullptr;
  if (mapping == nullptr) return std::nullopt;
  std::vector<std::string_view> texts;
  bool is_known = true;
  const auto take = [&](const Node& value) {
    is_known = is_known && value.is_scalar();
    texts.push_back(value.text());
  };
  const auto fits = [&](const Node& key, std::string_view name) { return !key.is_scalar() || key.text() == name; };
  for (const Member& row : mapping->body()->members()) {
    is_known = is_known && function_of_key(row.key->text()) != Function::Transform;
    if (!fits(*items[1], row.key->text())) continue;
    for (const Member& cell : row.value->members()) {
      if (fits(*items[2], cell.key->text())) take(*cell.value);
    }
  }
  if (items.size() == 4) {
    const Node* otherwise = items[3]->get("DefaultValue");
    if (otherwise == nullptr) return std::nullopt;
    take(*otherwise);
  }
  return is_known ? std::optional(std::move(texts)) : std::nullopt;
}

// "True" and "true", and "1" and "1.0", may be the same to the service; what a dynamic reference is may be anything.
bool may_be_same(std::string_view one, std::string_view other) {
  const auto number = [](std::string_view text) -> std::optional<double> {
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  };
  if (is_looked_up(one) || is_looked_up(other) || to_lower(one) == to_lower(other)) return true;
  const auto a = number(one);
  return a && a == number(other);
}

}  // namespace

std::optional<std::vector<std::string_view>> Comparison::possible_values(const Side& side, const Node& node,
                                                                         bool is_old) const {
  if (made_.contains(&node)) return std::nullopt;
  const Resolution& all = side.view().evaluator().resolve(node);
  if (!all.known || !all.complete) {
    return node.function == Function::FindInMap ? cells_of(side, node) : std::nullopt;
  }
  std::vector<std::string_view> texts;
  const ConditionSolver& solver = side.view().conditions();
  for (const ResolvedValue& one : all.values) {
    const bool is_excluded = std::any_of(assumed_.begin(), assumed_.end(), [&](const AssumedCondition& assumed) {
      if (assumed.which == (is_old ? AssumedIn::New : AssumedIn::Old)) return false;
      const auto id = solver.id(assumed.condition);
      return id && std::any_of(one.scenario.begin(), one.scenario.end(), [&](const Assumption& taken) {
               return taken.condition == *id && taken.value != assumed.value;
             });
    });
    if (is_excluded) continue;
    if (!one.value->is_scalar()) return std::nullopt;
    texts.push_back(one.value->text());
  }
  return texts;
}

bool Comparison::surely_differ(const Node& before, const Node& after, const Node& was, const Node& is) {
  const auto olds = possible_values(before_, before, true), news = possible_values(after_, after, false);
  if (olds && news) {
    return std::none_of(olds->begin(), olds->end(), [&](std::string_view one) {
      return std::any_of(news->begin(), news->end(), [&](std::string_view other) { return may_be_same(one, other); });
    });
  }
  certainty_steps_ = 0;
  return surely_differ(was, is);
}

bool Comparison::surely_differ(const Node& before, const Node& after) {
  if (++certainty_steps_ > kMaxSteps) return false;
  const auto is_plain = [](const Node& node) { return node.function == Function::None && !node.is_scalar(); };
  if (is_plain(before) || is_plain(after)) {
    // A list may be what a function returns, and of an item that may be missing nothing is known.
    if (!is_plain(before) || !is_plain(after)) return false;
    if (before.is_sequence() != after.is_sequence()) return true;
    const auto is_open = [](const Node* node) {
      return node->function == Function::If || node->function == Function::Transform ||
             (node->function == Function::Ref && node->argument()->text() == "AWS::NoValue");
    };
    const auto olds = before.items(), news = after.items();
    const bool is_fixed =
        std::none_of(olds.begin(), olds.end(), is_open) && std::none_of(news.begin(), news.end(), is_open);
    if (is_fixed && olds.size() != news.size()) return true;
    for (std::size_t i = 0; is_fixed && i < olds.size(); ++i) {
      if (surely_differ(*olds[i], *news[i])) return true;
    }
    return std::any_of(after.members().begin(), after.members().end(), [&](const Member& member) {
      const Node* old = before.get(member.key->text());
      if (is_open(member.value) || (old != nullptr && is_open(old))) return false;
      return old == nullptr || surely_differ(*old, *member.value);
    });
  }
  const auto old_pieces = text_pieces(before), new_pieces = text_pieces(after);
  if (!old_pieces || !new_pieces) return false;
  std::vector<TextPiece> was = known_text(before_, *old_pieces).value_or(*old_pieces);
  std::vector<TextPiece> is = known_text(after_, *new_pieces).value_or(*new_pieces);
  const auto is_open = [](const TextPiece& piece) { return is_literal(piece) && is_looked_up(piece.text); };
  if (std::any_of(was.begin(), was.end(), is_open) || std::any_of(is.begin(), is.end(), is_open)) return false;
  if (was.size() == 1 && is.size() == 1 && is_literal(was.front()) && is_literal(is.front())) {
    return !may_be_same(was.front().text, is.front().text);
  }
  const auto same_pieces = [&](const TextPiece& a, const TextPiece& b) { return same_piece(a, b); };
  // From the front, and from the end.
  for (int i = 0; i < 2; ++i) {
    drop_front(was, is, same_pieces);
    if (!was.empty() && !is.empty() && is_literal(was.front()) && is_literal(is.front())) return true;
    reverse(was);
    reverse(is);
  }
  // Nothing is on one side, where the other has some text.
  if (was.empty() || is.empty()) return literal_size(was) != literal_size(is);
  if (was.size() != 1 || is.size() != 1) return false;
  if (was.front().kind == TextPiece::Kind::Expression && is.front().kind == TextPiece::Kind::Expression) {
    return different_calls(*was.front().expression, *is.front().expression);
  }
  const auto identity = [](const Side& side, const TextPiece& piece) {
    return piece.kind == TextPiece::Kind::Reference ? identity_of(side, piece.text) : std::nullopt;
  };
  const auto now = identity(after_, is.front());
  // Nothing can have been what the update creates.
  if (now && before_.model().find_resource(now->resource->name()) == nullptr) return true;
  const auto old = identity(before_, was.front());
  return old && now && old->resource->name() != now->resource->name() && old->attribute == now->attribute &&
         (old->attribute.empty() || old->resource->type == now->resource->type);
}

// Calls of functions that return another value for other arguments.
bool Comparison::different_calls(const Node& before, const Node& after) {
  if (before.function != after.function) return false;
  const Node &old_one = *before.argument(), &new_one = *after.argument();
  if (before.function == Function::Base64 || before.function == Function::ToJsonString) {
    return surely_differ(old_one, new_one);
  }
  // Zones and blocks of addresses are all different.
  if (before.function != Function::Select || old_one.size != 2 || new_one.size != 2 || !old_one.is_sequence() ||
      !new_one.is_sequence()) {
    return false;
  }
  const Node &old_index = *old_one.items()[0], &new_index = *new_one.items()[0];
  const Node &old_list = *old_one.items()[1], &new_list = *new_one.items()[1];
  const bool are_unique = old_list.function == Function::GetAZs || old_list.function == Function::Cidr;
  if (are_unique && same(old_list, new_list)) return surely_differ(old_index, new_index);
  const auto is_list = [](const Node& node) { return node.is_sequence() && node.function == Function::None; };
  if (!is_list(old_list) || !is_list(new_list) || old_list.size > kMaxItems || new_list.size > kMaxItems) return false;
  // Whatever is selected.
  const auto olds = old_list.items(), news = new_list.items();
  return std::all_of(olds.begin(), olds.end(), [&](const Node* one) {
    return std::all_of(news.begin(), news.end(), [&](const Node* other) { return surely_differ(*one, *other); });
  });
}

}  // namespace virga
