// The reader that decides what is valid JSON (RFC 8259): one pass, no recursion, and an explanation of the first error.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "compiler/support/characters.h"
#include "compiler/syntax/json_string.h"
#include "compiler/syntax/readers.h"

namespace virga {

namespace {

class JsonReader {
public:
  JsonReader(SyntaxTree& tree, const ParseOptions& options)
      : tree_(tree), text_(tree.source->text()), at_(content_start(text_)), builder_(tree, options) {}

  ReadOutcome run() {
    SyntaxError bad;
    if (find_bad_character(text_, true, bad)) {
      fault_ = std::move(bad);
      complete_ = false;
    } else {
      document();
    }
    builder_.finish();
    // Other errors would be misleading if only a part of the text was read.
    if (!complete_) tree_.errors.assign(1, fault_);
    return {complete_, builder_.nodes(), yaml_takes_it_, yaml_misreads_};
  }

private:
  enum class Expect : std::uint8_t { Value, ValueOrEnd, Key, KeyOrEnd, CommaOrEnd };

  void document() {
    if (lacks_first_brace(text_)) {
      skip_space();
      fail(at_, "Missing '{' before this key, at the beginning of the file");
      return;
    }
    Expect expect = Expect::Value;
    while (!builder_.stopped()) {
      skip_space();
      if (at_ >= text_.size()) {
        unexpected_end();
        return;
      }
      if (!step(expect)) return;
      if (open_.empty()) {
        skip_space();
        if (at_ < text_.size())
          fail(at_,
               "Unexpected text after the end of the JSON value; remove it, or check which bracket closes too early");
        return;
      }
    }
  }

  // Reads one token and sets what may follow; false after an error.
  bool step(Expect& expect) {
    const char c = text_[at_];
    switch (expect) {
      case Expect::Value:
      case Expect::ValueOrEnd:
        if (c == ']' && expect == Expect::ValueOrEnd) return close(expect);
        return value(expect);
      case Expect::Key:
      case Expect::KeyOrEnd:
        if (c == '}' && expect == Expect::KeyOrEnd) return close(expect);
        return key(expect);
      case Expect::CommaOrEnd:
        if (c == ']' || c == '}') return close(expect);
        if (c != ',') return missing_comma();
        comma_ = at_++;
        expect = in_object() ? Expect::Key : Expect::Value;
        return true;
    }
    return false;
  }

  bool in_object() const { return text_[open_.back()] == '{'; }

  bool close(Expect& expect) {
    const char c = text_[at_];
    if ((c == '}') != in_object()) {
      return fail(at_,
                  std::string("'") + c + "' does not match the '" + text_[open_.back()] + "' of line " +
                      line_of(open_.back()) + "; check which bracket is missing",
                  open_.back());
    }
    ++at_;
    open_.pop_back();
    builder_.end(at_);
    expect = Expect::CommaOrEnd;
    return true;
  }

  bool value(Expect& expect) {
    const char c = text_[at_];
    if (c == '{' || c == '[') {
      builder_.begin(c == '{' ? NodeKind::Mapping : NodeKind::Sequence, at_, at_, NodeStyle::Flow);
      open_.push_back(at_++);
      expect = c == '{' ? Expect::KeyOrEnd : Expect::ValueOrEnd;
      return true;
    }
    expect = Expect::CommaOrEnd;
    if (c == '"') return string();
    return word();
  }

  bool key(Expect& expect) {
    if (text_[at_] != '"') return bad_key();
    if (!string()) return false;
    const std::uint32_t after = at_;
    skip_space();
    if (at_ >= text_.size() || text_[at_] != ':') {
      const std::uint32_t key = last_string_;
      if (is_open_string(true)) return false;
      yaml_misreads_ = at_ < text_.size() && is_in("},", text_[at_]);
      if (yaml_misreads_) return fail(TextRange{key, after}, "This key has no value; write \"key\": value");
      return fail(at_ < text_.size() ? at_ : after, "Missing ':' after this key; write \"key\": value", key);
    }
    colon_ = at_++;
    expect = Expect::Value;
    return true;
  }

