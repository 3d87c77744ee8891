#include "compiler/workspace/glob.h"

#include <gtest/gtest.h>

namespace virga {
namespace {

TEST(Glob, CoversFilesAndWhatFoldersHold) {
  struct Case {
    const char* pattern;
    const char* path;
    bool covered;
  };
  const Case cases[] = {
      {"vendor", "vendor/a.yaml", true},
      {"vendor", "vendors/a.yaml", false},
      {"./vendor/", "vendor/a/b.yaml", true},
      {"a.yaml", "./a.yaml", true},
      {"a.yaml", "b/a.yaml", false},
      {"*.yaml", "a.yaml", true},
      {"*.yaml", "b/a.yaml", false},
      {"*.yaml", ".a.yaml", false},
      {".*", ".github/a.yaml", true},
      {"**/a.yaml", "a.yaml", true},
      {"**/a.yaml", "b/c/a.yaml", true},
      {"**/a.yaml", ".b/a.yaml", false},
      {"b/**", "b/c/a.yaml", true},
      {"b/**", "b", false},
      {"b/**/**/a.yaml", "b/a.yaml", true},
      {"**/b/**/a*.yaml", "x/b/y/z/ab.yaml", true},
      {"**/b/**/a*.yaml", "x/y/z/ab.yaml", false},
      {"/b/*.yaml", "/b/a.yaml", true},
      {"b/*.yaml", "/b/a.yaml", false},
      {"/b/*.yaml", "b/a.yaml", false},
      {"a[1].yaml", "a[1].yaml", true},
      {"a[1].yaml", "a1.yaml", true},
      {".", "a.yaml", false},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(glob_covers(test.pattern, test.path), test.covered) << test.pattern << ' ' << test.path;
  }
}

}  // namespace
}  // namespace virga
