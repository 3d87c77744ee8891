// Whom policies let in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/change/comparison.h"
#include "compiler/change/shared_providers.h"
#include "compiler/change/side.h"
#include "compiler/syntax/node.h"

namespace virga {

// What the conditions of policies keep out, as far as the values of one side are known.
class Callers {
public:
  Callers(const Side& side, const Comparison& values) : side_(side), values_(values) {}

  // Whether a Condition admits only callers, or networks, that it names: by one fixed value, at least, of a key that
  // tells who calls or from where. No other key does so (aws:SecureTransport, aws:CurrentTime), no value with a
  // wildcard that leaves the account open, no operator that is negated or that lets requests without the key through.
  // Counts as one that does where no page decides: for keys of services but S3, and for values that are not known.
  bool are_limited_by(const Node& condition) const;
  // The same for one test of it, of which the operator is positive.
  bool are_limited_by(std::string_view operation, std::string_view key, const Node& value) const;

  // Whether a statement that denies leaves only such callers or networks: it is about everyone, or everyone but some.
  bool limits_all(const Node& denial) const;
  // Whether such statements together leave only those of what another one allows: each of its resources, with this
  // action, is among those of one of them. Without an action, of all that it allows.
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
  bool are_limited_by(const std::vector<const Node*>& denials, const std::string* action, const Node& allowance) const;

  // Whether a Condition is only about how and when a request is made, over TLS or until a date: not about who makes it,
  // or what it asks for.
  static bool is_about_how(const Node& condition);

  // Whether a Condition, or none, certainly admits tokens that the provider issues to any organization.
  bool admit_all_of(const SharedProvider& provider, const Node* condition) const;

  // Whether a principal is everybody: "*", {AWS: "*"}, {AWS: ["*"]}.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
  bool are_all(const Node* principal) const;

private:
  // Whether a Condition of a denial is met by all but callers, or networks, that it names.
  bool spares_few(const Node& condition) const;
  // The texts of an element, in lower case.
  std::vector<std::string> texts_of(const Node* element) const;
  bool is_fixed(std::string_view operation, std::string_view key, const Node& value) const;
  // The text with an asterisk for each wildcard and policy variable, and other signs for what is not known.
  std::string shape_of(std::string_view operation, const Node& value) const;

  const Side& side_;
  const Comparison& values_;
};

}  // namespace virga
