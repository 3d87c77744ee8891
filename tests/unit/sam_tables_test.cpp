// The tables of the SAM transform: finding rows and substituting parameters.
#include "compiler/expand/serverless/core/tables.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/expand/serverless/core/tables_data.h"

namespace virga {
namespace {

TEST(SamTables, PolicyTemplatesAreFound) {
  const PolicyTemplate* found = find_policy_template("DynamoDBStreamReadPolicy");
  ASSERT_NE(found, nullptr);
  EXPECT_TRUE(std::ranges::equal(found->parameters, std::array<std::string_view, 2>{"StreamName", "TableName"}));
  EXPECT_EQ(find_policy_template("DynamoDBStreamReadPolic"), nullptr);
  EXPECT_EQ(find_policy_template(""), nullptr);
  EXPECT_EQ(find_policy_template("zzz"), nullptr);
  for (const PolicyTemplate& row : sam_tables::policy_templates()) EXPECT_EQ(find_policy_template(row.name), &row);
}

TEST(SamTables, ManagedPoliciesHaveTheirPath) {
  EXPECT_EQ(managed_policy_arn("AWSLambdaRole", "aws"), "arn:aws:iam::aws:policy/service-role/AWSLambdaRole");
  EXPECT_EQ(managed_policy_arn("AmazonS3ReadOnlyAccess", "aws-cn"),
            "arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess");
  EXPECT_EQ(managed_policy_arn("Billing", "aws"), "arn:aws:iam::aws:policy/job-function/Billing");
  EXPECT_EQ(managed_policy_arn("NoSuchPolicy", "aws"), "");
  EXPECT_EQ(managed_policy_arn("", "aws"), "");
}

TEST(SamTables, ConnectorsAreFound) {
  const ConnectorProfile* found = find_connector_profile("AWS::SQS::Queue", "AWS::Lambda::Function");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->policy, ConnectorPolicy::DestinationRole);
  EXPECT_EQ(found->waiter, ConnectorWaiter::EventSourceMapping);
  EXPECT_EQ(found->needs, "Read+Write");
  EXPECT_EQ(find_connector_profile("AWS::SQS::Queue", "AWS::SQS::Queue"), nullptr);
  EXPECT_EQ(connector_profiles_from("AWS::Events::Rule").size(), 5U);
  EXPECT_TRUE(connector_profiles_from("AWS::EC2::VPC").empty());
  for (const ConnectorProfile& row : sam_tables::connector_profiles()) {
    EXPECT_EQ(find_connector_profile(row.source, row.destination), &row);
    EXPECT_NE(find_connector_resource(row.source), nullptr);
    EXPECT_NE(find_connector_resource(row.destination), nullptr);
  }
}

TEST(SamTables, ValuesOfParametersArePutIn) {
  Arena arena;
  ValueFactory make{arena};
  const ValueFactory::Scope scope{make, Provenance{{7, 9}, nullptr}};
  const TableParameter parameters[] = {{"TableName", make.string("orders")}, {"StreamName", nullptr}};
  const Value* statements = read_table(make, find_policy_template("DynamoDBStreamReadPolicy")->statements, parameters);
  ASSERT_EQ(statements->size(), 2U);
  const Value* sub = statements->items()[0]->at("Resource", "Fn::Sub");
  ASSERT_NE(sub, nullptr);
  EXPECT_EQ(sub->items()[1]->string_at("tableName"), "orders");
  EXPECT_EQ(sub->items()[1]->get("streamName")->ref(), "StreamName");
  EXPECT_TRUE(statements->is_generated());
  EXPECT_EQ(statements->range(), (TextRange{7, 9}));
}

TEST(SamTables, EveryTextIsRead) {
  Arena arena;
  ValueFactory make{arena};
  for (const PolicyTemplate& row : sam_tables::policy_templates()) {
    EXPECT_TRUE(read_table(make, row.statements, {})->is_sequence()) << row.name;
  }
  for (const ConnectorProfile& row : sam_tables::connector_profiles()) {
    const bool is_permission = row.policy == ConnectorPolicy::Permission;
    for (const ConnectorAccess& access : row.accesses) {
      EXPECT_EQ(read_table(make, access.text, {})->is_mapping(), is_permission) << row.source;
    }
  }
}

}  // namespace
}  // namespace virga
