// Small helpers of compiler/support.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "compiler/support/keyed_hash.h"
#include "compiler/support/text.h"
#include "compiler/support/wildcard.h"

namespace virga {
namespace {

using Parts = std::vector<std::string_view>;

TEST(Text, Contains) {
  EXPECT_TRUE(contains("Fn::Fn::ForEach::", "Fn::ForEach"));
  EXPECT_TRUE(contains("a{{b", "{{"));
  EXPECT_TRUE(contains("", ""));
  EXPECT_FALSE(contains("", "a"));
  EXPECT_FALSE(contains("AWS::Includ", "AWS::Include"));
  EXPECT_FALSE(contains("abcabd", "abcd"));
}

TEST(Text, TrimAndSplit) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(split_trimmed("a, b ,,c", ','), (Parts{"a", "b", "", "c"}));
  EXPECT_EQ(split_trimmed("", ','), Parts{""});
  EXPECT_TRUE(contains_ignoring_case("Subnet Route", "NET r"));
  EXPECT_TRUE(contains_ignoring_case("x", ""));
  EXPECT_FALSE(contains_ignoring_case("sub", "subnet"));
}

TEST(KeyedHash, TellsTextsApart) {
  std::set<std::uint64_t> hashes;
  std::string text;
  for (int i = 0; i < 100; ++i) {
    hashes.insert(keyed_hash(text));
    text += '\0';  // the length counts, too
  }
  EXPECT_EQ(hashes.size(), 100U);
  EXPECT_EQ(keyed_hash("abcdefgh1"), keyed_hash(std::string("abcdefgh") + "1"));
  EXPECT_NE(keyed_hash("abcdefgh1"), keyed_hash("abcdefgh2"));
}

TEST(Wildcards, Styles) {
  constexpr WildcardStyle kNames{.ignore_case = true};
  EXPECT_TRUE(matches_wildcard("s3:get*", "S3:GetObject", kNames));
  EXPECT_TRUE(matches_wildcard("get?bject", "GETObject", kNames));
  EXPECT_FALSE(matches_wildcard("[a]", "a", kNames));
  EXPECT_TRUE(matches_wildcard("[a]", "[A]", kNames));
  constexpr WildcardStyle kOther{.any = '%', .one = '\0'};
  EXPECT_TRUE(matches_wildcard("a%?", "abc?", kOther));
  EXPECT_FALSE(matches_wildcard("a?c", "abc", kOther));
  EXPECT_FALSE(matches_wildcard("A", "a"));
}

TEST(Misspelling, IsNoOtherName) {
  EXPECT_TRUE(is_misspelling("QueueNam", "QueueName"));
  EXPECT_TRUE(is_misspelling("subneta", "SubnetA"));
  EXPECT_TRUE(is_misspelling("python313", "python3.13"));
  EXPECT_TRUE(is_misspelling("2012-10-71", "2012-10-17"));
  EXPECT_TRUE(is_misspelling("InboundQueu", "InboundQueue"));
  EXPECT_TRUE(is_misspelling("MaxSizee", "MaxSize"));
  EXPECT_TRUE(is_misspelling("VpcIId", "VpcId"));
  EXPECT_TRUE(is_slip("AWS::RRegion", "AWS::Region"));
  EXPECT_FALSE(is_misspelling("SSubnet", "Subnet"));
  EXPECT_FALSE(is_misspelling("SubnetAA", "SubnetA"));
  EXPECT_FALSE(is_misspelling("TPort", "ToPort"));
  EXPECT_FALSE(is_misspelling("SubnetA", "SubnetB"));
  EXPECT_FALSE(is_misspelling("Subnet", "SubnetB"));
  EXPECT_FALSE(is_misspelling("Bucket1", "Bucket2"));
  EXPECT_FALSE(is_misspelling("nodejs26.x", "nodejs22.x"));
  EXPECT_FALSE(is_misspelling("MinSize", "MaxSize"));
  EXPECT_FALSE(is_misspelling("outboundQueue", "InboundQueue"));
  EXPECT_FALSE(is_misspelling("http-only", "https-only"));
}

TEST(Misspelling, OfAnAuthorsNameIsASlipInsideOneWord) {
  for (const auto& [name, near] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"QueueNam", "QueueName"},
                                                                            {"IsPordd", "IsProdd"},
                                                                            {"Buckett", "Bucket"},
                                                                            {"ProdBuckt", "ProdBucket"},
                                                                            {"ProdBuckot", "ProdBucket"},
                                                                            {"isprod", "IsProd"},
                                                                            {"NotificatonTopic", "NotificationTopic"},
                                                                            {"Notificatoins", "Notifications"}}) {
    EXPECT_TRUE(is_slip(name, near)) << name << " " << near;
  }
  for (const auto& [name, near] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"IsPreprod", "IsProd"},
                                                                            {"IsPreProd", "IsProd"},
                                                                            {"IsUnProd", "IsProd"},
                                                                            {"PreprodDb", "ProdDb"},
                                                                            {"UnManaged", "Managed"},
                                                                            {"UnSubnets", "Subnets"},
                                                                            {"IsUsed", "IsUnUsed"},
                                                                            {"CantUse", "CanUse"},
                                                                            {"IsNeverOn", "IsEverOn"},
                                                                            {"HasAnyKey", "HasNoKey"},
                                                                            {"HasVPC", "HasNVPC"},
                                                                            {"Irregular", "Regular"},
                                                                            {"IllegalName", "LegalName"},
                                                                            {"Atypical", "Typical"},
                                                                            {"IsAbnormal", "IsNormal"},
                                                                            {"MisConfigured", "Configured"},
                                                                            {"Increase", "Decrease"},
                                                                            {"PostDeploy", "PreDeploy"},
                                                                            {"NullKey", "FullKey"},
                                                                            {"KeylessVpc", "KeyedVpc"},
                                                                            {"DevVpc", "DrVpc"},
                                                                            {"AmVpc", "PmVpc"},
                                                                            {"Global", "Local"},
                                                                            {"CreateVpc", "RecreateVpc"},
                                                                            {"SourceDb", "ResourceDb"},
                                                                            {"NotIn", "NotOn"},
                                                                            {"UseOld", "UseOdd"},
                                                                            {"preproduction", "production"},
                                                                            {"IsPreproduction", "IsProduction"}}) {
    EXPECT_FALSE(is_slip(name, near)) << name << " " << near;
    EXPECT_FALSE(is_slip(near, name)) << near << " " << name;
  }
}

