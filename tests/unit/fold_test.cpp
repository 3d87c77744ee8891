#include "compiler/diagnostics/fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace virga {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Diagnostic made(std::string rule, Path path, TextRange range, std::string parent = {}) {
  Diagnostic finding;
  finding.message = rule + " speaks";
  finding.rule = std::move(rule);
  finding.path = std::move(path);
  finding.range = range;
  finding.parent_rule = std::move(parent);
  return finding;
}

std::vector<std::string> rules_of(const std::vector<Diagnostic>& findings) {
  std::vector<std::string> rules;
  for (const Diagnostic& finding : findings) rules.push_back(finding.rule);
  return rules;
}

std::vector<std::string> notes_of(const Diagnostic& finding) {
  std::vector<std::string> notes;
  for (const Note& note : finding.notes) notes.push_back(note.message);
  return notes;
}

TEST(Fold, PartsBecomeNotesOfWhatNoneFits) {
  const auto folded = fold_follow_ups({made("E3012", {"A", "B"}, {5, 6}, "E3018"), made("E3018", {"A"}, {1, 2}),
                                       made("E3003", {"A"}, {1, 2}, "E3018"), made("E3012", {"C"}, {8, 9})});
  EXPECT_THAT(rules_of(folded), ElementsAre("E3018", "E3012"));
  EXPECT_THAT(notes_of(folded[0]), ElementsAre("E3012 speaks", "E3003 speaks"));
  EXPECT_EQ(folded[0].notes[0].range, (TextRange{5, 6}));
  EXPECT_EQ(folded[0].notes[1].range, TextRange{});  // the same place needs no second excerpt
}

TEST(Fold, PartsOfPartsReachTheTop) {
  const auto folded = fold_follow_ups({made("E3017", {"A"}, {1, 9}), made("E3018", {"A", "B"}, {3, 7}, "E3017"),
                                       made("E3012", {"A", "B", "C"}, {4, 5}, "E3018")});
  EXPECT_THAT(rules_of(folded), ElementsAre("E3017"));
  EXPECT_THAT(notes_of(folded[0]), ElementsAre("E3018 speaks", "E3012 speaks"));
}

TEST(Fold, PartsAboutResolvedValuesGoToTheirValue) {
  const auto about = [](std::string message, const char* value, std::string parent) {
    Diagnostic finding = made("W1034", {"A"}, {1, 9}, std::move(parent));
    finding.message = std::move(message);
    finding.notes.push_back({{20, 21}, value, nullptr});
    return finding;
  };
  const auto folded = fold_follow_ups({about("one is no key", "one", "W1034"), about("one fits nothing", "one", ""),
                                       about("two fits nothing", "two", ""), about("two is no alias", "two", "W1034")});
  ASSERT_EQ(folded.size(), 2U);
  EXPECT_EQ(folded[0].message, "one fits nothing");
  EXPECT_THAT(notes_of(folded[0]), testing::Contains("one is no key"));
  EXPECT_EQ(folded[1].message, "two fits nothing");
  EXPECT_THAT(notes_of(folded[1]), testing::Contains("two is no alias"));
  const auto in_regions =
      fold_follow_ups({about("a fits nothing in x", "", ""), about("b fits nothing in y", "", ""),
                       about("b is no key in y", "", "W1034"), about("a is no key in x", "", "W1034")});
  ASSERT_EQ(in_regions.size(), 2U);
  EXPECT_THAT(notes_of(in_regions[0]), ElementsAre("", "a is no key in x"));
  EXPECT_THAT(notes_of(in_regions[1]), ElementsAre("", "b is no key in y"));
}

TEST(Fold, ARequiredKeyWithoutValueIsToldOnce) {
  Diagnostic missing = made("E3003", {"A"}, {1, 9});
  missing.exact = TextRange{3, 4};
  missing.gist = Gist::NoValue;
  Diagnostic null = made("V1001", {"A", "B"}, {3, 4});
  null.severity = Severity::Warning;
  null.gist = Gist::Null;
  Diagnostic wrong_type = made("E6101", {"A", "B"}, {3, 4});
  EXPECT_THAT(rules_of(fold_follow_ups({missing, wrong_type})), ElementsAre("E3003", "E6101"));
  wrong_type.gist = Gist::Null;
  EXPECT_THAT(rules_of(fold_follow_ups({missing, null})), ElementsAre("E3003"));
  EXPECT_THAT(rules_of(fold_follow_ups({missing, wrong_type})), ElementsAre("E3003"));
  EXPECT_THAT(rules_of(fold_follow_ups({wrong_type, null})), ElementsAre("E6101"));
  EXPECT_THAT(rules_of(fold_follow_ups({made("E3003", {"A"}, {1, 9}), null})), ElementsAre("E3003", "V1001"));
}

