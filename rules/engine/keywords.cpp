// Maps keywords to the functions that check them.
#include "rules/engine/keywords.h"

#include "rules/engine/unread_text.h"

namespace virga {

std::string join_names(const std::vector<std::string_view>& names, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? fmt::format(" {} ", last) : ", ";
    text += fmt::format("'{}'", names[i]);
  }
  return text;
}

std::string one_is_required(const std::vector<std::string_view>& names, bool exactly) {
  return fmt::format("{} of {} is required", exactly ? "Exactly one" : "At least one", join_names(names, "and"));
}

namespace {

// A member's value for messages; the result of a function is unknown.
std::string described_member(const Node& object, std::string_view path) {
  const Node* at = &object;
  for (std::string_view rest = path; at != nullptr && !rest.empty();) {
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    at = at->get(rest.substr(0, dot));
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  return at == nullptr ? std::string("nothing") : describe_value(*at);
}

}  // namespace

std::string Keywords::filled_message(const Location& place, const std::string& problem) const {
  std::string_view text = context.message;
  std::string filled;
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{')) {
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) break;
    filled += text.substr(0, open);
    const std::string_view name = text.substr(open + 1, close - open - 1);
    if (name == "value") {
      filled += describe_value(value);
    } else if (name == "name") {
      filled += place.key != nullptr ? place.key->text() : std::string_view("the item");
    } else if (name == "problem") {
      filled += problem;
    } else if (name == "region") {
      filled += context.region.empty() ? v.compilation().options().regions.front() : context.region;
    } else {
      filled += described_member(context.subject != nullptr ? *context.subject : value, name);
    }
    text.remove_prefix(close + 1);
  }
  return filled += text;
}

Gist Keywords::gist() const {
  if (value.is(NodeKind::Null)) return Gist::Null;
  switch (keyword.id()) {
    case KeywordId::Pattern:
    case KeywordId::MinLength:
    case KeywordId::MaxLength:
      return Gist::Text;
    default:
      return Gist::Other;
  }
}

Verdict Keywords::violated(const Location& place, std::string message, std::optional<Fix> fix) const {
  if (context.failures != nullptr) {
    std::string_view rule = context.rule.empty() ? rule_of_keyword(keyword.id()) : context.rule;
    v.fail(context, rule, place, context.message.empty() ? std::move(message) : filled_message(place, message));
    context.failures->back().keyword = keyword.id();
    context.failures->back().of_keyword = true;
    context.failures->back().gist = gist();
    if (!fix && &value == place.value && is_written()) fix = successor_fix(v.compilation(), value, rule);
    if (fix) context.failures->back().fixes.push_back(std::move(*fix));
  }
  return Verdict::Invalid;
}

Verdict Keywords::violated_by_key(const Location& place, std::string message, std::optional<Fix> fix) const {
  violated(place, std::move(message), std::move(fix));
  if (context.failures != nullptr) context.failures->back().exact = place.range();
  return Verdict::Invalid;
}

std::string_view rule_of_keyword(KeywordId keyword) {
  const std::string_view rule = row_of(keyword).rule;
  return rule.empty() ? std::string_view("E1101") : rule;
}

bool Keywords::may_hold_more() const {
  // What is missing altogether is judged as if it were empty: then the place that lacks it counts.
  const Node& written = where.value != nullptr ? *where.value : value;
  const UnreadText* unread = v.compilation().unread();
  return (unread != nullptr && unread->may_hold_more(written)) || has_open_members(written, context);
}

Verdict Validation::check_keyword(const Node& value, Schema schema, Keyword keyword, const Location& where,
                                  const Context& context, std::uint32_t& described) {
  const Keywords judged{*this, value, schema, keyword, where, context, described};
  return (judged.*row_of(keyword.id()).judge)();
}

}  // namespace virga
