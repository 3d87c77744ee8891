#include "compiler/workspace/data_file.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>
#include <vector>

#include "compiler/support/characters.h"
#include "compiler/syntax/readers.h"
#include "compiler/syntax/tree_builder.h"

namespace virga {

namespace {

std::uint32_t narrow(std::size_t offset) { return static_cast<std::uint32_t>(offset); }

// An upper bound of the nesting depth: counts brackets, and the columns in which lines and items begin. yaml-cpp is
// recursive.
std::size_t nesting_of(std::string_view text) {
  std::size_t brackets = 0;
  std::size_t deepest = 0;
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < text.size() && deepest <= kMaxDataDepth;) {
    std::size_t column = 0;
    const auto enter = [&] {
      while (!columns.empty() && columns.back() >= column) columns.pop_back();
      columns.push_back(column);
      deepest = std::max(deepest, columns.size() + brackets);
    };
    for (; i < text.size() && is_blank(text[i]); ++i) ++column;
    enter();
    while (i + 1 < text.size() && (text[i] == '-' || text[i] == '?') && is_blank(text[i + 1])) {
      for (++i, ++column; i < text.size() && is_blank(text[i]); ++i) ++column;
      columns.push_back(column);
      deepest = std::max(deepest, columns.size() + brackets);
      if (deepest > kMaxDataDepth) return deepest;
    }
    for (; i < text.size() && text[i] != '\n'; ++i) {
      if (text[i] == '[' || text[i] == '{') deepest = std::max(deepest, columns.size() + ++brackets);
      if ((text[i] == ']' || text[i] == '}') && brackets > 0) --brackets;
    }
    if (i < text.size()) ++i;
  }
  return deepest;
}

// ---- YAML ----------------------------------------------------------------------------------------------------------

// yaml-cpp reports where things begin; where they end is determined from the text.
class YamlEvents final : public YAML::EventHandler {
public:
  YamlEvents(TreeBuilder& builder, std::string_view text, Arena& arena, std::uint32_t start)
      : builder_(builder), text_(text), arena_(arena), start_(start) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    OnScalar(mark, anchor == 0 ? "?" : "!anchored", anchor, "");
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    const std::uint32_t begin = offset(mark);
    std::uint32_t end = std::min(begin + 1, narrow(text_.size()));
    while (end < text_.size() && !is_space(text_[end]) &&
           std::string_view(",[]{}").find(text_[end]) == std::string::npos) {
      ++end;
    }
    if (!builder_.stopped()) builder_.alias({begin, end}, text_.substr(begin + 1, end - begin - 1));
  }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string& value) override {
    if (builder_.stopped()) return;
    const Start start = start_of(mark);
    const char first = start.content < text_.size() ? text_[start.content] : '\0';
    NodeStyle style = NodeStyle::Plain;
    std::uint32_t end = start.content;
    if (first == '"' || first == '\'') {
      style = first == '"' ? NodeStyle::DoubleQuoted : NodeStyle::SingleQuoted;
      end = quoted_end(start.content, first);
      // yaml-cpp accepts the end of the file as the end of a quoted string.
      if (end < start.content + 2 || text_[end - 1] != first) {
        builder_.error(SyntaxErrorKind::Syntax, {start.content, start.content + 1},
                       fmt::format("Missing closing {}", first));
      }
    } else if ((first == '|' || first == '>') && !value.empty()) {
      style = first == '|' ? NodeStyle::Literal : NodeStyle::Folded;
      while (end < text_.size() && text_[end] != '\n') ++end;
    } else if (text_.substr(start.content, value.size()) == value && !value.empty()) {
      end += narrow(value.size());
    } else {
      end = plain_end(start.content, value.empty());
    }
    const std::string_view plain_null = value.empty() ? text_.substr(start.content, end - start.content) : value;
    const std::string_view text = arena_.copy(style == NodeStyle::Plain ? plain_null : std::string_view(value));
    builder_.scalar({start.whole, end}, {start.content, end}, style, text, start.properties);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value style) override {
    begin(NodeKind::Sequence, mark, style);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    begin(NodeKind::Mapping, mark, style);
  }
  void OnMapEnd() override { end(); }

