#include "compiler/change/callers.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/change/known_text.h"
#include "compiler/change/port_rules.h"
#include "compiler/change/value_text.h"
#include "compiler/resolve/intrinsics.h"
#include "compiler/resolve/text_pieces.h"
#include "compiler/support/text.h"
#include "compiler/support/wildcard.h"

namespace virga {
namespace {

// What must be fixed in a value of a key, so that it names a caller or a network.
enum class Names : std::uint8_t {
  Whole,
  Arn,      // the account, or a bucket of S3, whose names are unique
  OrgPath,  // the organization, before the first slash
  UserId,   // the ID of a user or a role, before the colon
  Ranges,
  Service,  // whether it is one: "true"
};

struct LimitingKey {
  std::string_view name;  // in lower case
  Names names;
};
// Keys that tell who calls, or from which network.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
constexpr LimitingKey kLimitingKeys[] = {
    {"aws:ec2instancesourceprivateipv4", Names::Whole},
    {"aws:ec2instancesourcevpc", Names::Whole},
    {"aws:principalaccount", Names::Whole},
    {"aws:principalarn", Names::Arn},
    {"aws:principalisawsservice", Names::Service},
    {"aws:principalorgid", Names::Whole},
    {"aws:principalorgpaths", Names::OrgPath},
    {"aws:principalservicename", Names::Whole},
    {"aws:principalservicenameslist", Names::Whole},
    {"aws:sourceaccount", Names::Whole},
    {"aws:sourcearn", Names::Arn},
    {"aws:sourceip", Names::Ranges},
    {"aws:sourceorgid", Names::Whole},
    {"aws:sourceorgpaths", Names::OrgPath},
    {"aws:sourceowner", Names::Whole},
    {"aws:sourcevpc", Names::Whole},
    {"aws:sourcevpcarn", Names::Arn},
    {"aws:sourcevpce", Names::Whole},
    {"aws:userid", Names::UserId},
    {"aws:vpceaccount", Names::Whole},
    {"aws:vpceorgid", Names::Whole},
    {"aws:vpceorgpaths", Names::OrgPath},
    {"kms:calleraccount", Names::Whole},
    {"s3:dataaccesspointaccount", Names::Whole},
    {"s3:dataaccesspointarn", Names::Arn},
    {"s3:x-amz-server-side-encryption-aws-kms-key-id", Names::Arn},
};

// Keys that a request of anyone may have with any value, and those with this prefix. The first of S3 tells the network
// of an access point; of the others, the page on what is public to S3 names those above, and no more.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
constexpr std::string_view kUndecidedKeys[] = {"s3:accesspointnetworkorigin"};
constexpr std::string_view kOpenKeys[] = {
    "aws:currenttime",
    "aws:epochtime",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principaltag/",
    "aws:principaltype",
    "aws:referer",
    "aws:requestedregion",
    "aws:requesttag/",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:resourcetag/",
    "aws:securetransport",
    "aws:tagkeys",
    "aws:tokenissuetime",
    "aws:useragent",
    "aws:username",
    "aws:vpcsourceip",
    "s3:",
};

// Of those, the ones that tell how and when a request is made, and nothing of what it asks for.
constexpr std::string_view kKeysOfHow[] = {"aws:currenttime",     "aws:epochtime", "aws:referer",
                                           "aws:securetransport", "aws:useragent", "s3:authtype",
                                           "s3:signatureversion", "s3:tlsversion"};

const LimitingKey* find_limiting(std::string_view key) {
  const auto* found = std::find_if(std::begin(kLimitingKeys), std::end(kLimitingKeys),
                                   [&](const LimitingKey& one) { return one.name == key; });
  return found == std::end(kLimitingKeys) ? nullptr : found;
}

bool is_open_key(std::string_view key) {
  if (std::find(std::begin(kUndecidedKeys), std::end(kUndecidedKeys), key) != std::end(kUndecidedKeys)) return false;
  return std::any_of(std::begin(kOpenKeys), std::end(kOpenKeys), [&](std::string_view one) {
    return one.ends_with('/') || one.ends_with(':') ? key.starts_with(one) : key == one;
  });
}

bool is_key_of_how(std::string_view key) {
  return std::find(std::begin(kKeysOfHow), std::end(kKeysOfHow), key) != std::end(kKeysOfHow);
}

bool is_of_endpoint(std::string_view key) { return key.starts_with("aws:sourcevpc") || key.starts_with("aws:vpce"); }

// An operator without what it is put together with.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
struct Operator {
  std::string name;  // in lower case: "stringlike"
  bool is_of_all = false, is_of_any = false, if_exists = false;
};

Operator parse_operator(std::string_view text) {
  constexpr std::string_view kOfAll = "forallvalues:", kOfAny = "foranyvalue:", kIfExists = "ifexists";
  Operator found{.name = to_lower(text)};
  found.is_of_all = found.name.starts_with(kOfAll);
  if (found.is_of_all) found.name.erase(0, kOfAll.size());
  found.is_of_any = found.name.starts_with(kOfAny);
  if (found.is_of_any) found.name.erase(0, kOfAny.size());
  found.if_exists = found.name.ends_with(kIfExists);
  if (found.if_exists) found.name.erase(found.name.size() - kIfExists.size());
  // YAML takes it for a null where it has no quotes.
  if (found.name.empty()) found.name = "null";
  return found;
}

bool is_negated(std::string_view operation) { return operation.find("not") != std::string_view::npos; }

// Operators of ARNs take wildcards, whichever they are.
bool takes_wildcards(std::string_view operation) { return operation.ends_with("like") || operation.starts_with("arn"); }

constexpr char kAny = '*', kUnknown = '\1', kPlace = '\2';

// Appends text of a policy to a shape.
void append_shape(std::string_view text, bool has_wildcards, std::string& shape) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$' || text.substr(i, 2) != "${") {
      const bool is_wildcard = text[i] == '*' || text[i] == '?';
      shape += !is_wildcard ? text[i] : has_wildcards ? kAny : kUnknown;
      continue;
    }
    const std::size_t end = text.find('}', i);
    if (end == std::string_view::npos) break;
    // Those of the resource are the same in all requests; others are as the caller says.
    const std::string name = to_lower(text.substr(i + 2, end - i - 2));
    const bool is_callers = name.starts_with("aws:") && !name.starts_with("aws::") && !name.starts_with("aws:resource");
    shape += is_callers ? kAny : kUnknown;
    i = end;
  }
}