TEST(Fold, WhatARefusedResourceLacksIsToldOnce) {
  Diagnostic refused = made("E0001", {"Resources", "F"}, {1, 2});
  Diagnostic warned = made("W2533", {"Resources", "F", "Properties"}, {3, 4});
  warned.severity = Severity::Warning;
  warned.lacks = {"Handler"};
  EXPECT_THAT(follow_ups({refused, warned}), ElementsAre(false, false));
  refused.lacks = {"Handler", "Runtime"};
  EXPECT_THAT(follow_ups({refused, warned}), ElementsAre(false, true));
  warned.lacks = {"Role"};
  EXPECT_THAT(follow_ups({refused, warned}), ElementsAre(false, false));
  warned.lacks = {"Handler"};
  warned.path[1] = "G";
  EXPECT_THAT(follow_ups({refused, warned}), ElementsAre(false, false));
}

TEST(Fold, ADuplicateKeyIsToldAtItsSecondPlace) {
  Diagnostic first = made("E0000", {}, {1, 2});
  Diagnostic second = made("E0000", {}, {5, 6});
  Diagnostic third = made("E0000", {}, {8, 9});
  first.notes.push_back({second.range, "Also defined here", nullptr});
  second.notes.push_back({first.range, "Also defined here", nullptr});
  third.notes.push_back({first.range, "Also defined here", nullptr});
  EXPECT_THAT(follow_ups({first, second, third}), ElementsAre(true, false, false));
  EXPECT_THAT(follow_ups({first, third}), ElementsAre(false, false));
}

TEST(Fold, FixesStay) {
  Diagnostic part = made("E3003", {"A"}, {1, 2}, "E3018");
  part.fixes.push_back({"Add it", FixSafety::Unsafe, {}});
  const auto folded = fold_follow_ups({made("E3018", {"A"}, {1, 2}), part});
  ASSERT_EQ(folded.size(), 1U);
  ASSERT_EQ(folded[0].fixes.size(), 1U);
  EXPECT_EQ(folded[0].fixes[0].title, "Add it");
}

TEST(Fold, AFormatSaysItAlone) {
  Diagnostic format = made("E1161", {"A"}, {1, 2});
  format.gist = Gist::Format;
  Diagnostic pattern = made("E3031", {"A"}, {1, 2});
  Diagnostic length = made("E3510", {"A"}, {1, 2});
  Diagnostic elsewhere = made("E3031", {"B"}, {4, 5});
  for (Diagnostic* text : {&pattern, &length, &elsewhere}) text->gist = Gist::Text;
  EXPECT_THAT(rules_of(fold_follow_ups({format, pattern, length, elsewhere})), ElementsAre("E1161", "E3031"));
}

TEST(Fold, AFormatSaysItOfADefaultThatIsUsed) {
  Diagnostic pattern = made("W1030", {"Parameters", "A", "Default"}, {1, 2});
  pattern.gist = Gist::Text;
  pattern.notes.push_back({{8, 9}, "Used by this Ref", nullptr});
  Diagnostic format = made("W1030", {"B", "Ref"}, {8, 9});
  format.gist = Gist::Format;
  EXPECT_THAT(follow_ups({pattern, format}), ElementsAre(false, false));
  format.notes.push_back({{1, 2}, "Defined here", nullptr});
  EXPECT_THAT(follow_ups({pattern, format}), ElementsAre(true, false));
}

