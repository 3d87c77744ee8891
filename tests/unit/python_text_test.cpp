// The order and text of dictionaries from which IDs of REST API deployments are hashed. The expected values were
// printed by Python 2.7 on 64 bits.
#include "compiler/expand/serverless/python/python_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/expand/value_factory.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {
namespace {

using ::testing::ElementsAre;

class PythonText : public ::testing::Test {
protected:
  PythonText() { history_.enable(); }

  // A value that counts as written by the author.
  Value* read(const std::string& yaml) {
    trees_.push_back(parse(std::make_shared<SourceFile>("t.yaml", yaml)));
    return make_.from(*trees_.back().root);
  }

  Arena arena_;
  ValueFactory make_{arena_};
  PythonHistory history_;
  std::vector<SyntaxTree> trees_;
};

PythonKeys keys(std::initializer_list<std::string_view> names) {
  PythonKeys made;
  for (const std::string_view name : names) made.add(name);
  return made;
}

TEST(PythonKeys, AreListedInTheOrderOfTheirSlots) {
  EXPECT_THAT(keys({"a", "b", "c"}).list(), ElementsAre("a", "c", "b"));
  EXPECT_THAT(keys({"b", "a", "c", "a"}).list(), ElementsAre("a", "c", "b"));
  EXPECT_THAT(keys({"type", "httpMethod", "uri"}).list(), ElementsAre("httpMethod", "type", "uri"));
}

TEST(PythonKeys, KeysThatMeetInASlotDependOnWhoWasFirst) {
  EXPECT_THAT(keys({"post", "patch", "delete", "put", "get"}).list(),
              ElementsAre("put", "post", "delete", "get", "patch"));
  EXPECT_THAT(keys({"post", "delete", "patch", "put", "get"}).list(),
              ElementsAre("put", "post", "patch", "get", "delete"));
}

TEST(PythonKeys, CopiesMaySwapThemForEver) {
  for (std::uint32_t copies = 1; copies < 7; ++copies) {
    PythonKeys made = keys({"post", "patch", "delete", "put", "get"});
    made.copy_deep(copies);
    if (copies % 2 == 0) {
      EXPECT_THAT(made.list(), ElementsAre("put", "delete", "post", "get", "patch")) << copies;
    } else {
      EXPECT_THAT(made.list(), ElementsAre("put", "patch", "post", "get", "delete")) << copies;
    }
  }
}

TEST(PythonKeys, RemovedKeysLeaveTheirSlotTaken) {
  PythonKeys made = keys({"a", "b", "c"});
  made.remove("c");
  made.remove("nothing");
  EXPECT_THAT(made.list(), ElementsAre("a", "b"));
  made.add("c");
  EXPECT_THAT(made.list(), ElementsAre("a", "c", "b"));
}

TEST_F(PythonText, Scalars) {
  EXPECT_EQ(history_.text(*read("[1, 2.50, true, no, null, 99999999999999999999]"), 0),
            "[1, 2.5, True, False, None, 99999999999999999999L]");
}

TEST_F(PythonText, TextsOfTheAuthorAreUnicode) {
  EXPECT_EQ(history_.text(*read("{a: \"it's\", b: 'say \"hi\"'}"), 0), "{u'a': u\"it's\", u'b': u'say \"hi\"'}");
  EXPECT_EQ(history_.text(*read("['\xC3\xA4\xE2\x82\xAC']"), 0), "[u'\\xe4\\u20ac']");
  EXPECT_EQ(history_.text(*read("[\"a\\nb\\\\\"]"), 0), "[u'a\\nb\\\\']");
  EXPECT_EQ(history_.text(*make_.string("a\n'\""), 0), "'a\\n\\'\"'");
  EXPECT_EQ(history_.text(*make_.string("get")->set_authored(), 0), "u'get'");
}

TEST_F(PythonText, ChangesAreRemembered) {
  Value* map = read("{a: 1, b: 2}");
  history_.set(*map, "c", make_.integer(3), 1);
  history_.set(*map, "a", make_.integer(4), 1);
  EXPECT_EQ(history_.text(*map, 2), "{u'a': 4, 'c': 3, u'b': 2}");
  history_.erase(*map, "a", 3);
  EXPECT_EQ(history_.text(*map, 3), "{'c': 3, u'b': 2}");
}

// A mapping that is listed while it grows is replayed step by step.
TEST_F(PythonText, ListingInBetweenChangesNothing) {
  PythonHistory other;
  other.enable();
  Value* map = read("{post: 1, patch: 2}");
  Value* twin = make_.copy(map);
  std::uint32_t copies = 0;
  for (const std::string_view key : {"delete", "put", "get", "head", "options", "trace", "any"}) {
    ++copies;
    history_.set(*map, key, make_.integer(3), copies);
    other.set(*twin, key, make_.integer(3), copies);
    if (key == "put") {
      history_.erase(*map, "post", copies);
      other.erase(*twin, "post", copies);
    }
    EXPECT_FALSE(history_.text(*map, copies + 3).empty());
    EXPECT_EQ(history_.entries(*map).size(), map->size());
  }
  EXPECT_EQ(history_.text(*map, copies + 1), other.text(*twin, copies + 1));
}

TEST_F(PythonText, NothingIsReorderedUntilItIsNeeded) {
  PythonHistory off;
  Value* map = read("{b: 1, c: 2, a: 3}");
  EXPECT_EQ(off.text(*map, 5), "{u'b': 1, u'c': 2, u'a': 3}");
  EXPECT_EQ(history_.text(*map, 5), "{u'a': 3, u'c': 2, u'b': 1}");
  history_.note_ordered(*map);
  EXPECT_EQ(history_.text(*map, 5), "{u'b': 1, u'c': 2, u'a': 3}");
}

TEST_F(PythonText, Json) {
  EXPECT_EQ(history_.json(*read("{a: [1, x], b: {c: null}}")), R"({"a": [1, "x"], "b": {"c": null}})");
}

}  // namespace
}  // namespace virga