// Whether an ARN with wildcards names an account, or a bucket.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
bool names_owner(std::string_view arn) {
  const auto is_account = [](std::string_view text) {
    constexpr std::size_t kDigits = 12;
    std::size_t digits = 0;
    return std::any_of(text.begin(), text.end(), [&](char c) {
      digits = c >= '0' && c <= '9' ? digits + 1 : 0;
      return digits == kDigits || c == kUnknown;
    });
  };
  constexpr std::size_t kService = 2, kAccount = 4, kResource = 5;
  std::array<std::string_view, kResource + 1> fields;
  std::string_view rest = arn;
  for (std::size_t i = 0; i < kResource; ++i) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return is_account(arn);
    fields[i] = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
  }
  fields[kResource] = rest;
  if (fields[0].find(kUnknown) != std::string_view::npos || is_account(fields[kAccount])) return true;
  return fields[kService] == "s3" && !rest.empty() && rest.find(kAny) == std::string_view::npos;
}

}  // namespace

std::string Callers::shape_of(std::string_view operation, const Node& value) const {
  const auto pieces = text_pieces(value);
  if (!pieces) return {kUnknown};
  std::string shape;
  for (const TextPiece& piece : known_text(side_, *pieces).value_or(*pieces)) {
    if (piece.kind == TextPiece::Kind::Literal) {
      append_shape(piece.text, takes_wildcards(operation), shape);
    } else {
      const bool is_place =
          piece.text == "AWS::Partition" || piece.text == "AWS::Region" || piece.text == "AWS::URLSuffix";
      shape += is_place ? kPlace : kUnknown;
    }
  }
  return shape;
}

