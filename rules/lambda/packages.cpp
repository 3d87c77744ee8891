// W2533: properties that a function with a zip package requires in addition to its code.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/engine/fixes.h"
#include "rules/engine/macros.h"
#include "rules/lambda/checks.h"
#include "rules/lambda/functions.h"

namespace virga {
namespace {

// Properties which imply that the code is a zip file.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
constexpr std::array<std::string_view, 3> kZipProperties = {"S3Bucket", "S3Key", "ZipFile"};

class PackageCheck {
public:
  PackageCheck(const Compilation& compilation, Reporter& reporter)
      : compilation_(compilation), validation_(compilation, reporter), reporter_(reporter) {}

  void judge(const LambdaFunction& function) {
    if (has_macro_call(function.body())) return;
    Context context;
    context.functions = kPropertyFunctions;
    const std::vector<Scenario> scenarios = validation_.presence_scenarios(function.body(), context);
    for (const Scenario& scenario : scenarios) {
      context.scenario = &scenario;
      if (!is_zip(function, context)) continue;
      std::vector<std::string> missing;
      for (const std::string_view name : {"Handler", "Runtime"}) {
        if (presence(function, name, context) != Verdict::Invalid) continue;
        missing.emplace_back(name);
      }
      if (missing.empty()) continue;
      const std::string when =
          scenarios.size() > 1 ? " when " + compilation_.conditions().describe(scenario) : std::string();
      Finding found = finding("W2533", place(function),
                              fmt::format("A zip package requires a Handler and a Runtime; missing {}{}",
                                          fmt::join(missing, " and "), when));
      // A runtime is not for a placeholder: none would be accepted.
      if (missing.size() == 1 && missing.front() == "Handler" && scenarios.size() == 1) {
        found.fix(add_text_fix(compilation_, function.body(), "Handler", kPlaceholder, FixSafety::Unsafe));
      }
      reporter_.report(found.lacks(std::move(missing)));
      return;
    }
  }

private:
  Verdict presence(const LambdaFunction& function, std::string_view name, const Context& context) const {
    if (inherited_property(compilation_.model(), function, name) != nullptr) return Verdict::Valid;
    const Node* value = function.body().get(name);
    return value == nullptr ? Verdict::Invalid : validation_.presence(*value, context);
  }

  // Whether the package is certainly a zip file.
  bool is_zip(const LambdaFunction& function, const Context& context) const {
    if (presence(function, "PackageType", context) != Verdict::Invalid) {
      const Node* type = function.body().get("PackageType");
      if (type == nullptr || type->text() != "Zip") return false;
    }
    if (presence(function, "ImageUri", context) != Verdict::Invalid) return false;
    const Node* code = function.body().get(function.resource.type == "AWS::Lambda::Function" ? "Code" : "CodeUri");
    if (code != nullptr && (code->function != Function::None || has_macro_call(*code))) {
      return function.resource.type != "AWS::Lambda::Function";
    }
    const Node* image = code != nullptr ? code->get("ImageUri") : nullptr;
    if (image != nullptr && validation_.presence(*image, context) != Verdict::Invalid) return false;
    if (function.resource.type != "AWS::Lambda::Function") return true;
    if (code == nullptr) return false;
    if (code->is_scalar()) return true;  // a path, before packaging
    return std::any_of(kZipProperties.begin(), kZipProperties.end(), [&](std::string_view name) {
      const Node* value = code->get(name);
      return value != nullptr && validation_.presence(*value, context) == Verdict::Valid;
    });
  }

  const Location& place(const LambdaFunction& function) {
    for (const std::string_view name : {"Code", "CodeUri", "InlineCode"}) {
      if (const Member* code = function.body().find(name)) return validation_.at(function.properties, *code);
    }
    return function.properties;
  }

  const Compilation& compilation_;
  Validation validation_;
  Reporter& reporter_;
};

}  // namespace

void check_packages(const Compilation& compilation, Reporter& reporter) {
  PackageCheck check(compilation, reporter);
  each_function(compilation.model(), [&](const LambdaFunction& function) { check.judge(function); });
}

}  // namespace virga
