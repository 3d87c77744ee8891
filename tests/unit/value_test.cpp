// The mutable tree of expansions.
#include "compiler/expand/value.h"

#include <gtest/gtest.h>

#include <string>

#include "compiler/expand/value_factory.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {
namespace {

class ValueTest : public testing::Test {
protected:
  Arena arena;
  ValueFactory make{arena};
};

TEST_F(ValueTest, KeysKeepTheirOrderAndAreReplacedInPlace) {
  Value* map = make.object({{"b", make.integer(1)}, {"a", make.integer(2)}, {"missing", nullptr}});
  map->set("b", make.string("new"));
  map->set_first("z", make.null());
  ASSERT_EQ(map->size(), 3U);
  EXPECT_EQ(map->entries()[0].key->text(), "z");
  EXPECT_EQ(map->entries()[1].key->text(), "b");
  EXPECT_TRUE(map->get("b")->is("new"));
  EXPECT_FALSE(map->has("missing"));
}

TEST_F(ValueTest, LargeMappingsFindWhatTheyHoldAfterEveryChange) {
  Value* map = make.object();
  constexpr int kCount = 500;
  for (int i = 0; i < kCount; ++i) map->set("key" + std::to_string(i), make.integer(i));
  for (int i = 0; i < kCount; i += 2) EXPECT_TRUE(map->erase("key" + std::to_string(i)));
  map->set("again", make.integer(-1));
  for (int i = 0; i < kCount; ++i) {
    const Value* found = map->get("key" + std::to_string(i));
    ASSERT_EQ(found == nullptr, i % 2 == 0) << i;
    if (found != nullptr) {
      EXPECT_EQ(found->text(), std::to_string(i));
    }
  }
  EXPECT_EQ(map->get("again")->text(), "-1");
  EXPECT_EQ(map->size(), kCount / 2 + 1U);
}

TEST_F(ValueTest, CopiesAreApart) {
  Value* original = make.object({{"list", make.list({make.string("a")})}});
  Value* copy = make.copy(original);
  copy->get("list")->append(make.string("b"));
  EXPECT_EQ(original->get("list")->size(), 1U);
  EXPECT_EQ(copy->get("list")->size(), 2U);
}

TEST_F(ValueTest, AFunctionIsAMappingOfOneKey) {
  Value* call = make.ref("Bucket");
  EXPECT_EQ(call->function(), Function::Ref);
  EXPECT_EQ(call->ref(), "Bucket");
  call->set("Other", make.null());
  EXPECT_EQ(call->function(), Function::None);
  EXPECT_EQ(call->ref(), "");
}

TEST_F(ValueTest, WhatIsMadeInAScopeStandsAtItsCause) {
  const auto source = std::make_shared<const SourceFile>("t.yaml", "Resources:\n  A: {Type: B}\n");
  const SyntaxTree tree = parse(source);
  const Value* root = make.from(*tree.root);
  const Entry& resource = root->get("Resources")->entries()[0];
  Value* made = nullptr;
  {
    const ValueFactory::Scope scope(make, resource.key->provenance(), "A, made from B");
    made = make.object({{"Type", make.string("C")}});
  }
  EXPECT_EQ(made->range(), resource.key->range());
  EXPECT_EQ(made->get("Type")->range(), resource.key->range());
  const Node* frozen = make.freeze(*made);
  ASSERT_NE(frozen->get("Type")->extra, nullptr);
  EXPECT_EQ(frozen->get("Type")->extra->origin->note, "A, made from B");
  EXPECT_TRUE(frozen->get("Type")->is_generated());
  EXPECT_EQ(make.string("outside")->range().size(), 0U);
}

TEST_F(ValueTest, FreezingKeepsKindsTextsAndFunctions) {
  const auto source = std::make_shared<const SourceFile>(
      "t.yaml", "a: !Sub '${B}'\nb: [1, 2.5, true, null, text]\nc: !GetAtt X.Y\n\"d\": {}\n");
  const SyntaxTree tree = parse(source);
  const Node* again = make.freeze(*make.from(*tree.root));
  EXPECT_EQ(again->get("a")->function, Function::Sub);
  EXPECT_EQ(again->get("a")->argument()->text(), "${B}");
  EXPECT_EQ(again->get("b")->size, 5U);
  EXPECT_EQ(again->get("b")->items()[1]->kind, NodeKind::Float);
  EXPECT_EQ(again->get("b")->items()[3]->kind, NodeKind::Null);
  EXPECT_EQ(again->get("c")->argument()->items()[1]->text(), "Y");
  EXPECT_EQ(again->get("d")->size, 0U);
  EXPECT_EQ(again->get("a")->range, tree.root->get("a")->range);
}

}  // namespace
}  // namespace virga