bool Callers::is_fixed(std::string_view operation, std::string_view key, const Node& value) const {
  const std::string shape = shape_of(operation, value);
  const bool is_whole = shape.find(kAny) == std::string::npos;
  const auto is_whole_until = [&](char end) {
    const std::size_t last = shape.find(end);
    return last != 0 && last != std::string::npos && shape.find(kAny) > last;
  };
  switch (find_limiting(key)->names) {
    case Names::Whole:
      return is_whole;
    case Names::Arn:
      return is_whole || names_owner(shape);
    case Names::OrgPath:
      return is_whole || is_whole_until('/');
    case Names::UserId:
      return is_whole || is_whole_until(':');
    case Names::Ranges:
      return is_whole && !is_open_range(shape);
    case Names::Service:
      return to_lower(shape) != "false";
  }
  return true;
}

bool Callers::are_limited_by(std::string_view operation, std::string_view key, const Node& value) const {
  if (find_limiting(key) == nullptr) return !is_open_key(key);
  const Node* known = values_.constant(side_, value);
  if (known == nullptr) known = &value;
  if (!known->is_sequence() || known->function != Function::None) return is_fixed(operation, key, *known);
  const auto items = known->items();
  return std::all_of(items.begin(), items.end(), [&](const Node* item) {
    const Node* one = values_.constant(side_, *item);
    return is_fixed(operation, key, one == nullptr ? *item : *one);
  });
}

bool Callers::are_limited_by(const Node& condition) const {
  if (condition.function != Function::None || !condition.is_mapping()) return true;
  // Keys that a request must have. That of the account always has one.
  std::set<std::string> present = {"aws:principalaccount"};
  bool is_known = true;
  const auto each = [&](const auto& then) {
    for (const Member& test : condition.members()) {
      const Operator operation = parse_operator(test.key->text());
      if (!test.value->is_mapping() || test.value->function != Function::None) is_known = false;
      for (const Member& one : test.value->members()) then(operation, to_lower(one.key->text()), *one.value);
    }
  };
  each([&](const Operator& operation, std::string key, const Node& value) {
    const Node* absent = operation.name == "null" ? values_.constant(side_, value) : nullptr;
    if (absent != nullptr && to_lower(absent->text()) == "false") present.insert(std::move(key));
  });
  bool is_limited = false, by_address = false, by_endpoint = false;
  each([&](const Operator& operation, const std::string& key, const Node& value) {
    if (operation.name == "null" || is_negated(operation.name)) return;
    if (!are_limited_by(operation.name, key, value)) return;
    const bool may_lack = (operation.is_of_all || operation.if_exists) && !present.contains(key);
    if (!may_lack || find_limiting(key) == nullptr) {
      is_limited = true;
    } else if (operation.if_exists) {
      by_address = by_address || key == "aws:sourceip";
      by_endpoint = by_endpoint || is_of_endpoint(key);
    }
  });
  // A request has an address, or it comes through an endpoint.
  return is_limited || !is_known || (by_address && by_endpoint);
}

bool Callers::admit_all_of(const SharedProvider& provider, const Node* condition) const {
  if (condition == nullptr) return true;
  if (condition->function != Function::None || !condition->is_mapping()) return false;
  const auto is_claim = [&](std::string_view key, std::string_view claim) {
    return !claim.empty() && key.size() == provider.url.size() + 1 + claim.size() && key.starts_with(provider.url) &&
           key[provider.url.size()] == ':' && key.ends_with(claim);
  };
  const auto is_open = [&](const Operator& operation, const Node& value) {
    if (operation.name == "null") return to_lower(value.text()) == "false";
    return operation.name == "stringlike" && is_of_every_tenant(provider, shape_of(operation.name, value));
  };
  const auto is_idle = [&](const Operator& operation, const Member& one) {
    const std::string key = to_lower(one.key->text());
    if (is_claim(key, provider.others) || is_key_of_how(key)) return true;
    const Node* known = is_claim(key, provider.tenant) ? values_.constant(side_, *one.value) : nullptr;
    if (known == nullptr) return false;
    const auto items = known->items();
    return is_open(operation, *known) || std::any_of(items.begin(), items.end(), [&](const Node* item) {
             const Node* value = values_.constant(side_, *item);
             return is_open(operation, value == nullptr ? *item : *value);
           });
  };
  const auto tests = condition->members();
  return std::all_of(tests.begin(), tests.end(), [&](const Member& test) {
    const Operator operation = parse_operator(test.key->text());
    const auto keys = test.value->members();
    return test.value->function == Function::None && test.value->is_mapping() &&
           std::all_of(keys.begin(), keys.end(), [&](const Member& one) { return is_idle(operation, one); });
  });
}

