// V9101: API timeouts that are shorter than the timeout of the function.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
#include <fmt/format.h>

#include <optional>
#include <string>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/resolve/sub_text.h"
#include "rules/engine/macros.h"
#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

// A number that does not depend on the deployment.
std::optional<std::int64_t> fixed_number(const Compilation& compilation, const Node* property, std::int64_t standard) {
  if (property == nullptr) return standard;
  const Resolution& resolution = compilation.evaluator().resolve(*property);
  std::int64_t number = 0;
  if (!resolution.complete || resolution.values.size() != 1 || !resolution.values[0].choices.empty())
    return std::nullopt;
  return to_integer(*resolution.values[0].value, number) ? std::optional(number) : std::nullopt;
}

// The function whose ARN is in the URI of an integration.
const Resource* function_in(const Template& model, const Node& uri) {
  const Resource* named = resource_named_by(model, uri);
  if (named == nullptr && uri.function == Function::Sub) {
    const Node* text =
        uri.argument()->is_sequence() && uri.argument()->size > 0 ? uri.argument()->items()[0] : uri.argument();
    for (const SubVariable& variable : sub_variables(*text)) {
      if (named == nullptr) named = model.find_resource(variable.name.substr(0, variable.name.find('.')));
    }
  }
  return named != nullptr && named->type == "AWS::Lambda::Function" ? named : nullptr;
}

// The API's limit as the function's Timeout, where that is a number of its own.
std::optional<Fix> timeout_fix(const Compilation& compilation, const Resource& function, std::int64_t seconds) {
  const Node* timeout = function.property("Timeout");
  if (timeout == nullptr || !timeout->is_scalar() || seconds < 1) return std::nullopt;
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  edit.replace_scalar(*timeout, make.scalar(NodeKind::Integer, std::to_string(seconds)));
  return edit.take_fix(fmt::format("Let '{}' take {} s at most", function.name(), seconds), FixSafety::Unsafe);
}

void judge(const Compilation& compilation, Reporter& reporter, const Node& integration, const Location& where,
           std::string_view uri_name, std::int64_t standard) {
  const Member* uri = integration.find(uri_name);
  const Resource* function = uri == nullptr ? nullptr : function_in(compilation.model(), *uri->value);
  if (function == nullptr || has_macro_call(integration) || has_macro_call(*function)) return;
  const auto waits = fixed_number(compilation, integration.get("TimeoutInMillis"), standard);
  const auto works = fixed_number(compilation, function->property("Timeout"), 3);
  if (!waits || !works || *works * 1000 <= *waits) return;
  reporter.report(finding("V9101", Location{&where, uri->key, uri->value, 0},
                          fmt::format("The API waits {} ms for '{}', which may take {} s; lower the function's "
                                      "Timeout, or let it work in the background",
                                      *waits, function->name(), *works))
                      .note(function->member.key->range, fmt::format("'{}' is defined here", function->name()))
                      .fix(timeout_fix(compilation, *function, *waits / 1000)));
}

}  // namespace

void check_api_timeouts(const Compilation& compilation, Reporter& reporter) {
  constexpr std::int64_t kRest = 29000, kHttp = 30000;
  each_resource_of_type(compilation, "AWS::ApiGateway::Method", [&](const Resource& method, const Location& where) {
    const Member* integration = method.properties->value->find("Integration");
    if (integration == nullptr) return;
    judge(compilation, reporter, *integration->value, Location{&where, integration->key, integration->value, 0}, "Uri",
          kRest);
  });
  each_resource_of_type(compilation, "AWS::ApiGatewayV2::Integration", [&](const Resource& api, const Location& where) {
    judge(compilation, reporter, *api.properties->value, where, "IntegrationUri", kHttp);
  });
}

}  // namespace virga
