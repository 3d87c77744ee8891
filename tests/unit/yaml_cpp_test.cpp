// Cross-check with yaml-cpp, an independent parser: it sees the same values in our samples as our readers do.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string>

#include "compiler/syntax/syntax_tree.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

// Compares values only: kinds of collections, keys in order, texts of scalars. Short forms are compared by argument.
// Our tree has canonical texts for numbers and booleans, whereas yaml-cpp keeps them as written, so their text is taken
// from `file`.
void expect_equal(const YAML::Node& theirs, const Node& ours, const SourceFile& file, const std::string& path) {
  if ((ours.flags & Node::kShortForm) != 0) {
    EXPECT_TRUE(theirs.Tag().starts_with("!")) << path;
    // "!GetAtt a.b" is split while reading: join the items again for comparison.
    if (ours.function == Function::GetAtt && theirs.IsScalar()) {
      std::string joined;
      for (const Node* item : ours.argument()->items()) {
        joined += (joined.empty() ? "" : ".") + std::string(item->text());
      }
      EXPECT_EQ(theirs.Scalar(), joined) << path;
      return;
    }
    YAML::Node untagged = YAML::Clone(theirs);
    untagged.SetTag("");
    expect_equal(untagged, *ours.argument(), file, path);
    return;
  }
  if (ours.is_mapping()) {
    ASSERT_TRUE(theirs.IsMap()) << path;
    ASSERT_EQ(theirs.size(), ours.members().size()) << path;
    for (const Member& member : ours.members()) {
      const std::string key(member.key->text());
      ASSERT_TRUE(theirs[key].IsDefined()) << path << "/" << key;
      expect_equal(theirs[key], *member.value, file, path + "/" + key);
    }
  } else if (ours.is_sequence()) {
    ASSERT_TRUE(theirs.IsSequence()) << path;
    ASSERT_EQ(theirs.size(), ours.items().size()) << path;
    for (std::size_t i = 0; i < ours.items().size(); ++i) {
      expect_equal(theirs[i], *ours.items()[i], file, path + "/" + std::to_string(i));
    }
  } else if (ours.is(NodeKind::Null)) {
    EXPECT_TRUE(theirs.IsNull()) << path;
  } else {
    ASSERT_TRUE(theirs.IsScalar()) << path;
    EXPECT_EQ(theirs.Scalar(), ours.is_string() ? ours.text() : file.slice(ours.range)) << path;
  }
}

TEST(YamlCpp, ReadsTheSamplesAlike) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(VIRGA_SOURCE_DIR "/samples")) {
    if (entry.path().extension() != ".yaml") continue;
    const ReadResult read = read_source_file(entry.path().string());
    ASSERT_NE(read.file, nullptr) << entry.path();
    const SyntaxTree tree = parse(read.file);
    ASSERT_TRUE(tree.ok()) << entry.path();
    SCOPED_TRACE(entry.path().string());
    expect_equal(YAML::Load(std::string(read.file->text())), *tree.root, *read.file, "");
    ++files;
  }
  EXPECT_GT(files, 3);
}

}  // namespace
}  // namespace virga
