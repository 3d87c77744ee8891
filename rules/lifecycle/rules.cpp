#include "rules/lifecycle/rules.h"

#include "rules/lifecycle/service_lifecycle.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3710", "Service has been shut down", "Nothing can be created in a service that AWS has shut down.",
     "https://docs.aws.amazon.com/general/latest/gr/lifecycle-doc-history.html", check_service_lifecycle},
    {"W3696", "End of service is announced",
     "AWS has announced when support for the service ends; after that its resources are no longer accessible.",
     "https://docs.aws.amazon.com/general/latest/gr/lifecycle-doc-history.html", check_service_lifecycle},
    {"W3697", "Service in maintenance mode",
     "A service in maintenance mode is closed to new customers and gets no new features.",
     "https://docs.aws.amazon.com/general/latest/gr/lifecycle-doc-history.html", check_service_lifecycle},
};

}  // namespace

std::span<const Rule> lifecycle_rules() { return kRules; }

}  // namespace virga
