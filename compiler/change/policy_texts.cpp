#include "compiler/change/policy_texts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "compiler/change/known_text.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/value_text.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// The most expressions to compare with one another.
constexpr std::size_t kMaxExpressions = 200;

// How ARNs are put together of the names that the template knows.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
struct KnownArn {
  std::string_view type, attribute;  // empty for what Ref returns
  std::string_view start;            // before the name; "%" stands for the region and the account
  std::string_view name;             // the attribute that is the name; empty for Ref
  std::string_view end = {};
};
constexpr KnownArn kArns[] = {
    {"AWS::DynamoDB::Table", "Arn", "dynamodb:%:table/", {}},
    {"AWS::ECR::Repository", "Arn", "ecr:%:repository/", {}},
    {"AWS::Events::EventBus", "Arn", "events:%:event-bus/", {}},
    {"AWS::KMS::Key", "Arn", "kms:%:key/", {}},
    {"AWS::Kinesis::Stream", "Arn", "kinesis:%:stream/", {}},
    {"AWS::Lambda::Function", "Arn", "lambda:%:function:", {}},
    {"AWS::Logs::LogGroup", "Arn", "logs:%:log-group:", {}, ":*"},
    {"AWS::S3::Bucket", "Arn", "s3:::", {}},
    {"AWS::SNS::Topic", "", "sns:%:", "TopicName"},
    {"AWS::SNS::Topic", "TopicArn", "sns:%:", "TopicName"},
    {"AWS::SQS::Queue", "Arn", "sqs:%:", "QueueName"},
};

// What a resource's statements or rules are about, where that is another one.
constexpr std::pair<std::string_view, std::string_view> kSubjects[] = {
    {"AWS::EC2::NetworkAclEntry", "NetworkAclId"},
    {"AWS::EC2::SecurityGroupEgress", "GroupId"},
    {"AWS::EC2::SecurityGroupIngress", "GroupId"},
    {"AWS::EC2::SecurityGroupIngress", "GroupName"},
    {"AWS::Events::EventBusPolicy", "EventBusName"},
    {"AWS::IAM::GroupPolicy", "GroupName"},
    {"AWS::IAM::ManagedPolicy", "Groups"},
    {"AWS::IAM::ManagedPolicy", "Roles"},
    {"AWS::IAM::ManagedPolicy", "Users"},
    {"AWS::IAM::Policy", "Groups"},
    {"AWS::IAM::Policy", "Roles"},
    {"AWS::IAM::Policy", "Users"},
    {"AWS::IAM::RolePolicy", "RoleName"},
    {"AWS::IAM::UserPolicy", "UserName"},
    {"AWS::Lambda::LayerVersionPermission", "LayerVersionArn"},
    {"AWS::Lambda::Permission", "FunctionName"},
    {"AWS::S3::BucketPolicy", "Bucket"},
    {"AWS::SNS::TopicInlinePolicy", "TopicArn"},
    {"AWS::SNS::TopicPolicy", "Topics"},
    {"AWS::SQS::QueueInlinePolicy", "Queue"},
    {"AWS::SQS::QueuePolicy", "Queues"},
    {"AWS::SecretsManager::ResourcePolicy", "SecretId"},
};

TextPiece literal(std::string_view text) { return {TextPiece::Kind::Literal, std::string(text), nullptr}; }
TextPiece reference_to(std::string_view name) { return {TextPiece::Kind::Reference, std::string(name), nullptr}; }

std::string_view id_of(std::string_view reference) { return reference.substr(0, reference.find('.')); }

// An account for the ARN of its root.
std::string account_of(const std::string& text) {
  constexpr std::string_view kRoot = ":root", kIam = ":iam::";
  const std::size_t id = text.find(kIam);
  if (!text.starts_with("arn:") || !text.ends_with(kRoot) || id == std::string::npos) return text;
  const std::size_t first = id + kIam.size();
  return text.size() < first + kRoot.size() ? text : text.substr(first, text.size() - first - kRoot.size());
}

}  // namespace

