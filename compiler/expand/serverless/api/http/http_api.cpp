#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/api/api_v2.h"
#include "compiler/expand/serverless/api/http/http_api_authorizers.h"
#include "compiler/expand/serverless/api/implicit_api.h"
#include "compiler/expand/serverless/api/open_api/http_api_editor.h"
#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/s3_location.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::array<std::string_view, 6> kCorsKeys = {"AllowMethods", "AllowHeaders",  "AllowOrigins",
                                                       "MaxAge",       "ExposeHeaders", "AllowCredentials"};
constexpr std::array<std::string_view, 3> kAuthKeys = {"Authorizers", "DefaultAuthorizer", "EnableIamAuthorizer"};

constexpr std::string_view kCreatedBy = "httpapi:createdBy";
constexpr std::string_view kDefaultStage = "$default";

// Expands one resource. Its settings are written into the OpenAPI document, where the service expects them.
class HttpApiExpander {
public:
  HttpApiExpander(SamContext& context, const SamResource& api) : context_(context), make_(context.make), api_(api) {}

  bool expand() {
    const Value* uri = api_.get("DefinitionUri");
    body_ = api_.get("DefinitionBody");
    if (is_nothing(uri)) uri = nullptr;
    if (is_nothing(body_)) body_ = nullptr;
    if (uri != nullptr && body_ != nullptr) {
      return fail(*uri, "DefinitionUri and DefinitionBody cannot be used together; remove one", "DefinitionUri");
    }
    editable_ = HttpApiEditor::accepts(body_);
    if (body_ != nullptr) body_ = make_.copy(body_);
    if (!add_cors() || !add_auth() || !add_tags() || !add_endpoint() || !add_info("Name", "title") ||
        !add_info("Description", "description")) {
      return false;
    }
    const Value* strict = api_.get("FailOnWarnings");
    if (is_nothing(strict)) strict = nullptr;
    if (strict != nullptr && editable_) editor().rename_default_path();
    Value* api = make_.object({{"FailOnWarnings", make_.copy(strict)}});
    if (!set_definition(*api, uri)) return false;
    context_.add_resource(api_, api_.logical_id, "AWS::ApiGatewayV2::Api", api, own_attributes(context_, api_));
    add_authorizer_permissions(context_, api_, authorizers_);
    if (!add_api_v2_domain(context_, api_, kCreatedBy, domain_tags())) return false;
    add_stage();
    return true;
  }

private:
  bool fail(const Value& place, Complaint complaint, std::string_view property) {
    return context_.fail(api_, &place, std::move(complaint), property);
  }

  // Only for editable documents. The editor reports problems of the document.
  HttpApiEditor editor() { return {context_, api_.logical_id, *body_}; }

  // Reports a setting that requires a document if there is none.
  bool need_document(const Value& setting, std::string_view property) {
    if (body_ == nullptr) {
      return fail(
          setting,
          fmt::format("{} is added to the definition, so it requires DefinitionBody, not DefinitionUri", property),
          property);
    }
    if (editable_) return true;
    return fail(setting,
                fmt::format("{} is added to DefinitionBody, which must therefore be an OpenAPI 3 document: a map with "
                            "'openapi: 3.0.1' and a map of 'paths'",
                            property),
                property);
  }

  bool add_cors() {
    constexpr std::string_view kName = "CorsConfiguration";
    const Value* given = api_.get(kName);
    if (is_nothing(given)) return true;
    const ValueFactory::Scope scope(make_, *given);
    Value* settings = context_.parameters.resolve(given);
    if (is_nothing(settings)) return true;
    if (settings->is_boolean()) {
      settings = make_.object({{"AllowOrigins", make_.list({make_.string("*")})}});
    } else if (!settings->is_mapping()) {
      return fail(*given, fmt::format("{} must be true or a map, found {}", kName, describe(*settings)), kName);
    }
    if (!settings->is_intrinsic()) {
      for (const Entry& entry : settings->entries()) {
        if (std::find(kCorsKeys.begin(), kCorsKeys.end(), entry.key->text()) != kCorsKeys.end()) continue;
        return fail(*entry.key,
                    misspelt(fmt::format("Unknown key '{1}' in {0}", kName, entry.key->text()),
                             near_property(entry.key->text(), kCorsKeys),
                             fmt::format("; expected {}", fmt::join(kCorsKeys, ", "))),
                    kName);
      }
    }
    if (!need_document(*given, kName)) return false;
    const Value* credentials = settings->get("AllowCredentials");
    const Value* origins = settings->get("AllowOrigins");
    if (credentials != nullptr && credentials->is_boolean() && !is_nothing(credentials) && origins != nullptr &&
        origins->items().size() == 1 && origins->items()[0]->is("*")) {
      return fail(
          *given,
          "AllowCredentials cannot be true when AllowOrigins is '*' because browsers refuse it; list the origins",
          kName);
    }
    HttpApiEditor edit = editor();
    edit.add_cors(*settings);
    return edit.ok();
  }

