// AWS::Serverless::HttpApi, its events, and AWS::Serverless::WebSocketApi.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/expand_fixture.h"

namespace virga {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr const char* kPaths = "openapi: 3.0.1, paths: {/a: {get: {x-amazon-apigateway-integration: {uri: u}}}}";

std::string http_api(const std::string& properties) {
  return "  A: {Type: AWS::Serverless::HttpApi, Properties: {" + properties + "}}\n";
}
std::string with_body(const std::string& properties) {
  return http_api("DefinitionBody: {" + std::string(kPaths) + "}, " + properties);
}
std::string function(const std::string& id, const std::string& events, const std::string& more = "") {
  return "  " + id + ": {Type: AWS::Serverless::Function, " + more +
         "Properties: {Runtime: python3.12, Handler: a.b, CodeUri: s3://b/k, Role: r, Events: {" + events + "}}}\n";
}
std::string web_socket(const std::string& properties) {
  return "  A: {Type: AWS::Serverless::WebSocketApi, Properties: {RouteSelectionExpression: $request.body.action, " +
         properties + "}}\n";
}
std::string problem(const std::string& resources) {
  const std::vector<std::string> problems = Expanded(resources).problems();
  return problems.size() == 1 ? problems[0] : std::to_string(problems.size()) + " problems";
}

TEST(HttpApi, AnApiAndItsStage) {
  const Expanded result(http_api("Tags: {a: b}, StageVariables: {v: w}"));
  EXPECT_THAT(result.ids(), ElementsAre("A", "AApiGatewayDefaultStage"));
  EXPECT_EQ(result.text("A"), R"({"Type": "AWS::ApiGatewayV2::Api","Properties": {"Body": {"openapi": "3.0.1","info": )"
                              R"({"version": "1.0","title": {"Ref": "AWS::StackName"}},"paths": {},"tags": )"
                              R"([{"name": "a","x-amazon-apigateway-tag-value": "b"},)"
                              R"({"name": "httpapi:createdBy","x-amazon-apigateway-tag-value": "SAM"}]}}})");
  EXPECT_EQ(result.text("AApiGatewayDefaultStage"),
            R"({"Type": "AWS::ApiGatewayV2::Stage","Properties": {"ApiId": {"Ref": "A"},"StageName": "$default",)"
            R"("StageVariables": {"v": "w"},"AutoDeploy": true,"Tags": {"a": "b","httpapi:createdBy": "SAM"}}})");
}

TEST(HttpApi, StageIds) {
  EXPECT_THAT(Expanded(http_api("StageName: Prod")).ids(), ElementsAre("A", "AProdStage"));
  EXPECT_THAT(Expanded(http_api("StageName: !Ref S")).ids(), ElementsAre("A", "AStage"));
  EXPECT_THAT(Expanded(http_api("StageName: a-b")).ids(), ElementsAre("A", "AStage34fafddda8"));
}

TEST(HttpApi, SettingsGoIntoTheDefinition) {
  const std::string text =
      Expanded(http_api("Name: n, Description: d, DisableExecuteApiEndpoint: true, FailOnWarnings: true, "
                        "CorsConfiguration: {AllowOrigins: [o], MaxAge: 0, AllowCredentials: true}"))
          .text("A");
  EXPECT_THAT(text, AllOf(HasSubstr(R"("title": "n","description": "d")"), HasSubstr(R"("FailOnWarnings": true)"),
                          HasSubstr(R"("disableExecuteApiEndpoint": true)")));
  EXPECT_THAT(text, HasSubstr(R"("x-amazon-apigateway-cors": )"
                              R"({"allowOrigins": ["o"],"maxAge": 0,"allowCredentials": true})"));
  EXPECT_THAT(Expanded(http_api("CorsConfiguration: true")).text("A"), HasSubstr(R"({"allowOrigins": ["*"]})"));
  EXPECT_THAT(
      Expanded(http_api("CorsConfiguration: !If [C, {AllowMethods: [GET]}, !Ref AWS::NoValue]")).text("A"),
      HasSubstr(R"("x-amazon-apigateway-cors": {"Fn::If": ["C",{"allowMethods": ["GET"]},{"Ref": "AWS::NoValue"}]})"));
}

TEST(HttpApi, DefinitionsElsewhere) {
  const Expanded result(http_api("DefinitionUri: 's3://b/k?versionId=v'"));
  EXPECT_THAT(result.text("A"), HasSubstr(R"("BodyS3Location": {"Bucket": "b","Key": "k","Version": "v"})"));
  EXPECT_THAT(result.text("AApiGatewayDefaultStage"), Not(HasSubstr("Tags")));
  EXPECT_THAT(problem(http_api("DefinitionUri: 's3://b/k', Tags: {a: b}")), HasSubstr("Tags is added to"));
  EXPECT_THAT(problem(http_api("DefinitionUri: {Bucket: b}")), HasSubstr("requires Bucket and Key"));
  EXPECT_THAT(problem(with_body("DefinitionUri: 's3://b/k'")), HasSubstr("remove one"));
  EXPECT_THAT(problem(http_api("DefinitionBody: {swagger: 2.0, paths: {}}, Auth: {EnableIamAuthorizer: true}")),
              HasSubstr("must therefore be an OpenAPI 3 document"));
}

TEST(HttpApi, Authorizers) {
  const Expanded result(with_body(
      "Auth: {EnableIamAuthorizer: true, DefaultAuthorizer: J, Authorizers: {"
      "J: {AuthorizationScopes: [s], IdentitySource: i, JwtConfiguration: {Issuer: x, audience: [y]}}, "
      "L: {FunctionArn: f, FunctionInvokeRole: r, AuthorizerPayloadFormatVersion: 2.0, EnableSimpleResponses: true, "
      "EnableFunctionDefaultPermissions: true, Identity: {Headers: [h], Context: [c], ReauthorizeEvery: 0}}}}"));
  const std::string text = result.text("A");
  EXPECT_THAT(text, HasSubstr(R"("AWS_IAM": {"type": "apiKey","name": "Authorization","in": "header",)"
                              R"("x-amazon-apigateway-authtype": "awsSigv4"})"));
  EXPECT_THAT(text, HasSubstr(R"("J": {"type": "oauth2","x-amazon-apigateway-authorizer": {"jwtConfiguration": )"
                              R"({"issuer": "x","audience": ["y"]},"identitySource": "i","type": "jwt"}})"));
  EXPECT_THAT(text, HasSubstr(R"("authorizerCredentials": "r","authorizerResultTtlInSeconds": 0,)"
                              R"("identitySource": ["$request.header.h","$context.c"],)"
                              R"("authorizerPayloadFormatVersion": 2.0,"enableSimpleResponses": true)"));
  EXPECT_THAT(text, HasSubstr(R"("security": [{"J": ["s"]}])"));
  EXPECT_THAT(result.text("ALAuthorizerPermission"),
              AllOf(HasSubstr(R"("FunctionName": "f")"), HasSubstr("${__ApiId__}/authorizers/*")));
}

TEST(HttpApi, FaultsOfAuthorizers) {
  const auto message = [](const std::string& authorizer) {
    return problem(with_body("Auth: {Authorizers: {X: " + authorizer + "}}"));
  };
  EXPECT_THAT(message("{FunctionArn: f}"), HasSubstr("requires 'AuthorizerPayloadFormatVersion'"));
  EXPECT_THAT(message("{JwtConfiguration: {a: b}}"), HasSubstr("requires 'IdentitySource'"));
  EXPECT_THAT(message("{JwtConfiguration: {a: b}, IdentitySource: i, Identity: {}}"),
              HasSubstr("authorizers that call a function"));
  EXPECT_THAT(message("{OpenIdConnectUrl: u}"), HasSubstr("no longer supported"));
  EXPECT_THAT(message("[x]"), HasSubstr("must be a map, found a list"));
  EXPECT_THAT(message("{FunctionArn: f, AuthorizerPayloadFormatVersion: 2.0, Identity: {Headers: h}}"),
              HasSubstr("Identity/Headers"));
  EXPECT_THAT(problem(with_body("Auth: {DefaultAuthorizer: AWS_IAM}")), HasSubstr("EnableIamAuthorizer adds it"));
  EXPECT_THAT(problem(with_body("Auth: {Default: X}")), HasSubstr("Unknown key 'Default'"));
  EXPECT_THAT(problem(http_api("CorsConfiguration: {AllowOrigins: ['*'], AllowCredentials: true}")),
              HasSubstr("AllowCredentials cannot be true"));
}

TEST(HttpApi, FaultsOfDocuments) {
  const auto message = [](const std::string& body, const std::string& more) {
    return problem(http_api("DefinitionBody: {openapi: 3.0.1, " + body + "}, " + more));
  };
  const std::string guarded = "Auth: {EnableIamAuthorizer: true, DefaultAuthorizer: AWS_IAM}";
  EXPECT_THAT(message("paths: {/a: [x]}", guarded), HasSubstr("Path '/a' must be a map"));
  EXPECT_THAT(message("paths: {/a: {get: }}", guarded), HasSubstr("'get' of path '/a' must be a map"));
  EXPECT_THAT(message("paths: {/a: {any: {}}}", guarded), HasSubstr("written 'x-amazon-apigateway-any-method'"));
  EXPECT_THAT(message("paths: {}, components: [x]", guarded), HasSubstr("'components'"));
  EXPECT_THAT(message("paths: {}, tags: {a: b}", "Tags: {c: d}"), HasSubstr("tags of an OpenAPI document"));
  EXPECT_THAT(message("paths: {}, info: {title: t}", "Name: n"), HasSubstr("write 'info/title'"));
}

TEST(HttpApi, DomainsWithMappingsAndRecords) {
  const Expanded result(
      http_api("StageName: S, PropagateTags: true, Tags: {a: b}, Domain: {DomainName: d.example, CertificateArn: c, "
               "BasePath: [/, one/two], SecurityPolicy: TLS_1_2, MutualTlsAuthentication: {TruststoreUri: t}, "
               "Route53: {HostedZoneId: z, IpV6: true}}"));
  ASSERT_THAT(result.problems(), IsEmpty());
  ASSERT_EQ(result.ids().size(), 6);
  EXPECT_THAT(
      result.text(result.ids()[1]),
      AllOf(HasSubstr(R"("Type": "AWS::ApiGatewayV2::DomainName")"), HasSubstr(R"("SecurityPolicy": "TLS_1_2")"),
            HasSubstr(R"("MutualTlsAuthentication": {"TruststoreUri": "t"})"), HasSubstr(R"("a": "b")")));
  EXPECT_THAT(result.text("AonetwoApiMapping"),
              AllOf(HasSubstr(R"("ApiMappingKey": "one/two")"), HasSubstr(R"("Stage": {"Ref": "ASStage"})")));
  EXPECT_THAT(result.text(result.ids()[4]), AllOf(HasSubstr(R"("Type": "A")"), HasSubstr(R"("Type": "AAAA")")));
  EXPECT_THAT(problem(http_api("Domain: {DomainName: d}")), HasSubstr("'CertificateArn' is missing"));
  EXPECT_THAT(problem(http_api("Domain: {DomainName: d, CertificateArn: c, BasePath: [!Ref X]}")),
              HasSubstr("BasePath can only contain"));
  EXPECT_THAT(problem(http_api("Domain: {DomainName: d, CertificateArn: c, EndpointConfiguration: EDGE}")),
              HasSubstr("REGIONAL"));
}

TEST(HttpApiEvent, TheImplicitApi) {
  const Expanded result(function("F",
                                 "E: {Type: HttpApi}, G: {Type: HttpApi, Properties: {Path: '/p/{id}/', Method: POST, "
                                 "TimeoutInMillis: 9, PayloadFormatVersion: '1.0', RouteSettings: {Throttling: 1}}}"));
  ASSERT_THAT(result.problems(), IsEmpty());
  // The permission for the default route is sufficient for the other one.
  EXPECT_THAT(result.ids(), UnorderedElementsAre("F", "FEPermission", "ServerlessHttpApi",
                                                 "ServerlessHttpApiApiGatewayDefaultStage"));
  const std::string api = result.text("ServerlessHttpApi");
  EXPECT_THAT(api, HasSubstr(R"("isDefaultRoute": true)"));
  EXPECT_THAT(api, HasSubstr("functions/${F.Arn}/invocations"));
  EXPECT_THAT(api, HasSubstr(R"("payloadFormatVersion": "1.0")"));
  EXPECT_THAT(api, HasSubstr(R"("timeoutInMillis": 9)"));
  EXPECT_THAT(api, HasSubstr(R"("parameters": [{"name": "id","in": "path","required": true}])"));
  EXPECT_THAT(result.text("ServerlessHttpApiApiGatewayDefaultStage"),
              HasSubstr(R"("RouteSettings": {"POST /p/{id}/": {"Throttling": 1}})"));
}

TEST(HttpApiEvent, Permissions) {
  const auto arn = [](const std::string& path, const std::string& method) {
    return Expanded(function("F", "E: {Type: HttpApi, Properties: {Path: " + path + ", Method: " + method + "}}"))
        .text("FEPermission");
  };
  EXPECT_THAT(arn("'/p/{id}/'", "post"), HasSubstr("${__Stage__}/POST/p/*\""));
  EXPECT_THAT(arn("/", "any"), HasSubstr("${__Stage__}/*/\""));
  EXPECT_THAT(arn("/$default", "ANY"), HasSubstr("${__Stage__}/$default\""));
  EXPECT_THAT(arn("'/{a b}/{proxy+}'", "get"), HasSubstr("/GET/{a b}/*\""));
}

TEST(HttpApiEvent, ConditionsGuardWhatTheyAddTo) {
  const Expanded result(function("F", "E: {Type: HttpApi, Properties: {Path: /f, Method: get}}", "Condition: C, ") +
                        function("G", "E: {Type: HttpApi, Properties: {Path: /f, Method: post}}", "Condition: D, "));
  const std::string api = result.text("ServerlessHttpApi");
  EXPECT_THAT(api, HasSubstr(R"("Condition": "ServerlessHttpApiCondition")"));
  EXPECT_THAT(api, HasSubstr(R"("/f": {"Fn::If": ["ServerlessHttpApiSLASHfPathCondition",)"));
  EXPECT_THAT(api, HasSubstr(R"("get": {"Fn::If": ["C",)"));
  EXPECT_THAT(api, HasSubstr(R"("uri": {"Fn::If": ["D",)"));
}

TEST(HttpApiEvent, AuthOfTheEvent) {
  const std::string jwt =
      "Authorizers: {J: {AuthorizationScopes: [s], IdentitySource: i, JwtConfiguration: {issuer: x}}}";
  const auto expanded = [](const std::string& auth, const std::string& of_event) {
    return Expanded(http_api("Auth: {" + auth + "}") +
                    function("F", "E: {Type: HttpApi, Properties: {Path: /, Method: get, ApiId: !Ref A, Auth: {" +
                                      of_event + "}}}"));
  };
  EXPECT_THAT(expanded(jwt, "Authorizer: J").text("A"), HasSubstr(R"("security": [{"J": ["s"]}])"));
  EXPECT_THAT(expanded(jwt, "Authorizer: J, AuthorizationScopes: [t]").text("A"), HasSubstr(R"([{"J": ["t"]}])"));
  EXPECT_THAT(expanded(jwt + ", DefaultAuthorizer: J", "Authorizer: NONE").text("A"), HasSubstr(R"([{"NONE": []}])"));
  EXPECT_THAT(expanded("EnableIamAuthorizer: true", "Authorizer: AWS_IAM").text("A"),
              HasSubstr(R"([{"AWS_IAM": []}])"));
  EXPECT_THAT(expanded(jwt, "Authorizer: NONE").problems(), ElementsAre(HasSubstr("F: Authorizer NONE")));
  EXPECT_THAT(expanded(jwt, "Authorizer: K").problems(), ElementsAre(HasSubstr("not defined in Authorizers of 'A'")));
  EXPECT_THAT(expanded(jwt, "InvokeRole: r").problems(), ElementsAre(HasSubstr("requires an Authorizer")));
  EXPECT_THAT(expanded(jwt, "Authorizer: !Ref J").problems(), ElementsAre(HasSubstr("name of an authorizer")));
  EXPECT_THAT(expanded(jwt, "Authorizer: J, AuthorizationScopes: t").problems(), ElementsAre(HasSubstr("a list")));
}

TEST(HttpApiEvent, Faults) {
  const auto message = [](const std::string& properties) {
    return problem(function("F", "E: {Type: HttpApi, Properties: " + properties + "}"));
  };
  EXPECT_THAT(message("{Path: /}"), HasSubstr("F: Missing required property 'Method' of event 'E' (HttpApi)"));
  EXPECT_THAT(message("{ApiId: !Ref Other}"), HasSubstr("found 'Other'"));
  EXPECT_THAT(message("{RouteSettings: x}"), HasSubstr("RouteSettings must be a map"));
  EXPECT_THAT(message("{TimeoutInMillis: x}"), HasSubstr("FE: Property 'TimeoutInMillis'"));
  EXPECT_THAT(problem(function("F", "E: {Type: HttpApi}, G: {Type: HttpApi}")), HasSubstr("has two events"));
  EXPECT_THAT(
      problem(function("F", "E: {Type: HttpApi, Properties: {ApiId: A}}") + http_api("DefinitionBody: {info: {}}")),
      HasSubstr("A: Event 'E' of 'F' is added to DefinitionBody"));
}

TEST(WebSocketApi, RoutesAndStage) {
  const Expanded result(
      web_socket("RouteSettings: {$connect: {a: b}}, Routes: {$connect: {FunctionArn: f, "
                 "IntegrationTimeout: 7}, sendMessage: {FunctionArn: g, OperationName: o}}"));
  ASSERT_THAT(result.problems(), IsEmpty());
  EXPECT_THAT(result.ids(),
              ElementsAre("A", "AConnectRoute", "AConnectIntegration", "AConnectPermission", "ASendmessageRoute",
                          "ASendmessageIntegration", "ASendmessagePermission", "ADefaultStage"));
  EXPECT_THAT(result.text("A"), AllOf(HasSubstr(R"("Name": "A")"), HasSubstr(R"("ProtocolType": "WEBSOCKET")"),
                                      HasSubstr(R"("websocketapi:createdBy": "SAM")")));
  EXPECT_THAT(result.text("AConnectIntegration"), HasSubstr(R"("TimeoutInMillis": 7)"));
  EXPECT_THAT(result.text("ASendmessageRoute"),
              AllOf(HasSubstr(R"("RouteKey": "sendMessage")"), HasSubstr(R"("OperationName": "o")")));
  EXPECT_THAT(result.text("AConnectPermission"), HasSubstr("${A.ApiId}/default/$connect"));
  EXPECT_THAT(result.text("ADefaultStage"), HasSubstr(R"("DependsOn": ["AConnectRoute","ASendmessageRoute"])"));
}

TEST(WebSocketApi, StagesOfOtherNames) {
  const std::string routes = ", Routes: {$default: {FunctionArn: f}}";
  EXPECT_THAT(Expanded(web_socket("StageName: Prod" + routes)).ids(), ::testing::Contains("AProdStage"));
  const Expanded computed(web_socket("StageName: !Ref S" + routes));
  EXPECT_THAT(computed.ids(), ::testing::Contains("AStage"));
  EXPECT_THAT(computed.text("ADefaultPermission"), HasSubstr(R"({"__StageName__": {"Ref": "S"}})"));
  EXPECT_THAT(problem(web_socket("StageName: $default" + routes)), HasSubstr("cannot be named '$default'"));
}

TEST(WebSocketApi, WhoMayConnect) {
  const std::string routes = ", Routes: {$connect: {FunctionArn: f}}";
  const Expanded custom(web_socket("Auth: {AuthType: CUSTOM, AuthArn: g, IdentitySource: [i]}" + routes));
  EXPECT_THAT(custom.text("AConnectRoute"), AllOf(HasSubstr(R"("AuthorizationType": "CUSTOM")"),
                                                  HasSubstr(R"("AuthorizerId": {"Ref": "AConnectAuthorizer"})")));
  EXPECT_THAT(custom.text("AConnectAuthorizer"), HasSubstr(R"("IdentitySource": ["i"],"Name": "AConnectAuthorizer")"));
  EXPECT_THAT(custom.text("AAuthorizerPermission"), HasSubstr(R"("FunctionName": "g")"));
  const Expanded role(web_socket("Auth: {AuthType: CUSTOM, AuthArn: g, InvokeRole: r, Name: n}" + routes));
  EXPECT_THAT(role.text("AConnectAuthorizer"), HasSubstr(R"("AuthorizerCredentialsArn": "r")"));
  EXPECT_EQ(role.resource("AAuthorizerPermission"), nullptr);
  EXPECT_THAT(Expanded(web_socket("Auth: {AuthType: AWS_IAM}" + routes)).text("AConnectRoute"),
              HasSubstr(R"("AuthorizationType": "AWS_IAM")"));
  EXPECT_THAT(problem(web_socket("Auth: {AuthType: CUSTOM}" + routes)), HasSubstr("requires AuthArn"));
  EXPECT_THAT(problem(web_socket("Auth: {AuthArn: g}" + routes)), HasSubstr("requires an AuthType"));
  EXPECT_THAT(problem(web_socket("Auth: {AuthType: NONE, Name: n}" + routes)), HasSubstr("no other settings"));
  EXPECT_THAT(problem(web_socket("Auth: {AuthType: NONE}, Routes: {$default: {FunctionArn: f}}")),
              HasSubstr("does not define"));
}

TEST(WebSocketApi, Faults) {
  const auto message = [](const std::string& routes) { return problem(web_socket("Routes: " + routes)); };
  EXPECT_THAT(message("{}"), HasSubstr("requires a route"));
  EXPECT_THAT(message("!Ref R"), HasSubstr("not a function"));
  EXPECT_THAT(message("{a-b: {FunctionArn: f}}"), HasSubstr("letters and digits"));
  EXPECT_THAT(message("{$connect: {}}"), HasSubstr("requires FunctionArn"));
  EXPECT_THAT(message("{a: {FunctionArn: f, RequestParameters: {b: c}}}"), HasSubstr("RequestParameters"));
  const std::string routes = ", Routes: {$default: {FunctionArn: f}}";
  EXPECT_THAT(problem(web_socket("IpAddressType: ipv6" + routes)), HasSubstr("'ipv4' or 'dualstack'"));
  EXPECT_THAT(problem(web_socket("Domain: {MutualTlsAuthentication: {TruststoreUri: t}}" + routes)),
              HasSubstr("do not support mutual TLS"));
}

}  // namespace
}  // namespace virga
