// Recognition of strings that identify resources.
#include <gtest/gtest.h>

#include "rules/formats/texts.h"

namespace virga {
namespace {

TEST(Formats, Identifiers) {
  EXPECT_TRUE(is_vpc_id("vpc-0abcdef1"));
  EXPECT_TRUE(is_vpc_id("vpc-0abcdef1234567890"));
  EXPECT_FALSE(is_vpc_id("vpc-0abcdef12"));
  EXPECT_FALSE(is_vpc_id("vpc-0abcdefg"));
  EXPECT_FALSE(is_vpc_id(""));
  EXPECT_TRUE(is_subnet_id("subnet-0ABCDEF1"));
  EXPECT_FALSE(is_subnet_id("subnet-"));
  EXPECT_TRUE(is_security_group_id("sg-0abcdef1"));
  EXPECT_TRUE(is_security_group_id("sg-0abcdef1234567"));
  EXPECT_FALSE(is_security_group_id("sg-0abcdef"));
  EXPECT_FALSE(is_security_group_id("sg-0abcdef123456789012"));
  EXPECT_TRUE(is_image_id("ami-0abcdef1"));
  EXPECT_TRUE(is_image_id("resolve:ssm:/aws/service/image"));
  EXPECT_FALSE(is_image_id("ami-123456"));
}

TEST(Formats, Arns) {
  EXPECT_TRUE(is_role_arn("arn:aws:iam::123456789012:role/a"));
  EXPECT_TRUE(is_role_arn("arn:aws-us-gov:iam::123456789012:role/path/a"));
  EXPECT_FALSE(is_role_arn("arn:aws:iam::123456789012:role/"));
  EXPECT_FALSE(is_role_arn("arn:aws:iam:us-east-1:123456789012:role/a"));
  EXPECT_FALSE(is_role_arn("arn:aws:iam::12345678901:role/a"));
  EXPECT_FALSE(is_role_arn("arn:aws:iam"));
  EXPECT_FALSE(is_role_arn("arn:amazon:iam::123456789012:role/a"));
  EXPECT_TRUE(is_function_arn("arn:aws:lambda:us-east-1:123456789012:function:a:live"));
  EXPECT_FALSE(is_function_arn("arn:aws:lambda:us-east-1:123456789012:function:"));
  EXPECT_TRUE(is_key_arn("arn:aws:kms:us-east-1:123456789012:alias/a"));
  EXPECT_TRUE(is_topic_arn("arn:aws:sns:us-east-1:123456789012:a"));
  EXPECT_TRUE(is_certificate_arn("arn:aws:acm:us-east-1:123456789012:certificate/a"));
}

TEST(Formats, Names) {
  EXPECT_TRUE(is_bucket_name("a.b-c"));
  EXPECT_FALSE(is_bucket_name("a..b"));
  EXPECT_FALSE(is_bucket_name("a.-b"));
  EXPECT_FALSE(is_bucket_name("ab"));
  EXPECT_FALSE(is_bucket_name("Abc"));
  EXPECT_TRUE(is_key_id("mrk-0123456789abcdef0123456789abcdef"));
  EXPECT_TRUE(is_key_id("1234abcd-12ab-34cd-56ef-1234567890ab"));
  EXPECT_FALSE(is_key_id("1234abcd-12ab-34cd-56ef_1234567890ab"));
  EXPECT_FALSE(is_key_alias("alias/"));
  EXPECT_TRUE(is_function_name("a_b-C"));
  EXPECT_FALSE(is_function_name("a.b"));
  EXPECT_TRUE(is_log_group_name("/app/a#1"));
  EXPECT_FALSE(is_log_group_name("a b"));
  EXPECT_TRUE(is_security_group_name("a (b) [c]"));
  EXPECT_FALSE(is_security_group_name("a|b"));
}

TEST(Formats, Networks) {
  EXPECT_TRUE(is_ipv4_network("10.0.0.0/16"));
  EXPECT_TRUE(is_ipv4_network("0.0.0.0/0"));
  EXPECT_FALSE(is_ipv4_network("10.0.0.0"));
  EXPECT_FALSE(is_ipv4_network("10.0.0.0/33"));
  EXPECT_FALSE(is_ipv4_network("10.0.0/16"));
  EXPECT_FALSE(is_ipv4_network("10.0.0.256/16"));
  EXPECT_FALSE(is_ipv4_network("0.0.0.0/0/0"));
  EXPECT_TRUE(is_ipv6_network("::/0"));
  EXPECT_TRUE(is_ipv6_network("2001:db8::/64"));
  EXPECT_TRUE(is_ipv6_network("2001:db8:0:0:0:0:0:1/128"));
  EXPECT_FALSE(is_ipv6_network("2001:db8::/129"));
  EXPECT_FALSE(is_ipv6_network("2001:db8::1::/64"));
  EXPECT_FALSE(is_ipv6_network("2001:db8:/64"));
  EXPECT_TRUE(is_ipv6_address("::ffff:10.0.0.1"));
  EXPECT_FALSE(is_ipv6_address("10.0.0.1"));
  EXPECT_FALSE(is_ipv6_address("1:2:3:4:5:6:7:8:9"));
  EXPECT_FALSE(is_ipv6_address(""));
}

TEST(Formats, Times) {
  EXPECT_TRUE(is_date_time("2026-01-31T22:00:00Z"));
  EXPECT_TRUE(is_date_time("2026-01-31T22:00:00.5+01:00"));
  EXPECT_FALSE(is_date_time("2026-01-31"));
  EXPECT_FALSE(is_date_time("2026-13-31T22:00:00Z"));
  EXPECT_FALSE(is_date_time("2026-01-31T24:00:00Z"));
  EXPECT_FALSE(is_date_time("2026-01-31T22:00:00"));
  EXPECT_FALSE(is_date_time("2026-01-31T22:00:00.Z"));
}

}  // namespace
}  // namespace virga