PolicyTexts::PolicyTexts(const Side& before, const Side& after, Comparison& values, const TemplateChange& change)
    : before_(before), after_(after), values_(values) {
  for (const ResourceChange& one : change.resources) {
    if (one.action == ChangeAction::Add && !one.renamed.empty()) renamed_.emplace(one.logical_id, one.renamed);
  }
}

std::string PolicyTexts::unmarked(std::string text) {
  std::erase_if(text, [](char c) { return c == kOfOld || c == kOfNew; });
  return text;
}

std::string PolicyTexts::reference(const std::string& name, bool is_old) const {
  const std::string_view id = id_of(name);
  std::string text = name;
  if (!is_old) {
    if (const auto old = renamed_.find(id); old != renamed_.end()) text = old->second + name.substr(id.size());
  }
  if (side(is_old).model().find_resource(id) != nullptr) return fmt::format("{}{}{}", kOpen, text, kClose);
  // A parameter, of which another value may be passed now.
  std::string_view mark;
  if (values_.parameter_changed(id)) mark = is_old ? std::string_view("\3") : std::string_view("\4");
  return fmt::format("{}!{}{}{}", kOpen, text, mark, kClose);
}

std::string PolicyTexts::expression(const Node& node, bool is_old) {
  const auto tell = [](std::size_t id) { return fmt::format("{}#{}{}", kOpen, id, kClose); };
  const auto is_same = [&](const Known& one) {
    if (one.node == &node && one.is_old == is_old) return true;
    if (one.is_old != is_old) {
      return is_old ? values_.same(node, *one.node) : values_.same(*one.node, node);
    }
    const std::string text = value_text(node);
    // Of a text that is cut, or hidden, nothing is known.
    return text.size() <= kMaxValueText && text.find("***") == std::string::npos && text == value_text(*one.node);
  };
  const auto found = std::find_if(expressions_.begin(), expressions_.end(), is_same);
  if (found != expressions_.end()) return tell(found->id);
  if (expressions_.size() < kMaxExpressions) expressions_.push_back({&node, is_old, ++last_id_});
  return tell(expressions_.size() < kMaxExpressions ? last_id_ : ++last_id_);
}

bool PolicyTexts::add_parts(std::string_view name, bool is_old, std::vector<TextPiece>& out) const {
  const Resource* resource = side(is_old).model().find_resource(id_of(name));
  if (resource == nullptr) return false;
  const std::string_view attribute = name.size() == id_of(name).size() ? "" : name.substr(id_of(name).size() + 1);
  const auto* arn = std::find_if(std::begin(kArns), std::end(kArns), [&](const KnownArn& one) {
    return one.type == resource->type && one.attribute == attribute;
  });
  if (arn == std::end(kArns)) return false;
  out.push_back(literal("arn:"));
  out.push_back(reference_to("AWS::Partition"));
  const std::size_t place = arn->start.find('%');
  out.push_back(literal(fmt::format(":{}", arn->start.substr(0, place))));
  if (place != std::string_view::npos) {
    out.push_back(reference_to("AWS::Region"));
    out.push_back(literal(":"));
    out.push_back(reference_to("AWS::AccountId"));
    out.push_back(literal(arn->start.substr(place + 1)));
  }
  const SchemaDatabase& facts = *side(is_old).snapshot().options().facts;
  const Node* own = own_name(facts, *resource);
  const auto pieces = own == nullptr ? std::nullopt : text_pieces(*own);
  if (pieces) {
    out.insert(out.end(), pieces->begin(), pieces->end());
  } else {
    out.push_back(
        reference_to(arn->name.empty() ? std::string(id_of(name)) : fmt::format("{}.{}", id_of(name), arn->name)));
  }
  out.push_back(literal(arn->end));
  return true;
}

