// SAM facts, as used by lint, the transform, packaging and the editor.
#include "schemas/sam_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/expand/serverless/core/sam_events.h"
#include "compiler/expand/serverless/core/tables.h"

namespace virga {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

const SchemaDatabase& facts() { return SchemaDatabase::built_in(); }

TEST(SamFacts, Globals) {
  EXPECT_THAT(global_sections(facts()), Contains("CapacityProvider"));
  EXPECT_THAT(global_properties(facts(), "Function"), Contains("Runtime"));
  EXPECT_THAT(global_properties(facts(), "Function"), Not(Contains("FunctionName")));
  EXPECT_TRUE(global_properties(facts(), "Queue").empty());
  // Properties in Globals are properties of the type.
  for (const std::string_view section : global_sections(facts())) {
    const auto type = facts().find_type("AWS::Serverless::" + std::string(section));
    ASSERT_TRUE(type.has_value()) << section;
    for (const std::string_view name : global_properties(facts(), section)) {
      EXPECT_TRUE(type->properties().find(KeywordId::Properties)->find(name).has_value()) << section << "." << name;
    }
  }
}

TEST(SamFacts, ReferableProperties) {
  const auto list = referable_properties(facts(), "AWS::Serverless::HttpApi");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1].name, "DomainName");
  EXPECT_EQ(list[1].type, "AWS::ApiGatewayV2::DomainName");
  EXPECT_TRUE(referable_properties(facts(), "AWS::S3::Bucket").empty());
}

TEST(SamFacts, EventsAreThoseThatTheTransformExpands) {
  for (const std::string_view event : event_types(facts(), "AWS::Serverless::Function")) {
    EXPECT_NE(find_function_event(event), nullptr) << event;
    EXPECT_TRUE(event_schema(facts(), "AWS::Serverless::Function", event)) << event;
    EXPECT_FALSE(event_property_rules("AWS::Serverless::Function", event).empty()) << event;
  }
  EXPECT_THAT(event_types(facts(), "AWS::Serverless::StateMachine"),
              ElementsAre("Api", "CloudWatchEvent", "EventBridgeRule", "Schedule", "ScheduleV2"));
  const Schema queue = event_schema(facts(), "AWS::Serverless::Function", "SQS");
  EXPECT_EQ(queue.find(KeywordId::Required)->name(0), "Queue");
  EXPECT_TRUE(queue.find(KeywordId::Properties)->find("FilterCriteria").has_value());
  EXPECT_FALSE(event_schema(facts(), "AWS::Serverless::Function", "Kafka"));
}

TEST(SamFacts, ArtifactPlaces) {
  bool has_code = false;
  for (const ArtifactPlace& place : artifact_places()) {
    has_code |= place.type == "AWS::Lambda::Function" && place.path == "Code" && place.zip && place.folder_if_absent &&
                place.form == ObjectForm::S3BucketKey;
    EXPECT_FALSE(place.path.empty()) << place.type;
  }
  EXPECT_TRUE(has_code);
}

}  // namespace
}  // namespace virga
