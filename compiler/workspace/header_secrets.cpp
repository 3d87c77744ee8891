#include "compiler/workspace/header_secrets.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "rules/engine/secret_words.h"

namespace virga {
namespace {

using Visitor = std::function<void(const Node&)>;

// Headers that clients and services send by themselves, and how the names of more of them begin; in lower case.
// https://www.iana.org/assignments/http-fields/http-fields.xhtml
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
constexpr std::string_view kUsual[] = {"age",
                                       "authority",
                                       "cache-control",
                                       "connection",
                                       "cookie",
                                       "date",
                                       "dnt",
                                       "etag",
                                       "expect",
                                       "forwarded",
                                       "from",
                                       "host",
                                       "keep-alive",
                                       "max-forwards",
                                       "origin",
                                       "pragma",
                                       "prefer",
                                       "priority",
                                       "range",
                                       "referer",
                                       "te",
                                       "trailer",
                                       "transfer-encoding",
                                       "true-client-ip",
                                       "upgrade",
                                       "upgrade-insecure-requests",
                                       "user-agent",
                                       "via",
                                       "x-client-ip",
                                       "x-correlation-id",
                                       "x-csrf-token",
                                       "x-http-method-override",
                                       "x-original-url",
                                       "x-real-ip",
                                       "x-request-id",
                                       "x-requested-with",
                                       "x-rewrite-url"};
constexpr std::string_view kUsualBegins[] = {"accept", "access-control-", "cloudfront-", "content-", "if-", "proxy-",
                                             "sec-",   "x-amz",           "x-forwarded-"};

bool is_usual(std::string_view lower) {
  return std::find(std::begin(kUsual), std::end(kUsual), lower) != std::end(kUsual) ||
         std::any_of(std::begin(kUsualBegins), std::end(kUsualBegins),
                     [&](std::string_view begin) { return lower.starts_with(begin); });
}

// Of what calls another service: its headers are settings as often.
bool is_secret_parameter(std::string_view name) {
  const std::string lower = to_lower(name);
  return is_hidden_name(name) || lower.find("secret") != std::string::npos || lower == "x-origin-verify";
}

// A name that is not known is one of the template's own.
bool is_secret_header(const Node& name, const SentHeaders& sent) {
  if (!name.is_scalar()) return true;
  const std::string lower = to_lower(name.text());
  return sent.names.contains(lower) || !is_usual(lower) || is_hidden_name(name.text());
}

void each_value(const Node& value, const Visitor& then) {
  if (value.is_scalar() || value.function != Function::None) return then(value);
  for (const Node* item : value.items()) then(*item);
}

void judge(const Node* name, const Node* value, const SentHeaders& sent, const Visitor& then) {
  if (name == nullptr || value == nullptr) return;
  const bool is_secret = is_secret_header(*name, sent);
  each_value(*value, [&](const Node& one) {
    if (is_secret || (one.is_scalar() && sent.values.contains(one.text()))) then(one);
  });
}

// Of the keys of policies that mean headers. A referrer that is no address is a word that only CloudFront knows.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-referer
void judge_condition(const Member& member, const SentHeaders& sent, const Visitor& then) {
  const std::string key = to_lower(member.key->text());
  const bool is_referrer = key == "aws:referer";
  if (!is_referrer && key != "aws:useragent") return;
  const bool is_sent = sent.names.contains(is_referrer ? "referer" : "user-agent");
  each_value(*member.value, [&](const Node& one) {
    const auto is_part = [](char c) {
      return is_letter_or_digit(c) || std::string_view("_-*?+=").find(c) != std::string_view::npos;
    };
    const bool is_word = one.is_string() && std::all_of(one.text().begin(), one.text().end(), is_part) &&
                         std::any_of(one.text().begin(), one.text().end(), is_letter_or_digit);
    if (is_sent || (is_referrer && is_word) || (one.is_scalar() && sent.values.contains(one.text()))) then(one);
  });
}

void find_sent(const Node& node, SentHeaders& sent, int depth) {
  constexpr int kMost = 20;
  if (depth > kMost) return;
  const Node* name = node.get("HeaderName");
  const Node* value = node.get("HeaderValue");
  if (name != nullptr && value != nullptr) {
    if (name->is_scalar()) sent.names.insert(to_lower(name->text()));
    if (value->is_string() && !value->text().empty()) sent.values.emplace(value->text());
    return;
  }
  for (const Node* item : node.items()) find_sent(*item, sent, depth + 1);
  for (const Member& member : node.members()) find_sent(*member.value, sent, depth + 1);
}

}  // namespace

SentHeaders sent_headers(const Node& root) {
  SentHeaders sent;
  const Node* resources = root.get("Resources");
  if (resources == nullptr) return sent;
  for (const Member& resource : resources->members()) {
    const Node* type = resource.value->get("Type");
    const Node* properties = resource.value->get("Properties");
    if (type == nullptr || properties == nullptr || type->text() != "AWS::CloudFront::Distribution") continue;
    find_sent(*properties, sent, 0);
  }
  return sent;
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-wafv2-webacl-bytematchstatement.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-waf-bytematchset-bytematchtuple.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-events-connection-connectionhttpparameters.html
void find_header_secrets(const Node& map, const SentHeaders& sent, const Visitor& then) {
  judge(map.get("HttpHeaderName"), map.get("Values"), sent, then);
  if (const Node* field = map.get("FieldToMatch")) {
    const Node* header = field->get("SingleHeader");
    const Node* name = header == nullptr ? field->get("Data") : header->get("Name");
    for (const char* value : {"SearchString", "SearchStringBase64", "TargetString", "TargetStringBase64"})
      judge(name, map.get(value), sent, then);
  }
  if (const Node* parameters = map.get("HeaderParameters")) {
    for (const Node* one : parameters->items()) {
      const Node* name = one->get("Key");
      const Node* value = one->get("Value");
      if (name != nullptr && value != nullptr && is_secret_parameter(name->text())) each_value(*value, then);
    }
  }
  // So that the origin knows CloudFront, whatever the name.
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
  if (const Node* headers = map.get("OriginCustomHeaders")) {
    for (const Node* one : headers->items()) {
      if (const Node* value = one->get("HeaderValue")) then(*value);
    }
  }
  for (const Member& member : map.members()) judge_condition(member, sent, then);
}

}  // namespace virga