std::vector<TextPiece> PolicyTexts::pieces_of(const Node& value, bool is_old, bool by_default) const {
  const auto pieces = text_pieces(value);
  if (!pieces) return {{TextPiece::Kind::Expression, {}, &value}};
  std::vector<TextPiece> all;
  for (const TextPiece& piece : *pieces) {
    if (piece.kind != TextPiece::Kind::Reference || !add_parts(piece.text, is_old, all)) all.push_back(piece);
  }
  auto known = known_text(side(is_old), all, by_default);
  return known ? std::move(*known) : all;
}

std::string PolicyTexts::written(const std::vector<TextPiece>& pieces, bool is_old) {
  std::string text;
  for (const TextPiece& piece : pieces) {
    switch (piece.kind) {
      case TextPiece::Kind::Literal:
        text += piece.text;
        break;
      case TextPiece::Kind::Reference:
        // Where it is not known, templates that spell it out mean this one.
        text += piece.text == "AWS::Partition" ? "aws" : reference(piece.text, is_old);
        break;
      case TextPiece::Kind::Expression:
        text += expression(*piece.expression, is_old);
        break;
    }
  }
  return text;
}

std::string PolicyTexts::text_of(const Node& value, bool is_old) { return written(pieces_of(value, is_old), is_old); }

std::string PolicyTexts::text_by_default(const Node& value, bool is_old) {
  return written(pieces_of(value, is_old, true), is_old);
}

std::string PolicyTexts::canonical(const Node& value, bool is_old) {
  if (value.is_scalar() || value.function != Function::None) return text_of(value, is_old);
  std::vector<std::string> parts;
  for (const Node* item : value.items()) parts.push_back(canonical(*item, is_old));
  for (const Member& one : value.members()) {
    parts.push_back(fmt::format("{}: {}", one.key->text(), canonical(*one.value, is_old)));
  }
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  if (value.is_sequence() && parts.size() == 1) return parts.front();
  return fmt::format("{}{}{}", value.is_sequence() ? "[" : "{", fmt::join(parts, ", "),
                     value.is_sequence() ? "]" : "}");
}

std::vector<std::string> PolicyTexts::texts_of(const Node& value, bool is_old) {
  std::vector<std::string> texts;
  if (!value.is_sequence() || value.function != Function::None) texts.push_back(text_of(value, is_old));
  for (const Node* item : value.items()) texts.push_back(text_of(*item, is_old));
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

std::vector<std::string> PolicyTexts::actions_of(const Node& value, bool is_old) {
  std::vector<std::string> actions = texts_of(value, is_old);
  for (std::string& one : actions) {
    // Several asterisks are one.
    one.erase(std::unique(one.begin(), one.end(), [](char a, char b) { return a == '*' && b == '*'; }), one.end());
    if (one == "*:*") one = "*";
    if (one.find(kOpen) != std::string::npos) continue;
    std::string folded = to_lower(one);
    if (folded != one) spelled_.emplace(folded, std::move(one));
    one = std::move(folded);
  }
  std::sort(actions.begin(), actions.end());
  actions.erase(std::unique(actions.begin(), actions.end()), actions.end());
  return actions;
}

std::string PolicyTexts::shown(std::string_view text) const {
  if (const auto spelled = spelled_.find(text); spelled != spelled_.end()) return spelled->second;
  std::string found;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = text[i] == kOpen ? text.find(kClose, i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      found += text[i];
      continue;
    }
    std::string name = unmarked(std::string(text.substr(i + 1, end - i - 1)));
    if (name.starts_with('!')) name.erase(0, 1);
    found += name.starts_with('#') ? "…" : fmt::format("${{{}}}", name);
    i = end;
  }
  return found;
}