private:
  struct Start {
    std::uint32_t whole = 0;
    std::uint32_t content = 0;
    NodeProperties properties;
  };

  std::uint32_t offset(const YAML::Mark& mark) const {
    return std::min(narrow(static_cast<std::size_t>(std::max(mark.pos, 0))) + start_, narrow(text_.size()));
  }

  Start start_of(const YAML::Mark& mark) const {
    Start start;
    start.whole = start.content = offset(mark);
    if (start.whole >= text_.size() || (text_[start.whole] != '&' && text_[start.whole] != '!')) return start;
    const WrittenProperties written = scan_properties(text_, start.whole);
    start.content = written.content;
    start.properties.anchor = written.anchor;
    return start;
  }

  void begin(NodeKind kind, const YAML::Mark& mark, YAML::EmitterStyle::value style) {
    if (builder_.stopped()) return;
    const Start start = start_of(mark);
    const bool flow = style == YAML::EmitterStyle::Flow;
    flow_.push_back(flow);
    builder_.begin(kind, start.whole, start.content, flow ? NodeStyle::Flow : NodeStyle::Block, start.properties);
    begins_.push_back(start.content);
  }

  void end() {
    if (builder_.stopped() || flow_.empty()) return;
    const bool flow = flow_.back();
    std::uint32_t at = std::max(builder_.last_end(), begins_.back() + 1);
    flow_.pop_back();
    begins_.pop_back();
    if (!flow) return builder_.end();
    while (at < text_.size() && text_[at] != ']' && text_[at] != '}') {
      if (text_[at] == '#') {
        while (at < text_.size() && text_[at] != '\n') ++at;
      } else {
        ++at;
      }
    }
    builder_.end(std::min(at + 1, narrow(text_.size())));
  }

  std::uint32_t quoted_end(std::uint32_t begin, char quote) const {
    std::size_t at = begin + 1;
    for (; at < text_.size(); ++at) {
      if (quote == '"' && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == quote) {
        if (quote == '"' || text_.substr(at, 2) != "''") break;
        ++at;
      }
    }
    return narrow(std::min(at + 1, text_.size()));
  }

  // For a plain scalar of several lines, the end of its first line; for a null, the end of the word.
  std::uint32_t plain_end(std::uint32_t begin, bool null) const {
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
      if (null && text_.substr(begin, word.size()) == word) return begin + narrow(word.size());
    }
    std::uint32_t end = begin;
    if (null) return end;
    while (end < text_.size() && text_[end] != '\n' && text_[end] != '\r') ++end;
    while (end > begin && is_blank(text_[end - 1])) --end;
    return end;
  }

  TreeBuilder& builder_;
  std::string_view text_;
  Arena& arena_;
  std::uint32_t start_;
  std::vector<bool> flow_;             // for each open collection: whether it is in flow style
  std::vector<std::uint32_t> begins_;  // for each open collection: where it begins
};

// Consumes a second document to detect that there is one.
class Ignored final : public YAML::EventHandler {
public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { found = true; }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { found = true; }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override { found = true; }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    found = true;
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    found = true;
  }
  void OnMapEnd() override {}

  bool found = false;
};

void read_yaml_data(SyntaxTree& tree) {
  const std::string_view text = tree.source->text();
  TreeBuilder builder(tree, {.max_depth = kMaxDataDepth});
  const std::uint32_t start = content_start(text);
  try {
    std::istringstream stream{std::string(text.substr(start))};
    YAML::Parser parser(stream);
    YamlEvents events(builder, text, tree.arena, start);
    parser.HandleNextDocument(events);
    builder.finish();
    Ignored rest;
    if (parser.HandleNextDocument(rest) && rest.found) {
      tree.errors.push_back(
          {SyntaxErrorKind::SeveralDocuments, {start, start}, "The file has several YAML documents", {}});
    }
  } catch (const YAML::Exception& fault) {
    const auto place =
        std::min(narrow(static_cast<std::size_t>(std::max(fault.mark.pos, 0))) + start, narrow(text.size()));
    builder.finish();
    // Other errors would be misleading if only a part of the text was read.
    tree.errors.assign(1, {SyntaxErrorKind::Syntax, {place, place}, "Invalid YAML: " + fault.msg, {}});
  }
}

// ---- JSON ----------------------------------------------------------------------------------------------------------

// nlohmann/json reports what it reads but not where. It reads tokens in order, so this follows it through the text to
// find the positions.
class JsonEvents final : public nlohmann::json_sax<nlohmann::json> {
public:
  JsonEvents(TreeBuilder& builder, std::string_view text, Arena& arena, std::uint32_t start)
      : builder_(builder), text_(text), arena_(arena), start_(start), at_(start) {}

  bool null() override { return literal(NodeKind::Null, ""); }
  bool boolean(bool value) override { return literal(NodeKind::Boolean, value ? "true" : "false"); }
  bool number_integer(number_integer_t) override { return literal(NodeKind::Integer, {}); }
  bool number_unsigned(number_unsigned_t) override { return literal(NodeKind::Integer, {}); }
  bool number_float(number_float_t, const string_t&) override { return literal(NodeKind::Float, {}); }
  bool string(string_t& value) override { return text(value); }
  bool key(string_t& value) override { return text(value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(NodeKind::Mapping); }
  bool start_array(std::size_t) override { return open(NodeKind::Sequence); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& fault) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing …"
    std::string_view why = fault.what();
    if (const std::size_t colon = why.find(": "); colon != std::string_view::npos) why.remove_prefix(colon + 2);
    const std::uint32_t place = std::min(start_ + narrow(position == 0 ? 0 : position - 1), narrow(text_.size()));
    fault_ = {SyntaxErrorKind::Syntax, {place, place}, fmt::format("Invalid JSON: {}", why), {}};
    return false;
  }

