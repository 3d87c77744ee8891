#include <fmt/format.h>

#include <algorithm>

#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/events/event_types.h"
#include "compiler/expand/serverless/events/schema_registry.h"

namespace virga {
namespace {

constexpr std::string_view kAccess = "SourceAccessConfigurations";
// Authentication methods, of which at most one is allowed.
constexpr std::array<std::string_view, 4> kLogins = {"SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH", "BASIC_AUTH",
                                                     "CLIENT_CERTIFICATE_TLS_AUTH"};

// The content of SourceAccessConfigurations.
struct Access {
  const Value* login = nullptr;  // URI
  bool certificate = false;      // there is a certificate of a certificate authority
  bool subnet = false;
  bool security_group = false;
};

bool read_one(SamContext& context, const SamEvent& event, const Value& item, Access& access) {
  const std::string_view type = item.string_at("Type");
  const bool login = std::find(kLogins.begin(), kLogins.end(), type) != kLogins.end();
  if (type == "VPC_SUBNET") {
    access.subnet = true;
  } else if (type == "VPC_SECURITY_GROUP") {
    access.security_group = true;
  } else if (type == "SERVER_ROOT_CA_CERTIFICATE") {
    access.certificate = true;
  } else if (!login) {
    const Value* place = present(&item, "Type");
    return fail(context, event, place != nullptr ? place : &item,
                "Each item of SourceAccessConfigurations must be a map with a Type: VPC_SUBNET, VPC_SECURITY_GROUP, "
                "SERVER_ROOT_CA_CERTIFICATE or an authentication method (SASL_SCRAM_256_AUTH, SASL_SCRAM_512_AUTH, "
                "BASIC_AUTH, CLIENT_CERTIFICATE_TLS_AUTH)",
                kAccess);
  }
  if (login && access.login != nullptr) {
    return fail(context, event, &item, "There can only be one authentication method for Kafka", kAccess);
  }
  const Value* uri = present(&item, "URI");
  if (is_nothing(uri) || (!uri->is_string() && !uri->is_intrinsic())) {
    return fail(context, event, uri != nullptr ? uri : &item, fmt::format("{} requires a URI, a string", type),
                kAccess);
  }
  if (login) access.login = uri;
  return true;
}

bool read_access(SamContext& context, const SamEvent& event, Access& access) {
  const Value* configurations = event.get(kAccess);
  if (is_nothing(configurations)) {
    return fail(context, event, nullptr, "A self-managed Kafka cluster requires SourceAccessConfigurations", kAccess);
  }
  if (!configurations->is_sequence()) {
    return fail(
        context, event, configurations,
        fmt::format("SourceAccessConfigurations must be a list because policies are generated from it, found {}",
                    describe(*configurations)),
        kAccess);
  }
  for (const Value* item : configurations->items()) {
    if (!read_one(context, event, *item, access)) return false;
  }
  if (access.subnet != access.security_group) {
    return fail(context, event, configurations, "VPC_SUBNET and VPC_SECURITY_GROUP must be used together", kAccess);
  }
  return true;
}

bool check_topics(SamContext& context, const SamEvent& event) {
  if (is_nothing(event.get("KafkaBootstrapServers"))) {
    return fail(context, event, nullptr, "A self-managed Kafka cluster requires KafkaBootstrapServers",
                "KafkaBootstrapServers");
  }
  const Value* topics = event.get("Topics");
  if (is_nothing(topics) || topics->size() != 1) {
    return fail(context, event, topics, "Topics must be a list of exactly one topic", "Topics");
  }
  return true;
}

}  // namespace

bool expand_self_managed_kafka_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  Access access;
  std::string_view key_id;
  if (!check_event(context, event) || !check_topics(context, event) || !read_access(context, event, access) ||
      !secrets_manager_key(context, event, key_id)) {
    return false;
  }
  ValueFactory& make = context.make;
  Value* statements = make.list();
  const auto allow_login = [&] {
    Value* uri = access.login != nullptr ? make.copy(access.login) : make.null();
    statements->append(allow(make, {"secretsmanager:GetSecretValue"}, uri));
  };
  if (access.login != nullptr) allow_login();
  // As in the transform, the statement for the certificate uses the secret for the login.
  if (access.certificate) allow_login();
  if (access.subnet) statements->append(vpc_statement(make));
  if (!key_id.empty()) statements->append(allow(make, {"kms:Decrypt"}, kms_key_arn(make, key_id)));
  if (!add_schema_registry(context, event, *statements)) return false;
  Value* policy = inline_policy(make, "SelfManagedKafkaExecutionRolePolicy", statements);
  policy->get("PolicyDocument")->set("Version", make.string("2012-10-17"));
  return add_pull_event(context, event, target,
                        {.policy = policy, .kafka_config = "SelfManagedKafkaEventSourceConfig"});
}

}  // namespace virga