  bool string() {
    last_string_ = at_;
    const JsonString read = read_json_string(text_, at_, tree_.arena);
    if (!read.fault.empty()) {
      const bool is_open = read.end >= text_.size() || is_break(text_[read.end]);
      return is_open ? fail(open_string(read.end), read.fault) : fail(read.fault_place, read.fault, at_);
    }
    builder_.typed_scalar({at_, read.end}, NodeKind::String, NodeStyle::DoubleQuoted, read.text);
    at_ = read.end;
    return true;
  }

  bool word() {
    const std::uint32_t begin = at_;
    std::uint32_t end = at_;
    while (end < text_.size() && !is_space(text_[end]) &&
           std::string_view(",:[]{}\"").find(text_[end]) == std::string_view::npos) {
      ++end;
    }
    const std::string_view word = text_.substr(begin, end - begin);
    NodeKind kind = NodeKind::Null;
    if (end > begin && end < text_.size() && text_[end] == '"') return bad_value(begin, end, word);
    if (word == "true" || word == "false") {
      kind = NodeKind::Boolean;
    } else if (word == "null") {
      builder_.typed_scalar({begin, end}, NodeKind::Null, NodeStyle::Plain, {});
      at_ = end;
      return true;
    } else if (!type_json_number(word, kind)) {
      return bad_value(begin, end, word);
    }
    builder_.typed_scalar({begin, end}, kind, NodeStyle::Plain, word);
    at_ = end;
    return true;
  }

  bool bad_value(std::uint32_t begin, std::uint32_t end, std::string_view word) {
    const char c = text_[begin];
    const TextRange range{begin, std::max(end, begin + 1)};
    if (c == ']' || c == '}') {
      if (comma_ != kNone && only_space(comma_ + 1, begin)) {
        return fail_where_yaml_does_not(comma_, "JSON does not allow a trailing comma; remove this ','");
      }
      if (colon_ != kNone && only_space(colon_ + 1, begin)) {
        yaml_misreads_ = true;
        return fail(colon_, "Missing value after this ':'");
      }
      return fail(begin, "Missing value before this bracket");
    }
    yaml_misreads_ = c == ',';
    if (c == ',') return fail(begin, "Missing value before this ','; add the value or remove the ','");
    if (c == ':') return fail(begin, "Unexpected ':'; check the quotes before it");
    if (c == '\'') return fail_where_yaml_does_not(range, "JSON strings need double quotes, not single quotes");
    if (word.starts_with("//") || word.starts_with("/*") || c == '#') return comment(begin);
    if (word == "NaN" || word == "Infinity" || word == "-Infinity") {
      return fail_where_yaml_does_not(range, "Not a JSON number; write a number, or a string in double quotes");
    }
    if (word == "True" || word == "False" || word == "None" || word == "TRUE" || word == "FALSE" || word == "NULL") {
      return fail_where_yaml_does_not(range, "JSON writes true, false and null in lower case");
    }
    if (const auto half = end_of_half_quoted(text_, begin)) {
      return half_quoted(TextRange{begin, *half}, kHalfQuotedValue);
    }
    if (c == '-' || c == '+' || c == '.' || is_digit(c)) {
      return fail_where_yaml_does_not(range,
                                      "Not a JSON number: no '+', no leading zeros, and digits on both sides of the "
                                      "point; correct it or put it in double quotes");
    }
    return fail_where_yaml_does_not(range, "JSON strings need double quotes");
  }

  bool half_quoted(TextRange range, std::string_view message) {
    yaml_misreads_ = true;
    return fail(range, std::string(message));
  }

  bool bad_key() {
    const char c = text_[at_];
    if (c == '}' && comma_ != kNone && only_space(comma_ + 1, at_)) {
      return fail_where_yaml_does_not(comma_, "JSON does not allow a trailing comma; remove this ','");
    }
    if (const auto end = end_of_half_quoted(text_, at_)) return half_quoted(TextRange{at_, *end}, kHalfQuotedKey);
    if (c == '\'') return fail_where_yaml_does_not(at_, "JSON keys need double quotes, not single quotes");
    if (c == ',') return fail(at_, "Missing key before this ','; remove one of the commas");
    if (c == '/' || c == '#') return comment(at_);
    return fail(at_, "Expected a key in double quotes, in the '{' of line " + line_of(open_.back()), open_.back());
  }

