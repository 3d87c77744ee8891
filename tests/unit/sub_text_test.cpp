// Parsing of "${…}".
#include "compiler/resolve/sub_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace virga {
namespace {

using ::testing::ElementsAre;

// "T:text", "L:${!x}", "V:name@begin-end".
std::vector<std::string> parts(std::string_view text) {
  std::vector<std::string> shown;
  std::string whole;
  for (const SubPart& part : SubText(text)) {
    whole += part.written;
    EXPECT_EQ(text.substr(part.begin, part.end() - part.begin), part.written);
    if (part.is_variable()) {
      shown.push_back("V:" + std::string(part.name) + "@" + std::to_string(part.begin) + "-" +
                      std::to_string(part.end()));
    } else {
      shown.push_back((part.kind == SubPart::Kind::Literal ? "L:" : "T:") + std::string(part.written));
    }
  }
  EXPECT_EQ(whole, text);
  return shown;
}

TEST(SubText, TextsLiteralsAndVariables) {
  EXPECT_THAT(parts(""), ElementsAre());
  EXPECT_THAT(parts("plain"), ElementsAre("T:plain"));
  EXPECT_THAT(parts("${A}"), ElementsAre("V:A@0-4"));
  EXPECT_THAT(parts("a${B}${C.D}e"), ElementsAre("T:a", "V:B@1-5", "V:C.D@5-11", "T:e"));
  EXPECT_THAT(parts("x${!Lit}y"), ElementsAre("T:x", "L:${!Lit}", "T:y"));
  EXPECT_THAT(parts("${ Stage }"), ElementsAre("V:Stage@0-10"));
  EXPECT_THAT(parts("${\n\tA\r }"), ElementsAre("V:A@0-8"));
}

TEST(SubText, WhatIsNoVariable) {
  EXPECT_THAT(parts("${}"), ElementsAre("T:${}"));
  EXPECT_THAT(parts("${ }x"), ElementsAre("T:${ }", "T:x"));
  EXPECT_THAT(parts("${ !A}"), ElementsAre("T:${ !A}"));
  EXPECT_THAT(parts("a${B"), ElementsAre("T:a${B"));
  EXPECT_THAT(parts("$A {B} $${C}"), ElementsAre("T:$A {B} $", "V:C@8-12"));
  // The first brace ends a variable, as in CloudFormation.
  EXPECT_THAT(parts("${A${B}}"), ElementsAre("V:A${B@0-7", "T:}"));
}

TEST(SubText, AttributesAndWhiteSpace) {
  auto attribute = SubText("${ A.Arn }").begin();
  EXPECT_TRUE(attribute->is_attribute());
  EXPECT_FALSE(attribute->is_tight());
  auto name = SubText("${A}").begin();
  EXPECT_FALSE(name->is_attribute());
  EXPECT_TRUE(name->is_tight());
}

TEST(SubText, EscapesComeBack) {
  EXPECT_EQ(unescape_sub_text("a${!B}!${C}${!"), "a${B}!${C}${!");
  for (const char* text : {"", "${A}", "x${A}${!B}", "$ {A}"}) {
    const std::string escaped = escape_sub_text(text);
    EXPECT_EQ(unescape_sub_text(escaped), text) << text;
    for (const SubPart& part : SubText(escaped)) EXPECT_FALSE(part.is_variable()) << text;
  }
}

TEST(SubText, FindsAPlaceholderBehindAnOffset) {
  Placeholder found;
  ASSERT_TRUE(find_placeholder("a${B}${C}", 2, found));
  EXPECT_EQ(found.inner, "C");
  EXPECT_EQ(found.begin, 5U);
  EXPECT_EQ(found.end, 9U);
  EXPECT_FALSE(find_placeholder("a${B}${C", 2, found));
}

}  // namespace
}  // namespace virga
