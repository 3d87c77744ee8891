#include <string_view>

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/passed_on.h"
#include "compiler/expand/serverless/core/s3_location.h"
#include "compiler/expand/serverless/core/values.h"
#include "schemas/sam_facts.h"

namespace virga {
namespace {

constexpr std::string_view kObject = "s3://bucket/value";
constexpr std::string_view kImage = "111111111111.dkr.ecr.region.amazonaws.com/repository";

constexpr std::string_view kSam = "AWS::Serverless::";

// The transform leaves the paths of nested templates, and of a GraphQL API's functions and resolvers, unchanged.
bool is_replaced(const ArtifactPlace& artifact) {
  const bool is_nested = artifact.path.find('.') != std::string_view::npos;
  return artifact.type.starts_with(kSam) && artifact.form != ObjectForm::Template && !is_nested;
}

class ArtifactWalk {
public:
  explicit ArtifactWalk(SamContext& context) : context_(context) {}

  void property(Value& properties, std::string_view name) {
    const Value* uri = properties.get(name);
    if (uri == nullptr) return;
    const bool built = context_.options.artifacts == Artifacts::Built && uri->is_intrinsic();
    if (!built && !is_local_path(*uri)) return;
    if (first_ == nullptr) first_ = uri;
    if (keeps()) return;
    const ValueFactory::Scope scope(context_.make, *uri);
    properties.set(name, context_.make.string(kObject));
  }

  // Code that is not specified: the template's folder is packaged then.
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-build.html
  void folder_of_template(const Entry& resource, std::string_view name) {
    if (context_.options.artifacts == Artifacts::Require) return;
    const ValueFactory::Scope scope(context_.make, *resource.key);
    Value* properties = resource.value->get("Properties");
    if (properties == nullptr || properties->is_null()) {
      properties = context_.make.object();
      resource.value->set("Properties", properties);
    }
    if (!properties->is_mapping() || calls_transform(properties)) return;
    if (first_ == nullptr) first_ = resource.key;
    properties->set(name, context_.make.string(keeps() ? "." : kObject));
  }

  // The image of a function is built according to its Metadata, or specified by ImageUri.
  void image(Value& body, Value& properties) {
    const Value* uri = properties.get("ImageUri");
    if (uri != nullptr || !body.at("Metadata", "Dockerfile")) return;
    if (first_ == nullptr) first_ = body.get("Metadata");
    images_ = true;
    if (context_.options.artifacts == Artifacts::Require) return;
    const ValueFactory::Scope scope(context_.make, *body.get("Metadata"));
    properties.set("ImageUri", context_.make.string(kImage));
  }

  void note() const {
    if (first_ == nullptr || context_.options.artifacts != Artifacts::Keep) return;
    context_.problems.note({}, first_,
                           images_ ? "Local paths are kept, and images that are not built yet have a placeholder "
                                     "address; package the template before deploying it"
                                   : "Local paths are kept; run virga package before deploying the template");
  }

private:
  // Whether paths are left unchanged, for good or for the transform to reject.
  bool keeps() const {
    return context_.options.artifacts == Artifacts::Keep || context_.options.artifacts == Artifacts::Require;
  }

  SamContext& context_;
  const Value* first_ = nullptr;  // the first local path
  bool images_ = false;           // an image has yet to be built
};

const Value* property_of(const SamResource& resource, std::string_view name) {
  const Value* properties = resource.properties;
  return properties == nullptr ? nullptr : present(properties, name);
}

const Value* content_of(const SamResource& layer) { return property_of(layer, "ContentUri"); }

// Whether neither the function nor Globals specify the code of a function with a zip package.
bool names_no_code(const SamResource& function, const Value& root) {
  const Value* type = property_of(function, "PackageType");
  return (type == nullptr || type->is("Zip")) && property_of(function, "CodeUri") == nullptr &&
         property_of(function, "InlineCode") == nullptr && root.at("Globals", "Function", "CodeUri") == nullptr;
}

}  // namespace

void replace_local_artifacts(SamContext& context) {
  ArtifactWalk walk(context);
  if (Value* defaults = context.root.get("Globals")) {
    for (const Entry& section : defaults->entries()) {
      for (const ArtifactPlace& artifact : artifact_places()) {
        if (is_replaced(artifact) && artifact.type.substr(kSam.size()) == section.key->text()) {
          walk.property(*section.value, artifact.path);
        }
      }
    }
  }
  for (const Entry& resource : context.source->entries()) {
    const std::string_view type = resource.value->string_at("Type");
    const SamResource written{std::string(resource.key->text()), type, resource.value,
                              resource.value->get("Properties")};
    if (type == "AWS::Serverless::Function" && names_no_code(written, context.root)) {
      walk.folder_of_template(resource, "CodeUri");
    } else if (type == "AWS::Serverless::LayerVersion" && content_of(written) == nullptr) {
      walk.folder_of_template(resource, "ContentUri");
    }
    Value* properties = resource.value->get("Properties");
    if (properties == nullptr || !properties->is_mapping()) continue;
    for (const ArtifactPlace& artifact : artifact_places()) {
      if (artifact.type == type && is_replaced(artifact)) walk.property(*properties, artifact.path);
    }
    if (type == "AWS::Serverless::Function" && properties->string_at("PackageType") == "Image") {
      walk.image(*resource.value, *properties);
    }
  }
  walk.note();
}

}  // namespace virga
