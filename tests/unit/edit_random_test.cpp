// Edits of random templates: any change of any part leaves the rest as it is.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "tests/unit/edit_support.h"

namespace virga {
namespace {

class RandomTemplate {
public:
  explicit RandomTemplate(unsigned seed) : random_(seed) {}

  std::string text() {
    style_ = below(3);
    std::string out;
    if (style_ == 0) {
      block_map(0, 0, out);
    } else {
      flow(0, out);
      out += '\n';
    }
    if (below(3) == 0) {
      std::string windows;
      for (const char c : out) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
      return windows;
    }
    return out;
  }
  std::uint32_t below(std::uint32_t limit) { return limit == 0 ? 0 : static_cast<std::uint32_t>(random_() % limit); }

  std::string word() {
    static const std::vector<std::string> kWords = {"x",    "'it''s'", "\"q\"",    "12",   "true", "a b",
                                                    "null", "'#'",     "\"a: b\"", "v1.2", "~",    "'on'"};
    return kWords[below(static_cast<std::uint32_t>(kWords.size()))];
  }

private:
  static void pad(std::uint32_t column, std::string& out) { out.append(column, ' '); }
  void comment(std::string& out) {
    if (below(4) == 0) out += "  # note";
  }

  void block_map(std::uint32_t column, std::uint32_t depth, std::string& out) {
    const std::uint32_t count = 1 + below(4);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i > 0 || out.empty() || out.back() == '\n') pad(column, out);
      out += "K" + std::to_string(i) + ":";
      block_value(column, depth + 1, out);
      if (below(6) == 0) out += "\n";
    }
  }
  void block_value(std::uint32_t column, std::uint32_t depth, std::string& out) {
    switch (depth > 3 ? 0 : below(7)) {
      case 1:
        out += "\n";
        block_map(column + 2 + below(2) * 2, depth, out);
        return;
      case 2: {
        out += "\n";
        const std::uint32_t inner = column + below(2) * 2;
        for (std::uint32_t i = 0, count = 1 + below(3); i < count; ++i) {
          pad(inner, out);
          out += "- ";
          if (below(3) == 0 && depth < 3) {
            out += "M: 1\n";
            pad(inner + 2, out);
            out += "N: 2\n";
          } else {
            out += word();
            comment(out);
            out += "\n";
          }
        }
        return;
      }
      case 3:
        out += " |\n";
        pad(column + 2, out);
        out += "line one\n";
        pad(column + 2, out);
        out += "  line two\n";
        return;
      case 4:
        out += " ";
        flow(depth, out);
        out += "\n";
        return;
      case 5:
        out += " !Ref P\n";
        return;
      case 6:
        out += "\n";
        return;
      default:
        out += " " + word();
        comment(out);
        out += "\n";
    }
  }
  void flow(std::uint32_t depth, std::string& out) {
    const bool map = depth == 0 || below(2) == 0;
    const bool lines = style_ == 2 && depth < 2;
    out += map ? '{' : '[';
    const std::uint32_t count = depth == 0 ? 1 + below(3) : below(4);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i > 0) out += lines ? "," : ", ";
      if (lines) {
        out += "\n";
        pad(2 * depth + 2, out);
      }
      if (map) out += (style_ == 0 ? "K" + std::to_string(i) : "\"K" + std::to_string(i) + "\"") + ": ";
      if (depth < 3 && below(3) == 0) {
        flow(depth + 1, out);
      } else {
        out += style_ == 0 ? word() : std::vector<std::string>{"1", "\"a\"", "null", "true", "\"#\""}[below(5)];
      }
    }
    if (lines && count > 0) {
      out += "\n";
      pad(2 * depth, out);
    }
    out += map ? '}' : ']';
  }

  std::mt19937 random_;
  std::uint32_t style_ = 0;
};

// A value as text, with one change applied: the expected result of the edit.
struct Meant {
  const Node* at = nullptr;  // the collection to change
  enum class What { Remove, Rename, Add, Insert, Set } what = What::Remove;
  std::uint32_t index = 0;