  bool add_auth() {
    constexpr std::string_view kName = "Auth";
    const Value* auth = api_.get(kName);
    if (is_nothing(auth)) return true;
    const ValueFactory::Scope scope(make_, *auth);
    for (const Entry& entry : auth->entries()) {
      if (std::find(kAuthKeys.begin(), kAuthKeys.end(), entry.key->text()) != kAuthKeys.end()) continue;
      return fail(*entry.key,
                  misspelt(fmt::format("Unknown key '{}' in Auth of an HTTP API", entry.key->text()),
                           near_property(entry.key->text(), kAuthKeys),
                           fmt::format("; expected {}", fmt::join(kAuthKeys, ", "))),
                  kName);
    }
    if (!need_document(*auth, kName)) return false;
    std::optional<std::vector<HttpAuthorizer>> found = http_authorizers(context_, api_, *auth);
    if (!found) return false;
    authorizers_ = std::move(*found);
    HttpApiEditor edit = editor();
    for (const HttpAuthorizer& authorizer : authorizers_) {
      edit.add_security_scheme(authorizer.name, security_scheme(context_, authorizer));
    }
    return set_default_authorizer(edit, auth->get("DefaultAuthorizer")) && edit.ok();
  }

  bool set_default_authorizer(HttpApiEditor& edit, const Value* name) {
    constexpr std::string_view kPath = "Auth/DefaultAuthorizer";
    if (is_nothing(name) || name->is_no_value()) return true;
    if (!name->is_string()) {
      return fail(*name, fmt::format("DefaultAuthorizer must be the name of an authorizer, found {}", describe(*name)),
                  kPath);
    }
    const auto found = std::find_if(authorizers_.begin(), authorizers_.end(),
                                    [&](const HttpAuthorizer& authorizer) { return name->is(authorizer.name); });
    if (found == authorizers_.end()) {
      std::vector<std::string_view> known;
      for (const HttpAuthorizer& authorizer : authorizers_) known.push_back(authorizer.name);
      return fail(
          *name,
          misspelt(fmt::format("DefaultAuthorizer '{}' is not defined in Authorizers", name->text()),
                   near_declared(name->text(), known), name->is(kIamAuthorizer) ? "; EnableIamAuthorizer adds it" : ""),
          kPath);
    }
    const ValueFactory::Scope scope(make_, *name);
    edit.set_default_authorizer(found->name, found->scopes());
    return true;
  }

  // Of the domain: those of an API whose definition stands in the template, whether PropagateTags is set or not.
  const Value* domain_tags() const { return body_ == nullptr || is_nothing(api_.get("Tags")) ? nullptr : tags_; }

  bool add_tags() {
    const Value* given = api_.get("Tags");
    if (!is_nothing(given) && !need_document(*given, "Tags")) return false;
    tags_ = given;
    if (!editable_) return true;
    tags_ = api_v2_tags(context_, api_, kCreatedBy);
    HttpApiEditor edit = editor();
    edit.add_tags(*tags_);
    return edit.ok();
  }

  bool add_endpoint() {
    constexpr std::string_view kName = "DisableExecuteApiEndpoint";
    const Value* disabled = api_.get(kName);
    if (disabled == nullptr) return true;
    if (!need_document(*disabled, kName)) return false;
    const ValueFactory::Scope scope(make_, *disabled);
    HttpApiEditor edit = editor();
    edit.disable_execute_api_endpoint(*disabled);
    return edit.ok();
  }

  // Name and Description. Replaces the title in documents that SAM generates.
  bool add_info(std::string_view property, std::string_view key) {
    const Value* given = api_.get(property);
    if (is_nothing(given)) return true;
    if (!need_document(*given, property)) return false;
    const Value* written = body_->get("info");
    written = written == nullptr ? nullptr : written->get(key);
    const bool title = key == "title";
    if (title ? written == nullptr || written->ref() != "AWS::StackName" : !is_nothing(written)) {
      return fail(*given,
                  fmt::format("{} only works for definitions {}; write 'info/{}' in DefinitionBody and remove {}",
                              property, title ? "that SAM generates" : "without a description", key, property),
                  property);
    }
    HttpApiEditor edit = editor();
    edit.set_info(key, *given);
    return edit.ok();
  }

  bool set_definition(Value& api, const Value* uri) {
    if (body_ != nullptr) {
      api.set("Body", body_);
      return true;
    }
    if (uri == nullptr) {
      return fail(
          *api_.body,
          "An HTTP API requires a definition: DefinitionBody, DefinitionUri, or a function's events of type HttpApi",
          "DefinitionBody");
    }
    Value* place = s3_object(context_, api_, *uri, "DefinitionUri", {"Bucket", "Key", "Version"});
    if (place == nullptr) return false;
    api.set("BodyS3Location", place);
    return true;
  }

  void add_stage() {
    const Value* given = api_.get("StageName");
    Value* name = is_nothing(given) ? make_.string(kDefaultStage) : make_.copy(given);
    const std::string_view text = name->is_string() ? name->text() : std::string_view{};
    const std::string suffix = text == kDefaultStage   ? "ApiGatewayDefaultStage"
                               : is_alphanumeric(text) ? fmt::format("{}Stage", text)
                                                       : "Stage" + short_hash(text);
    Value* stage = api_v2_stage(context_, api_, name);
    if (tags_ != nullptr) stage->set("Tags", make_.copy(tags_));
    context_.add_resource(api_, api_.logical_id + suffix, "AWS::ApiGatewayV2::Stage", stage,
                          derived_attributes(context_, api_));
  }

  SamContext& context_;
  ValueFactory& make_;
  const SamResource& api_;
  Value* body_ = nullptr;        // the definition; null if it is not in the template
  bool editable_ = false;        // the body is an OpenAPI 3 document
  const Value* tags_ = nullptr;  // of the stage
  std::vector<HttpAuthorizer> authorizers_;
};

}  // namespace

bool expand_http_api(SamContext& context, const SamResource& resource) {
  return check_properties(context.problems, resource.logical_id, resource.type, *resource.body, resource.properties,
                          property_rules(resource.type)) &&
         HttpApiExpander(context, resource).expand();
}

}  // namespace virga
