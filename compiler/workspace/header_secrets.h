// Values of headers by which an origin knows who asks: what CloudFront sends, and what rules of load balancers and
// firewalls and policies of buckets ask for.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "compiler/syntax/node.h"

namespace virga {

// Headers that distributions of a template send to origins.
struct SentHeaders {
  std::set<std::string, std::less<>> names;   // in lower case
  std::set<std::string, std::less<>> values;  // those that are written out
};
SentHeaders sent_headers(const Node& root);

// Calls `then` with the values of headers in this map itself that are secrets: those of headers that are sent to an
// origin, or that no one else sends.
void find_header_secrets(const Node& map, const SentHeaders& sent, const std::function<void(const Node&)>& then);

}  // namespace virga
