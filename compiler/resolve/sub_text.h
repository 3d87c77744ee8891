// Parses the text of Fn::Sub and the placeholders of Fn::ForEach. All "${…}" are scanned here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/node.h"

namespace virga {

// "${…}", or "&{…}" in a loop, up to the first "}". Offsets are bytes in the searched text.
struct Placeholder {
  std::size_t begin = 0;   // at "${" or "&{"
  std::size_t end = 0;     // after "}"
  std::string_view inner;  // between the braces, as written
};

// Finds the first "${…}" at or after `from`. False if there is none.
bool find_placeholder(std::string_view text, std::size_t from, Placeholder& found);

// The begin of the last "${" if no "}" follows it, as where somebody types; npos otherwise.
std::size_t open_placeholder(std::string_view text);

// The same as find_placeholder() for what Fn::ForEach replaces: "${Identifier}", and "&{Identifier}", which keeps only
// letters and digits of the value. If the text inside is not an identifier, the search continues at `found.begin + 1`:
// "${Topic${Name}}".
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
bool find_loop_placeholder(std::string_view text, std::size_t from, Placeholder& found);

// A part of a Sub text. The parts are contiguous and cover the whole text.
struct SubPart {
  enum class Kind : std::uint8_t {
    Text,      // stays as it is, including "${}"
    Literal,   // "${!Name}", which becomes "${Name}"
    Variable,  // "${Name}" or "${Name.Attribute}"
  };
  Kind kind = Kind::Text;
  std::size_t begin = 0;     // bytes in the text
  std::string_view written;  // the part as written, braces included
  std::string_view name;     // of a Variable: without the braces and white space around it

  bool is_variable() const { return kind == Kind::Variable; }
  // A Variable of the form "Name.Attribute" stands for Fn::GetAtt.
  bool is_attribute() const { return name.find('.') != std::string_view::npos; }
  std::size_t end() const { return begin + written.size(); }
  // Whether a Variable's name has no white space around it.
  bool is_tight() const { return name.size() + 3 == written.size(); }
  // Appends the output of Fn::Sub for a Text or Literal.
  void append_to(std::string& out) const;
};

// Iterates over the parts of a Sub text: `for (const SubPart& part : SubText(text))`. Borrows the text.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
class SubText {
public:
  explicit SubText(std::string_view text) : text_(text) {}

  class Iterator {
  public:
    explicit Iterator(std::string_view text) : text_(text) { ++*this; }
    Iterator() = default;
    const SubPart& operator*() const { return part_; }
    const SubPart* operator->() const { return &part_; }
    Iterator& operator++();
    bool operator==(const Iterator& other) const { return done_ == other.done_; }

  private:
    std::string_view text_;
    Placeholder next_;  // the placeholder after part_, if part_ is the text before it
    bool has_next_ = false;
    bool done_ = false;
    std::size_t at_ = 0;
    SubPart part_;

    friend class SubText;
  };

  Iterator begin() const { return Iterator(text_); }
  Iterator end() const {
    Iterator last;
    last.done_ = true;
    return last;
  }

private:
  std::string_view text_;
};

// A variable of a Sub text with its position in the file.
struct SubVariable {
  std::string_view name;    // as SubPart::name
  std::uint32_t begin = 0;  // at "${"; bytes in the decoded text
  std::uint32_t end = 0;    // after "}"
  TextRange source;         // of the name in the file; the whole node's range if escapes prevent an exact one
};

// The variables of a Sub text. If the file's text is given, `source` is exact even in block scalars and in strings with
// escapes.
std::vector<SubVariable> sub_variables(const Node& text, std::string_view file = {});

// The text with every "${!Name}" replaced by "${Name}", as Fn::Sub does for a text without variables.
std::string unescape_sub_text(std::string_view text);

// The inverse: a text that Fn::Sub turns into `text`.
std::string escape_sub_text(std::string_view text);

// Range of a scalar's value without quotes and tag; the whole node's range if escapes or folding prevent an exact one.
TextRange content_range(const Node& scalar);

}  // namespace virga
