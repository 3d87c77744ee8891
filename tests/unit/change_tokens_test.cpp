// Tokens that a comparison hides by their forms, and what only resembles one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/engine/secret_words.h"

namespace virga {
namespace {

std::string repeated(std::string_view what, std::size_t length) {
  std::string out;
  while (out.size() < length) out += what;
  return out.substr(0, length);
}

TEST(ChangeTokens, TheFormsOfIssuersAreHiddenWhereverTheyStand) {
  const auto mixed = [](std::size_t length) { return repeated("wJ5XqVbR2mKpT8nYhZ3LdQ7", length); };
  const auto hex = [](std::size_t length) { return repeated("0123456789abcdef", length); };
  const auto capital = [](std::size_t length) { return repeated("Q7WZK3RPLMN0", length); };
  for (const std::string& token : {"sk-" + mixed(48),
                                   "sk-proj-" + mixed(40) + "_-" + mixed(8),
                                   "sk-ant-api03-" + mixed(93),
                                   "gsk_" + mixed(52),
                                   "hf_" + mixed(34),
                                   "whsec_" + mixed(32),
                                   "rk_live_" + mixed(24),
                                   "github_pat_" + mixed(22) + "_" + mixed(59),
                                   "gho_" + mixed(36),
                                   "ghu_" + mixed(36),
                                   "ghs_" + mixed(36),
                                   "ghr_" + mixed(76),
                                   "npm_" + mixed(36),
                                   "pypi-AgEIcHlwaS5vcmc" + mixed(60),
                                   "shpat_" + hex(32),
                                   "shpss_" + hex(32),
                                   "shpca_" + hex(32),
                                   "dop_v1_" + hex(64),
                                   "lin_api_" + mixed(40),
                                   "hvs." + mixed(24),
                                   "xapp-1-A0-1-" + hex(40),
                                   "GOCSPX-" + mixed(28),
                                   "NRAK-" + capital(27),
                                   "sk_live_" + mixed(20),
                                   "dapi" + hex(32),
                                   "ATATT3" + mixed(80) + "=" + capital(8),
                                   "AGE-SECRET-KEY-1" + capital(58),
                                   "PMAK-" + hex(24) + "-" + hex(34),
                                   "sq0atp-" + mixed(22),
                                   "sq0csp-" + mixed(43),
                                   "SK" + hex(32),
                                   "123456789:" + mixed(35),
                                   "eyJ" + mixed(20) + ".eyJ" + mixed(20) + "." + mixed(43)}) {
    EXPECT_EQ(without_secrets(token), "****") << token;
    EXPECT_EQ(without_secrets("run " + token + " now"), "run **** now");
    EXPECT_EQ(without_secrets("'" + token + "'"), "'****'");
  }
  EXPECT_EQ(without_secrets("https://" + hex(32) + "@o1.ingest.sentry.io/1"), "https://****@o1.ingest.sentry.io/1");
  EXPECT_EQ(without_secrets("https://" + hex(32) + "@errors.example.com/1"), "https://****@errors.example.com/1");
}

TEST(ChangeTokens, APrefixAloneIsNone) {
  const std::string hex = repeated("0123456789abcdef", 32);
  for (const std::string& text : {std::string("sk-learn"), std::string("sk-proj-names-of-the-projects-of-all"),
                                  std::string("hf_home"), std::string("npm_config_cache_directory_of_the_builder_1"),
                                  std::string("dapi-prod"), "task-" + hex, "SKU" + hex, "sha256:" + hex,
                                  "ami-" + hex.substr(0, 17), "SK" + hex + "a", std::string("key-pair-of-the-hosts"),
                                  std::string("123456789012:function"), std::string("ssh://git@github.com/o/r"),
                                  std::string("https://app@h/x"), std::string("pk_live_wJ5XqVbR2mKpT8nYhZ3LdQ7w"),
                                  std::string("xapp-1"), std::string("eyJhIjoxfQ"), std::string("github_pat_11AB"),
                                  std::string("arn:aws:sns:us-east-1:123456789012:a-topic-of-thirty-five-letters-x")}) {
    EXPECT_EQ(without_secrets(text), text);
  }
}

TEST(ChangeTokens, CompoundsInLowerCaseAreNames) {
  for (const char* name : {"dbpass", "rootpass", "apitoken", "DbPw", "Pw", "rootpw", "mysqlpwd", "bottoken",
                           "signingkey", "db.rootpass", "Dbpass"}) {
    EXPECT_TRUE(is_hidden_name(name)) << name;
  }
  for (const char* name : {"bypass", "Bypass", "compass", "highpass", "nexttoken", "maxtoken", "servicetoken", "monkey",
                           "primarykey", "passenger", "tokenizer", "keyname", "hotkey"}) {
    EXPECT_FALSE(is_hidden_name(name)) << name;
  }
  EXPECT_EQ(without_secrets(R"({"user":"a","dbpass":"x1","apitoken":"x2"})"),
            R"({"user":"a","dbpass":"****","apitoken":"****"})");
}

}  // namespace
}  // namespace virga
