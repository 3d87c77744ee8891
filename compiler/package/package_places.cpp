#include "compiler/package/package_places.h"

namespace virga {

namespace {

constexpr PackagePlace kPlaces[] = {
    {"AWS::Serverless::Function", "CodeUri", ObjectForm::Uri, true, true},
    {"AWS::Serverless::LayerVersion", "ContentUri", ObjectForm::Uri, true, true},
    {"AWS::Serverless::Api", "DefinitionUri", ObjectForm::Uri},
    {"AWS::Serverless::HttpApi", "DefinitionUri", ObjectForm::Uri},
    {"AWS::Serverless::StateMachine", "DefinitionUri", ObjectForm::BucketKey},
    {"AWS::Serverless::GraphQLApi", "SchemaUri", ObjectForm::Uri},
    {"AWS::Serverless::GraphQLApi", "Functions.*.CodeUri", ObjectForm::Uri},
    {"AWS::Serverless::GraphQLApi", "Resolvers.*.*.CodeUri", ObjectForm::Uri},
    {"AWS::Serverless::Application", "Location", ObjectForm::Template},
    {"AWS::Lambda::Function", "Code", ObjectForm::S3BucketKey, true, true},
    {"AWS::Lambda::LayerVersion", "Content", ObjectForm::S3BucketKey, true, true},
    {"AWS::ApiGateway::RestApi", "BodyS3Location", ObjectForm::BucketKey},
    {"AWS::ApiGatewayV2::Api", "BodyS3Location", ObjectForm::BucketKey},
    {"AWS::AppSync::GraphQLSchema", "DefinitionS3Location", ObjectForm::Uri},
    {"AWS::AppSync::Resolver", "RequestMappingTemplateS3Location", ObjectForm::Uri},
    {"AWS::AppSync::Resolver", "ResponseMappingTemplateS3Location", ObjectForm::Uri},
    {"AWS::AppSync::Resolver", "CodeS3Location", ObjectForm::Uri},
    {"AWS::AppSync::FunctionConfiguration", "RequestMappingTemplateS3Location", ObjectForm::Uri},
    {"AWS::AppSync::FunctionConfiguration", "ResponseMappingTemplateS3Location", ObjectForm::Uri},
    {"AWS::AppSync::FunctionConfiguration", "CodeS3Location", ObjectForm::Uri},
    {"AWS::CloudFormation::Stack", "TemplateURL", ObjectForm::Template},
    {"AWS::CloudFormation::ModuleVersion", "ModulePackage", ObjectForm::Uri},
    {"AWS::CloudFormation::ResourceVersion", "SchemaHandlerPackage", ObjectForm::Uri},
    {"AWS::CodeCommit::Repository", "Code.S3", ObjectForm::BucketKey, true},
    {"AWS::ElasticBeanstalk::ApplicationVersion", "SourceBundle", ObjectForm::S3BucketKey},
    {"AWS::Glue::Job", "Command.ScriptLocation", ObjectForm::Uri},
    {"AWS::StepFunctions::StateMachine", "DefinitionS3Location", ObjectForm::BucketKey},
};

constexpr PackagePlace kMetadata[] = {
    {"AWS::ServerlessRepo::Application", "LicenseUrl", ObjectForm::Uri},
    {"AWS::ServerlessRepo::Application", "ReadmeUrl", ObjectForm::Uri},
};

}  // namespace

std::span<const PackagePlace> package_places() { return kPlaces; }
std::span<const PackagePlace> metadata_places() { return kMetadata; }

}  // namespace virga