std::vector<std::string> PolicyTexts::principals_of(const Node& value, bool is_old) {
  std::vector<std::string> found;
  if (!value.is_mapping() || value.function != Function::None) {
    for (const std::string& one : texts_of(value, is_old)) found.push_back(account_of(one));
  } else {
    for (const Member& kind : value.members()) {
      for (const std::string& one : texts_of(*kind.value, is_old)) {
        found.push_back(kind.key->text() == "AWS" ? account_of(one) : fmt::format("{}:{}", kind.key->text(), one));
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

const std::map<std::string, std::string_view, std::less<>>& PolicyTexts::names(bool is_old) {
  auto& names = names_[is_old ? 0 : 1];
  if (std::exchange(has_names_[is_old ? 0 : 1], true)) return names;
  std::set<std::string> taken;
  for (const Resource& resource : side(is_old).model().resources()) {
    const Node* own = own_name(*side(is_old).snapshot().options().facts, resource);
    if (own == nullptr) continue;
    std::string name = unmarked(text_of(*own, is_old));
    if (taken.insert(name).second) {
      names.emplace(std::move(name), resource.name());
    } else {
      names.erase(name);
    }
  }
  return names;
}

std::string PolicyTexts::subject(const Node& value, bool is_old) {
  const auto pieces = text_pieces(value);
  const bool is_reference = pieces && pieces->size() == 1 && pieces->front().kind == TextPiece::Kind::Reference;
  const std::string_view id = is_reference ? id_of(pieces->front().text) : std::string_view();
  if (!id.empty() && side(is_old).model().find_resource(id) != nullptr) return reference(std::string(id), is_old);
  std::string text = unmarked(text_of(value, is_old));
  const auto named = names(is_old).find(text);
  return named == names(is_old).end() ? text : reference(std::string(named->second), is_old);
}

bool PolicyTexts::are_about_the_same(const Resource& old, const Resource& now) const {
  return old.name() == now.name() && old.type == now.type &&
         std::all_of(std::begin(kSubjects), std::end(kSubjects), [&](const auto& one) {
           if (one.first != now.type) return true;
           const Node *was = old.property(one.second), *is = now.property(one.second);
           return was == nullptr || is == nullptr ? was == is : values_.same(*was, *is);
         });
}

void PolicyTexts::find_attachments(bool is_old) {
  if (std::exchange(has_attachments_[is_old ? 0 : 1], true)) return;
  for (const Resource& resource : side(is_old).model().resources()) {
    const Node* policies = resource.type.starts_with("AWS::IAM::") ? resource.property("ManagedPolicyArns") : nullptr;
    if (policies == nullptr) continue;
    for (const Node* item : policies->items()) {
      const auto pieces = text_pieces(*item);
      if (!pieces || pieces->size() != 1 || pieces->front().kind != TextPiece::Kind::Reference) continue;
      const std::set<std::string>& own = subjects_of(resource, is_old);
      attached_[is_old ? 0 : 1][std::string(id_of(pieces->front().text))].insert(own.begin(), own.end());
    }
  }
}

const std::set<std::string>& PolicyTexts::subjects_of(const Resource& resource, bool is_old) {
  const auto known = subjects_.find(&resource);
  if (known != subjects_.end()) return known->second;
  std::set<std::string> found;
  for (const auto& [type, property] : kSubjects) {
    const Node* value = resource.type != type ? nullptr : resource.property(property);
    if (value == nullptr) continue;
    if (!value->is_sequence() || value->function != Function::None) found.insert(subject(*value, is_old));
    for (const Node* item : value->items()) found.insert(subject(*item, is_old));
  }
  if (resource.type == "AWS::IAM::ManagedPolicy") {
    find_attachments(is_old);
    const auto& attached = attached_[is_old ? 0 : 1];
    if (const auto to = attached.find(resource.name()); to != attached.end()) {
      found.insert(to->second.begin(), to->second.end());
    }
  }
  if (found.empty()) found.insert(reference(std::string(resource.name()), is_old));
  return subjects_.emplace(&resource, std::move(found)).first->second;
}

}  // namespace virga
