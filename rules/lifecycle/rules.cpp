#include "rules/lifecycle/rules.h"

#include "rules/lifecycle/service_lifecycle.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3710", "Service that has been shut down", "Nothing can be created in a service that AWS has shut down.",
     "https://docs.aws.amazon.com/general/latest/gr/lifecycle-doc-history.html", check_service_lifecycle},
    {"W3696", "Service whose end is announced",
     "AWS has announced when support for the service ends; after that its resources cannot be reached.",
     "https://docs.aws.amazon.com/general/latest/gr/lifecycle-doc-history.html", check_service_lifecycle},
    {"W3697", "Service in maintenance", "A service in maintenance takes no new customers and gets no new features.",
     "https://docs.aws.amazon.com/general/latest/gr/lifecycle-doc-history.html", check_service_lifecycle},
};

}  // namespace

std::span<const Rule> lifecycle_rules() { return kRules; }

}  // namespace virga