  // The last string, whose closing quote is missing, without what follows strings.
  TextRange open_string(std::uint32_t end) const {
    return {last_string_, static_cast<std::uint32_t>(text_.find_last_not_of(" \t,]}", end - 1) + 1)};
  }

  // Whether what was just read is a string whose closing quote is missing, up to the quote that opens the next one.
  // That is the fault then.
  bool is_open_string(bool is_key) {
    if (at_ >= text_.size() || text_[at_ - 1] != '"') return false;
    const auto end = end_of_open_string(text_, last_string_, is_key);
    if (!end) return false;
    yaml_misreads_ = true;
    fail(open_string(*end), is_key ? "Missing closing quote of this key" : std::string(kMissingQuote));
    return true;
  }

  bool missing_comma() {
    const char c = text_[at_];
    if (c == '/' || c == '#') return comment(at_);
    if (is_open_string(false)) return false;
    const std::string closer = in_object() ? "}" : "]";
    return fail(at_,
                "Missing ',' before this, or the '" + closer + "' that closes the '" + text_[open_.back()] +
                    "' of line " + line_of(open_.back()),
                open_.back());
  }

  bool comment(std::uint32_t begin) {
    yaml_takes_it_ = text_[begin] == '#';
    yaml_misreads_ = !yaml_takes_it_;
    return fail(TextRange{begin, end_of_json_comment(text_, begin)},
                "JSON does not allow comments; remove it, or use a Metadata or Description key instead");
  }

  void unexpected_end() {
    if (open_.empty()) return;  // an empty file, which parse() reports
    fail(static_cast<std::uint32_t>(text_.size()),
         std::string("Unexpected end of file: the '") + text_[open_.back()] + "' of line " + line_of(open_.back()) +
             " is never closed; add what is missing",
         open_.back());
  }

  bool only_space(std::uint32_t from, std::uint32_t to) const {
    return std::all_of(text_.begin() + from, text_.begin() + to, is_space);
  }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  std::string line_of(std::uint32_t offset) const { return std::to_string(tree_.source->line_column(offset).line); }

  bool fail(TextRange range, std::string message, std::uint32_t related = kNone) {
    complete_ = false;
    fault_ = {SyntaxErrorKind::Syntax, range, std::move(message),
              related == kNone ? TextRange{} : TextRange{related, related + 1}};
    return false;
  }
  bool fail(std::uint32_t place, std::string message, std::uint32_t related = kNone) {
    const auto size = static_cast<std::uint32_t>(text_.size());
    return fail(TextRange{place, std::min(place + 1, size)}, std::move(message), related);
  }

  // For things that are valid in YAML.
  template <typename Place>
  bool fail_where_yaml_does_not(Place place, std::string message) {
    yaml_takes_it_ = true;
    return fail(place, std::move(message));
  }

  static constexpr std::uint32_t kNone = UINT32_MAX;

  SyntaxTree& tree_;
  std::string_view text_;
  std::uint32_t at_;
  TreeBuilder builder_;
  std::vector<std::uint32_t> open_;  // offsets of the open brackets
  std::uint32_t comma_ = kNone;      // offset of the last comma
  std::uint32_t colon_ = kNone;      // … and colon
  std::uint32_t last_string_ = kNone;
  bool complete_ = true;
  bool yaml_takes_it_ = false;
  bool yaml_misreads_ = false;
  SyntaxError fault_;
};

}  // namespace

std::uint32_t end_of_json_comment(std::string_view text, std::uint32_t begin) {
  if (text.substr(begin, 2) == "/*") {
    const std::size_t end = text.find("*/", begin + 2);
    if (end != std::string_view::npos) return static_cast<std::uint32_t>(end + 2);
  }
  return static_cast<std::uint32_t>(std::min(text.find_first_of("\r\n", begin), text.size()));
}

ReadOutcome read_json(SyntaxTree& tree, const ParseOptions& options) {
  tree.language = SyntaxLanguage::Json;
  return JsonReader(tree, options).run();
}

}  // namespace virga