TEST(Fold, AFormatOfAResolvedValueSaysItAlone) {
  Diagnostic format = made("W1031", {"A", "Fn::Sub"}, {1, 2});
  format.gist = Gist::Format;
  Diagnostic pattern = made("W1031", {"A", "Fn::Sub"}, {1, 2}, "W1031");
  pattern.message = "the pattern speaks";
  pattern.gist = Gist::Text;
  const auto folded = fold_follow_ups({pattern, format});
  EXPECT_THAT(rules_of(folded), ElementsAre("W1031"));
  EXPECT_EQ(folded[0].message, "W1031 speaks");
  EXPECT_THAT(folded[0].notes, IsEmpty());
}

TEST(Fold, AMisspeltKeyIsNotMissingToo) {
  Diagnostic missing = made("E3003", {"A"}, {1, 2});
  missing.misspelled_as = "Nam";
  const Diagnostic unknown = made("E3002", {"A", "Nam"}, {3, 4});
  EXPECT_THAT(rules_of(fold_follow_ups({missing, unknown})), ElementsAre("E3002"));
  EXPECT_THAT(rules_of(fold_follow_ups({missing})), ElementsAre("E3003"));
  // Another key that is unknown says nothing of this one.
  EXPECT_THAT(rules_of(fold_follow_ups({missing, made("E3002", {"A", "Size"}, {3, 4})})),
              ElementsAre("E3003", "E3002"));
}

TEST(Fold, WhatAResourceLacksByAMisspellingIsNotMissingToo) {
  Diagnostic lack = made("W2533", {"Resources", "F", "Properties", "Code"}, {1, 2});
  lack.lacks = {"Handler"};
  Diagnostic unknown = made("E3002", {"Resources", "F", "Properties", "Handlr"}, {3, 4});
  EXPECT_THAT(follow_ups({lack, unknown}), ElementsAre(false, false));
  unknown.meant = MeantName{"Handler", true};
  EXPECT_THAT(follow_ups({lack, unknown}), ElementsAre(true, false));
  lack.lacks = {"Handler", "Runtime"};
  EXPECT_THAT(follow_ups({lack, unknown}), ElementsAre(false, false)) << "the runtime is missing all the same";
  lack.lacks = {"Handler"};
  unknown.path[1] = "G";
  EXPECT_THAT(follow_ups({lack, unknown}), ElementsAre(false, false)) << "another function's";
  unknown.path = {"Resources", "F", "Properties", "Environment", "Handlr"};
  EXPECT_THAT(follow_ups({lack, unknown}), ElementsAre(false, false)) << "a key below";
}

TEST(Fold, TheSameWordsAreSaidOnce) {
  Diagnostic call = made("E1019", {"A", "Fn::Sub"}, {1, 2});
  Diagnostic value = made("E3510", {"A"}, {1, 2});
  Diagnostic elsewhere = made("E3510", {"B"}, {5, 6});
  for (Diagnostic* finding : {&call, &value, &elsewhere}) finding->message = "'X' is not defined";
  EXPECT_THAT(rules_of(fold_follow_ups({call, elsewhere, value})), ElementsAre("E1019", "E3510"));
  EXPECT_THAT(follow_ups({call, elsewhere, value}), ElementsAre(false, false, true));
  value.severity = Severity::Warning;
  EXPECT_THAT(rules_of(fold_follow_ups({call, value})), ElementsAre("E1019", "E3510"));
}

TEST(Fold, ACycleIsToldOnceForWhatATransformMakesOfOneResource) {
  Diagnostic function = made("E3004", {"Resources", "F"}, {1, 2});
  Diagnostic role = made("E3004", {"Resources", "FRole"}, {1, 2});
  function.notes = {{{1, 2}, "'F' refers to 'FRole'", nullptr}, {{5, 6}, "'FRole' refers to 'F'", nullptr}};
  role.notes = {function.notes[1], function.notes[0]};
  role.message = "said from the role";
  EXPECT_THAT(follow_ups({function, role}), ElementsAre(false, true));
  role.notes[0].range = {7, 8};
  EXPECT_THAT(follow_ups({function, role}), ElementsAre(false, false));
}

TEST(Fold, OthersStayAsTheyAre) {
  EXPECT_THAT(rules_of(fold_follow_ups({made("E3003", {"A"}, {1, 2}, "E3018"), made("E3018", {"B"}, {3, 4})})),
              ElementsAre("E3003", "E3018"));
  EXPECT_THAT(fold_follow_ups({}), IsEmpty());
}

}  // namespace
}  // namespace virga