TEST(Misspelling, IsNoneWhereOneNameIsTheOppositeOfTheOther) {
  const std::pair<std::string_view, std::string_view> opposites[] = {
      {"IsNotProd", "IsProd"},          {"NotIsProd", "IsProd"},      {"IsNonProd", "IsProd"},
      {"HasNoVpc", "HasVpc"},           {"UseNoNat", "UseNat"},       {"IsntProd", "IsProd"},
      {"IsUnencrypted", "IsEncrypted"}, {"Unencrypted", "Encrypted"}, {"IsInactive", "IsActive"},
      {"IsInvalid", "IsValid"},         {"NonProdEnv", "ProdEnv"},    {"DNonProdBucket", "DProdBucket"},
      {"is_not_empty", "is_empty"},     {"isnotempty", "isempty"},    {"WithNat", "WithoutNat"},
  };
  for (const auto& [name, near] : opposites) {
    EXPECT_FALSE(is_misspelling(name, near)) << name << " " << near;
    EXPECT_FALSE(is_misspelling(near, name)) << near << " " << name;
  }
  EXPECT_TRUE(is_misspelling("IsPro", "IsProd"));
  EXPECT_TRUE(is_misspelling("IsNotPro", "IsNotProd"));
  EXPECT_TRUE(is_misspelling("NotificatonTopic", "NotificationTopic"));
  EXPECT_TRUE(is_misspelling("Unencrypte", "Unencrypted"));
  EXPECT_TRUE(is_misspelling("DesiredCuont", "DesiredCount"));
  EXPECT_TRUE(is_misspelling("Desciption", "Description"));
}

}  // namespace
}  // namespace virga