bool Callers::are_all(const Node* principal) const {
  const auto known = [&](const Node* node) { return node == nullptr ? nullptr : values_.constant(side_, *node); };
  const auto is_all = [&](const Node* node) { return node != nullptr && node->is_scalar() && node->text() == "*"; };
  const Node* value = known(principal);
  if (value != nullptr && value->is_mapping()) value = known(value->get("AWS"));
  if (value == nullptr) return false;
  return is_all(value) || std::any_of(value->items().begin(), value->items().end(),
                                      [&](const Node* item) { return is_all(known(item)); });
}

bool Callers::is_about_how(const Node& condition) {
  if (condition.function != Function::None) return false;
  const auto tests = condition.members();
  return std::all_of(tests.begin(), tests.end(), [](const Member& test) {
    const auto keys = test.value->members();
    return test.value->function == Function::None && test.value->is_mapping() &&
           std::all_of(keys.begin(), keys.end(),
                       [](const Member& one) { return is_key_of_how(to_lower(one.key->text())); });
  });
}

bool Callers::spares_few(const Node& condition) const {
  if (condition.function != Function::None) return false;
  bool is_limited = false;
  for (const Member& test : condition.members()) {
    const Operator operation = parse_operator(test.key->text());
    for (const Member& one : test.value->members()) {
      const std::string key = to_lower(one.key->text());
      const bool is_of_service = key == "aws:principalisawsservice" || key == "aws:viaawsservice";
      if (is_of_service && operation.name == "bool" && to_lower(one.value->text()) == "false") continue;
      const bool names_few = is_negated(operation.name) && !operation.is_of_any && find_limiting(key) != nullptr &&
                             are_limited_by(operation.name, key, *one.value);
      if (!names_few) return false;
      is_limited = true;
    }
  }
  return is_limited;
}

std::vector<std::string> Callers::texts_of(const Node* element) const {
  if (element == nullptr) return {};
  const Node* known = values_.constant(side_, *element);
  const Node& value = known == nullptr ? *element : *known;
  std::vector<std::string> found;
  for (const Node* item : value.items()) found.push_back(to_lower(value_text(*item)));
  if (!value.is_sequence()) found.push_back(to_lower(value_text(value)));
  return found;
}

bool Callers::limits_all(const Node& denial) const {
  const Node* effect = denial.get("Effect");
  if (effect == nullptr || effect->text() != "Deny") return false;
  const Node *principal = denial.get("Principal"), *condition = denial.get("Condition");
  return (principal == nullptr || are_all(principal)) && (condition == nullptr || spares_few(*condition));
}

bool Callers::are_limited_by(const std::vector<const Node*>& denials, const std::string* action,
                             const Node& allowance) const {
  constexpr WildcardStyle kPatterns{.any = '*', .one = '?'};
  const auto covers = [&](const Node* element, const std::string* text) {
    if (element == nullptr || text == nullptr) return element == nullptr && text == nullptr;
    const std::vector<std::string> patterns = texts_of(element);
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
      return text->size() <= kMaxValueText && matches_wildcard(pattern, *text, kPatterns);
    });
  };
  // Some policies name no resources.
  const std::vector<std::string> resources = texts_of(allowance.get("Resource"));
  std::vector<const std::string*> all;
  all.reserve(resources.size());
  for (const std::string& one : resources) all.push_back(&one);
  if (all.empty()) all.push_back(nullptr);
  return std::all_of(all.begin(), all.end(), [&](const std::string* resource) {
    return std::any_of(denials.begin(), denials.end(), [&](const Node* denial) {
      return covers(denial->get("Action"), action) && covers(denial->get("Resource"), resource);
    });
  });
}

}  // namespace virga