  static void scalar(const Node& node, std::string& out) {
    out += std::to_string(static_cast<int>(node.kind)) + "<" + std::string(node.text()) + ">";
  }
  static void added(std::string& out) {
    Node text;
    text.kind = NodeKind::String;
    text.chars = "new: #1";
    text.size = 7;
    scalar(text, out);
    out += ",";
  }
  void write(const Node& node, std::string& out) const {
    if (node.is_scalar()) {
      scalar(node, out);
      return;
    }
    out += node.is_mapping() ? "{" : "[";
    for (std::uint32_t i = 0; i < node.size; ++i) {
      const bool here = &node == at && i == index;
      if (here && what == What::Remove) continue;
      if (here && what == What::Insert) added(out);
      if (node.is_mapping()) {
        out += here && what == What::Rename ? "Renamed" : std::string(node.members()[i].key->text());
        out += "=";
      }
      if (here && what == What::Set) {
        added(out);
        continue;
      }
      write(node.is_mapping() ? *node.members()[i].value : *node.items()[i], out);
      out += ",";
    }
    if (&node == at && what == What::Add) {
      out += "Added=";
      added(out);
    }
    if (&node == at && what == What::Insert && index == node.size) added(out);
    out += node.is_mapping() ? "}" : "]";
  }
};

void collect(const Node& node, std::vector<const Node*>& found) {
  if (!node.is_scalar() && (node.flags & Node::kShortForm) == 0) found.push_back(&node);
  if (node.function != Function::None) return;
  for (const Node* item : node.items()) collect(*item, found);
  for (const Member& member : node.members()) collect(*member.value, found);
}

TEST(EditProperty, TheResultIsWhatWasMeant) {
  std::size_t made = 0, refused = 0;
  for (unsigned seed = 0; seed < 6000 && !testing::Test::HasFailure(); ++seed) {
    RandomTemplate random(seed);
    const std::string text = random.text();
    const SyntaxTree tree = read(text);
    ASSERT_TRUE(tree.ok()) << text;
    std::vector<const Node*> collections;
    collect(*tree.root, collections);
    Meant meant;
    meant.at = collections[random.below(static_cast<std::uint32_t>(collections.size()))];
    const Node& node = *meant.at;
    meant.what = static_cast<Meant::What>(random.below(5));
    if (node.is_sequence() && (meant.what == Meant::What::Rename || meant.what == Meant::What::Add)) {
      meant.what = Meant::What::Insert;
    }
    if (node.is_mapping() && meant.what == Meant::What::Insert) meant.what = Meant::What::Add;
    if (node.size == 0 && meant.what != Meant::What::Add && meant.what != Meant::What::Insert) continue;
    meant.index = random.below(node.size + (meant.what == Meant::What::Insert ? 1 : 0));
    EditBuilder edit(tree);
    ValueMaker make;
    const Node& value = make.text("new: #1");
    bool done = false;
    switch (meant.what) {
      case Meant::What::Remove:
        done = node.is_mapping() ? edit.remove_member(node, meant.index) : edit.remove_item(node, meant.index);
        break;
      case Meant::What::Rename:
        done = edit.rename_key(node.members()[meant.index], "Renamed");
        break;
      case Meant::What::Add:
        done = edit.add_member(node, "Added", value);
        break;
      case Meant::What::Insert:
        done = edit.insert_item(node, meant.index, value);
        break;
      case Meant::What::Set:
        done = node.is_mapping() ? edit.set_value(node.members()[meant.index], value)
                                 : edit.set_item(node, meant.index, value);
        break;
    }
    if (!done) {
      ++refused;
      continue;
    }
    ++made;
    const std::vector<TextEdit> edits = edit.take();
    const std::string after = apply_edits(text, edits);
    const SyntaxTree again = read(after);
    const std::string what = std::to_string(seed) + " change " + std::to_string(static_cast<int>(meant.what)) + " of " +
                             std::to_string(meant.index) + "\n" + text + "----\n" + after;
    ASSERT_TRUE(again.ok()) << what << (again.errors.empty() ? "" : again.errors[0].message);
    std::string expected, actual;
    meant.write(*tree.root, expected);
    Meant{}.write(*again.root, actual);
    ASSERT_EQ(actual, expected) << what;
    ASSERT_TRUE(changes_only(tree, again, edits)) << what;
    ASSERT_EQ(text.find("\r\n") != std::string::npos, after.find("\r\n") != std::string::npos) << what;
    // Comments stay, except for one on a removed line.
    ASSERT_GE(again.comments.size() + (meant.what == Meant::What::Remove || meant.what == Meant::What::Set ? 99 : 0),
              tree.comments.size())
        << what;
  }
  EXPECT_GT(made, 20 * refused) << refused << " changes were refused";
}

}  // namespace
}  // namespace virga
