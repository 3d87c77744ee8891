// The steps of the SAM transform and the resource types, with one file for each.
#pragma once

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Before the resources are expanded, in this order; each changes context.source -------------------------------------

// Checks basic shapes that later steps rely on: Resources is a map of maps, and so on. False if the template cannot be
// expanded.
bool check_template_shape(SamContext& context);
// Adds an empty definition, to be filled by events, to each Api or HttpApi without one. default_definition_body.cpp
void add_default_definition_bodies(SamContext& context);
// Adds ServerlessRestApi or ServerlessHttpApi for events that name no API. implicit_rest_api.cpp, implicit_http_api.cpp
void add_implicit_rest_api(SamContext& context);
void add_implicit_http_api(SamContext& context);
// Merges Globals into the resources and removes the section.
void merge_globals(SamContext& context);
// Replaces policy templates in Policies by statements. policy_templates.cpp
void expand_policy_templates(SamContext& context);
// Turns the `Connectors` of any resource into resources of type Connector. embedded_connectors.cpp
void lift_embedded_connectors(SamContext& context);

// One resource; false when a problem was reported -----------------------------------------------------------------

bool expand_function(SamContext& context, const SamResource& resource);
bool expand_state_machine(SamContext& context, const SamResource& resource);
bool expand_api(SamContext& context, const SamResource& resource);
bool expand_http_api(SamContext& context, const SamResource& resource);
bool expand_web_socket_api(SamContext& context, const SamResource& resource);
bool expand_simple_table(SamContext& context, const SamResource& resource);
bool expand_layer_version(SamContext& context, const SamResource& resource);
bool expand_application(SamContext& context, const SamResource& resource);
bool expand_graphql_api(SamContext& context, const SamResource& resource);
bool expand_capacity_provider(SamContext& context, const SamResource& resource);
bool expand_connector(SamContext& context, const SamResource& resource);

// After them -------------------------------------------------------------------------------------------------------

// Updates references to IDs that changed, then `Ref Function.Alias` and the like in GetAtt, Sub and DependsOn.
// reference_rewriter.cpp
void rewrite_references(SamContext& context);

// Local paths ------------------------------------------------------------------------------------------------------

// Applies ExpandOptions::artifacts to the local paths of CodeUri, ContentUri, DefinitionUri, SchemaUri, ImageUri and
// the like. local_artifacts.cpp
void replace_local_artifacts(SamContext& context);

}  // namespace virga
