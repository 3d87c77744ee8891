// Function calls in their two notations, and texts in quotes.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/edit_support.h"

namespace virga {
namespace {

std::string with_short_form(const std::string& text, std::string_view holder, std::string_view call) {
  return edited(text, [&](EditBuilder& edit, const SyntaxTree& tree, ValueMaker&) {
    return edit.use_short_form(*at(tree, holder), *at(tree, call));
  });
}
std::string with_long_form(const std::string& text, std::string_view holder, std::string_view call) {
  return edited(text, [&](EditBuilder& edit, const SyntaxTree& tree, ValueMaker&) {
    return edit.use_long_form(*at(tree, holder), *at(tree, call));
  });
}

TEST(EditNotation, GoesThereAndBack) {
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"V:\n  Fn::Sub: a${B}  # kept\n", "V: !Sub a${B}  # kept\n"},
      {"V:\n  Fn::GetAtt: [A, B.C]\n", "V: !GetAtt A.B.C\n"},
      {"V:\n  Fn::Join:\n    - ''\n    - - a  # one\n      # two\n      - b\nW: 1\n",
       "V: !Join\n  - ''\n  - - a  # one\n    # two\n    - b\nW: 1\n"},
      {"V:\n  Fn::Sub: |\n    a\n\n      b\nW: 1\n", "V: !Sub |\n  a\n\n    b\nW: 1\n"},
      {"V:\r\n  Fn::Select:\r\n    - 1\r\n    - [a, b]\r\n", "V: !Select\r\n  - 1\r\n  - [a, b]\r\n"},
      {"V: [{Ref: A}, b]\n", "V: [!Ref A, b]\n"},
  };
  for (const auto& [long_form, short_form] : pairs) {
    const bool in_list = long_form.find('{') == 4;
    const std::string holder = in_list ? "V" : "", call = in_list ? "V/0" : "V";
    EXPECT_EQ(with_short_form(long_form, holder, call), short_form);
    EXPECT_EQ(with_long_form(short_form, holder, call), long_form);
  }
  EXPECT_EQ(with_short_form("V:\n- Ref: A\n- b\n", "V", "V/0"), "V:\n- !Ref A\n- b\n");
  EXPECT_EQ(with_long_form("V:\n- !Sub\n  - a\n  - {}\n", "V", "V/0"), "V:\n- Fn::Sub:\n    - a\n    - {}\n");
  EXPECT_EQ(with_short_form("V: {\"Fn::GetAtt\": [\"A\", \"B\"]}", "", "V"), "V: !GetAtt A.B");
  EXPECT_EQ(with_short_form("V:\n  Fn::GetAtt: A.B\n", "", "V"), "V: !GetAtt A.B\n");
  EXPECT_EQ(with_short_form("V:\n  Fn::GetAtt: [A, !Ref B]\n", "", "V"), "V: !GetAtt [A, !Ref B]\n");
}

TEST(EditNotation, RefusesWhatWouldNotReadTheSame) {
  EXPECT_EQ(with_short_form("V:\n  Fn::Base64: !Ref A\n", "", "V"), "");          // two tags
  EXPECT_EQ(with_short_form("V: !Base64\n  Ref: A\n", "V", "V/Fn::Base64"), "");  // the same
  EXPECT_EQ(with_short_form("V:\n  # why\n  Ref: A\n", "", "V"), "");             // a comment
  EXPECT_EQ(with_short_form("V: &v\n  Ref: A\nW: *v\n", "", "V"), "");            // an anchor
  EXPECT_EQ(with_short_form("V:\n  Fn::Transform: {Name: A}\n", "", "V"), "");
  EXPECT_EQ(with_short_form("{\"V\": {\"Ref\": \"A\"}}", "", "V"), "");  // JSON
  EXPECT_EQ(with_long_form("V:  # why\n  !Ref A\n", "", "V"), "");
  EXPECT_EQ(with_long_form("V:\n  Ref: A\n", "", "V"), "");
}

TEST(EditQuotes, AreForPlainTexts) {
  const auto quoted = [](const std::string& text) {
    return edited(text, [&](EditBuilder& edit, const SyntaxTree& tree, ValueMaker&) {
      return edit.put_in_quotes(*at(tree, "V"));
    });
  };
  EXPECT_EQ(quoted("V: 2012-10-17  # kept\n"), "V: '2012-10-17'  # kept\n");
  EXPECT_EQ(quoted("V: it's\n"), "V: 'it''s'\n");
  EXPECT_EQ(quoted("V: \"2012-10-17\"\n"), "");
  EXPECT_EQ(quoted("V: 12\n"), "");
}

}  // namespace
}  // namespace virga