  const SyntaxError& fault() const { return fault_; }

private:
  std::uint32_t next() {
    while (at_ < text_.size() && (is_space(text_[at_]) || text_[at_] == ',' || text_[at_] == ':')) ++at_;
    return at_;
  }

  bool literal(NodeKind kind, std::string_view canonical) {
    const std::uint32_t begin = next();
    while (at_ < text_.size() && !is_space(text_[at_]) &&
           std::string_view(",]}").find(text_[at_]) == std::string::npos) {
      ++at_;
    }
    const bool number = kind == NodeKind::Integer || kind == NodeKind::Float;
    builder_.typed_scalar({begin, at_}, kind, NodeStyle::Plain, number ? text_.substr(begin, at_ - begin) : canonical);
    return !builder_.stopped();
  }

  bool text(const std::string& value) {
    const std::uint32_t begin = next();
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    at_ = std::min(at_ + 1, narrow(text_.size()));
    builder_.typed_scalar({begin, at_}, NodeKind::String, NodeStyle::DoubleQuoted, arena_.copy(value));
    return !builder_.stopped();
  }

  bool open(NodeKind kind) {
    const std::uint32_t begin = next();
    ++at_;
    builder_.begin(kind, begin, begin, NodeStyle::Flow);
    return !builder_.stopped();
  }

  bool close() {
    next();
    ++at_;
    builder_.end(at_);
    return !builder_.stopped();
  }

  TreeBuilder& builder_;
  std::string_view text_;
  Arena& arena_;
  std::uint32_t start_;
  std::uint32_t at_;  // after the last token
  SyntaxError fault_;
};

void read_json_data(SyntaxTree& tree) {
  const std::string_view text = tree.source->text();
  const std::uint32_t start = content_start(text);
  TreeBuilder builder(tree, {.max_depth = kMaxDataDepth});
  JsonEvents events(builder, text, tree.arena, start);
  const std::string_view content = text.substr(start);
  const bool read = nlohmann::json::sax_parse(content.begin(), content.end(), &events);
  const bool stopped = builder.stopped();
  builder.finish();
  if (!read && !stopped) tree.errors.assign(1, events.fault());
}

SyntaxTree tree_of(const SourceFilePtr& source) {
  SyntaxTree tree;
  tree.source = source;
  return tree;
}

}  // namespace

SyntaxTree read_data(const SourceFilePtr& source) {
  SyntaxTree tree = tree_of(source);
  const std::string_view text = source->text();
  SyntaxError bad;
  if (text.size() > kMaxDataBytes) {
    bad = {SyntaxErrorKind::Unreadable, {}, fmt::format("The file is larger than {} MiB", kMaxDataBytes >> 20U), {}};
  } else if (nesting_of(text) > kMaxDataDepth) {
    bad = {SyntaxErrorKind::TooDeep, {}, fmt::format("The file is nested more than {} levels deep", kMaxDataDepth), {}};
  } else if (!find_bad_character(text, false, bad)) {
    if (!begins_like_json(text)) {
      read_yaml_data(tree);
      return tree;
    }
    tree.language = SyntaxLanguage::Json;
    read_json_data(tree);
    if (tree.errors.empty() || source->name().ends_with(".json")) return tree;
    // Flow style is also valid YAML: `{ignore_checks: [E3012]}`.
    SyntaxTree yaml = tree_of(source);
    read_yaml_data(yaml);
    return yaml;
  }
  tree.errors.push_back(std::move(bad));
  return tree;
}

bool is_stack_policy(const SourceFilePtr& source) {
  constexpr std::size_t kMost = std::size_t{64} << 10;  // CloudFormation takes 16 KiB
  constexpr std::string_view kResource = "LogicalResourceId/", kAction = "Update:";
  const std::string_view text = source->text();
  const auto holds = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  // Most files end here.
  if (text.size() > kMost || !holds("Statement") || (!holds(kResource) && !holds(kAction))) return false;
  const SyntaxTree tree = read_data(source);
  if (tree.root == nullptr || !tree.root->is_mapping() || tree.root->get("Resources") != nullptr) return false;
  const Node* statements = tree.root->get("Statement");
  if (statements == nullptr) return false;
  const auto begins = [](const Node* node, std::string_view prefix) {
    if (node == nullptr) return false;
    if (node->is_string()) return node->text().starts_with(prefix);
    return std::any_of(node->items().begin(), node->items().end(),
                       [&](const Node* item) { return item->text().starts_with(prefix); });
  };
  const auto is_one = [&](const Node& statement) {
    return begins(statement.get("Action"), kAction) || begins(statement.get("NotAction"), kAction) ||
           begins(statement.get("Resource"), kResource) || begins(statement.get("NotResource"), kResource);
  };
  if (statements->is_mapping()) return is_one(*statements);
  return std::any_of(statements->items().begin(), statements->items().end(),
                     [&](const Node* statement) { return is_one(*statement); });
}

}  // namespace virga
