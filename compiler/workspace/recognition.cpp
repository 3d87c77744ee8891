#include "compiler/workspace/recognition.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/diagnostics/text.h"
#include "compiler/model/format_version.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "compiler/syntax/directives.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

namespace {

// Whether it looks like a type name: "AWS::S3::Bucket", "Custom::Thing", or the incomplete "AWS::S3::".
bool is_type_name(std::string_view text) {
  const std::size_t colons = text.find("::");
  if (colons == 0 || colons == std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter_or_digit(c) || c == ':' || c == '_' || c == '@' || c == '-'; });
}

// Types of clouds whose templates are built like those of CloudFormation: Alibaba Cloud ROS and OpenStack Heat.
constexpr std::array<std::string_view, 3> kForeignTypes = {"ALIYUN::", "DATASOURCE::", "OS::"};

bool is_foreign_type(std::string_view type) {
  return std::any_of(kForeignTypes.begin(), kForeignTypes.end(),
                     [&](std::string_view begin) { return type.starts_with(begin); });
}

// Whether a text may be a template of another tool, which only its end can tell. Of most texts the beginning is enough.
bool may_be_foreign(std::string_view text) {
  const auto holds = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  if (holds("apiVersion") || holds("heat_template_version")) return true;
  if (std::any_of(kForeignTypes.begin(), kForeignTypes.end(), holds)) return true;
  constexpr std::string_view kCommon = "TemplateFormatVersion";
  for (std::size_t at = text.find(kCommon); at != std::string_view::npos; at = text.find(kCommon, at + 1)) {
    if (!text.substr(0, at).ends_with("AWS")) return true;
  }
  return false;
}

// Examines one document. Block style is read line by line, flow style token by token. Both keep the keys from the root
// to the current position in `path_`, and `see` checks them.
class Recogniser {
public:
  explicit Recogniser(std::string_view text)
      : text_(text), flow_budget_(text.size() * 4 + 1024), reads_all_(may_be_foreign(text)) {}

  TemplateRecognition run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size() && !found() && !ended_) line();
    return verdict();
  }

private:
  static constexpr std::size_t kMaxDepth = 1000;  // nothing below the third level matters

  // An open mapping or list. In block style, `indent` is the column of its key.
  struct Step {
    std::string_view key;  // "-" for a list item
    std::size_t indent = 0;
  };

  // Whether nothing that follows matters.
  bool found() const { return evidence_ != TemplateEvidence::None && !reads_all_; }
  bool is_section(std::string_view name) const {
    return !path_.empty() && equals_ignoring_case(path_.front().key, name);
  }

  // Handles a key or scalar at `path_`; `value` is empty if it is a collection or on later lines.
  void see(std::string_view value) {
    const std::size_t depth = path_.size();
    if (depth == 0 || depth > 3) return;
    if (depth == 1 && path_.front().key != "-") {
      has_keys_ = true;
      see_root_key(path_.front().key);
      has_resources_ = has_resources_ || is_section("Resources");
    }
    if (is_section("Transform") && value.starts_with("AWS::")) evidence_ = TemplateEvidence::Transform;
    if (!is_section("Resources")) return;
    if (depth == 2 && path_[1].key.starts_with("Fn::")) evidence_ = TemplateEvidence::Resources;
    // Other tools have `resources` with a `type`, such as OS::Nova::Server.
    const bool ours = path_.front().key == "Resources" || value.starts_with("AWS::") || value.starts_with("Custom::");
    if (depth == 3 && path_[1].key != "-" && equals_ignoring_case(path_[2].key, "Type") && is_type_name(value) &&
        ours) {
      (is_foreign_type(value) ? has_foreign_types_ : has_own_types_) = true;
      evidence_ = TemplateEvidence::Resources;
    }
  }

  void see_root_key(std::string_view key) {
    if (equals_ignoring_case(key, kFormatVersion)) {
      evidence_ = TemplateEvidence::FormatVersion;
      has_own_version_ = true;
    }
    has_other_version_ = has_other_version_ || is_format_version_of_others(key);
    has_api_version_ = has_api_version_ || key == "apiVersion";
    has_kind_ = has_kind_ || key == "kind";
  }

  // Why it is another tool's; empty if it is not.
  std::string_view foreign() const {
    if (has_api_version_ && has_kind_) return "has apiVersion and kind, as the files of Kubernetes have";
    if (has_other_version_ && !has_own_version_) return "has the format version of another tool's templates";
    if (has_foreign_types_ && !has_own_types_) return "has Resources of another cloud";
    if (is_generator_source(text_)) return "has directives of a text generator";
    return {};
  }

  TemplateRecognition verdict() const {
    if (const std::string_view why = foreign(); !why.empty()) return {TemplateEvidence::None, why, true};
    switch (evidence_) {
      case TemplateEvidence::FormatVersion:
        return {evidence_, "has AWSTemplateFormatVersion"};
      case TemplateEvidence::Transform:
        return {evidence_, "has a Transform of AWS"};
      case TemplateEvidence::Resources:
        return {evidence_, "has Resources with a Type"};
      case TemplateEvidence::None:
        break;
    }
    if (has_resources_) return {evidence_, "has Resources, but none with a Type such as AWS::S3::Bucket"};
    if (has_keys_) return {evidence_, "has neither AWSTemplateFormatVersion nor Transform nor Resources at its root"};
    return {evidence_, "has no keys at its root"};
  }

  // ---- block style -------------------------------------------------------------------------------------------------

  void line() {
    const std::size_t begin = at_;
    std::size_t end = begin;
    while (end < text_.size() && !is_break(text_[end])) ++end;
    at_ = end;
    while (at_ < text_.size() && is_break(text_[at_])) ++at_;
    std::size_t content = begin;
    while (content < end && is_blank(text_[content])) ++content;
    if (content == end || text_[content] == '#') return;
    std::string_view rest = text_.substr(content, end - content);
    if (content == begin && (rest.starts_with("---") || rest.starts_with("..."))) {
      ended_ = has_keys_ || !path_.empty();
      if (ended_ || !rest.starts_with("--- ")) return;
      // The root may begin on the same line.
      content = std::min(text_.find_first_not_of(" \t", content + 3), end);
      rest = text_.substr(content, end - content);
      if (!begins_flow(rest)) return;
    }
    if (!is_begun_ && begins_flow(rest)) {
      is_begun_ = true;
      // A bracket that nobody closed may have slipped into a text of lines.
      ended_ = flow(content) || evidence_ != TemplateEvidence::None;
      return;
    }
    if (content == begin && rest.front() == '%') return;
    is_begun_ = true;
    entry(content, end, content - begin);
  }

  // "{%", "{{" and "{#" belong to text generators that produce YAML.
  static bool begins_flow(std::string_view text) {
    if (text.starts_with('[')) return true;
    return text.starts_with('{') &&
           (text.size() == 1 || std::string_view("%{#").find(text[1]) == std::string_view::npos);
  }

  // Handles what begins at `content`: any number of "- ", then a key or a scalar.
  void entry(std::size_t content, std::size_t end, std::size_t indent) {
    while (content < end && text_[content] == '-' && (content + 1 == end || is_blank(text_[content + 1]))) {
      // Items may be in the same column as their key.
      while (!path_.empty() && (path_.back().indent > indent || (path_.back().indent == indent && is_item()))) {
        path_.pop_back();
      }
      if (path_.size() > kMaxDepth) return;
      path_.push_back({"-", indent});
      const std::size_t dash = content++;
      while (content < end && is_blank(text_[content])) ++content;
      indent += content - dash;
    }
    if (content == end) return;
    while (!path_.empty() && path_.back().indent >= indent) path_.pop_back();
    std::string_view key;
    std::size_t after = 0;
    if (!read_key(content, end, key, after)) {
      if (!path_.empty()) value(content, end);
      return;
    }
    path_.push_back({key, indent});
    see({});
    if (!found()) value(after, end);
  }

  bool is_item() const { return path_.back().key == "-"; }

  // Reads `Key:` or `"Key":`; false if the text is not a key.
  bool read_key(std::size_t begin, std::size_t end, std::string_view& key, std::size_t& after) const {
    const char quote = text_[begin];
    std::size_t colon = begin;
    if (quote == '"' || quote == '\'') {
      const std::size_t close = text_.substr(0, end).find(quote, begin + 1);
      if (close == std::string_view::npos) return false;
      key = text_.substr(begin + 1, close - begin - 1);
      colon = close + 1;
      while (colon < end && is_blank(text_[colon])) ++colon;
      if (colon >= end || text_[colon] != ':') return false;
    } else {
      while (colon < end && !(text_[colon] == ':' && (colon + 1 == end || is_blank(text_[colon + 1])))) {
        if (text_[colon] == '#' && colon > begin && is_blank(text_[colon - 1])) return false;
        ++colon;
      }
      if (colon >= end) return false;
      key = text_.substr(begin, colon - begin);
      while (!key.empty() && is_blank(key.back())) key.remove_suffix(1);
    }
    after = colon + 1;
    return true;
  }

  // Handles the rest of a line after its key.
  void value(std::size_t begin, std::size_t end) {
    const auto skip_blanks = [&] {
      while (begin < end && is_blank(text_[begin])) ++begin;
    };
    skip_blanks();
    // Skips anchors and tags.
    while (begin < end && (text_[begin] == '&' || text_[begin] == '!')) {
      while (begin < end && !is_blank(text_[begin])) ++begin;
      skip_blanks();
    }
    if (begin >= end || text_[begin] == '#') return;
    if (text_[begin] == '{' || text_[begin] == '[') {
      const bool matters = path_.size() <= 2 && (is_section("Resources") || is_section("Transform"));
      if (matters || (is_section("Transform") && path_.size() <= 3)) flow(begin);
      return;
    }
    std::string_view text = text_.substr(begin, end - begin);
    if (text.front() == '"' || text.front() == '\'') {
      const std::size_t close = text.find(text.front(), 1);
      text = text.substr(1, close == std::string_view::npos ? close : close - 1);
    } else {
      for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '#' && is_blank(text[i - 1])) text = text.substr(0, i);
      }
      while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    }
    see(text);
  }

  // ---- flow style and JSON -----------------------------------------------------------------------------------------

  // Reads the collection that begins at `at`, whose path is `path_`, which is unchanged afterwards. Text in an editor
  // may never close it, so all calls share a budget. Returns whether it is closed.
  bool flow(std::size_t at) {
    const std::size_t outer = path_.size();
    std::vector<bool> maps;  // for each open collection: whether it is a mapping
    bool at_key = false;
    const auto open = [&](bool is_map) {
      maps.push_back(is_map);
      at_key = is_map;
      if (!is_map) path_.push_back({"-", 0});
    };
    while (at < text_.size() && !found()) {
      if (flow_budget_ == 0) break;
      --flow_budget_;
      const char c = text_[at];
      if (is_space(c) || c == ':') {
        ++at;
      } else if (c == '#' || text_.substr(at, 2) == "//") {
        while (at < text_.size() && !is_break(text_[at])) ++at;
      } else if (text_.substr(at, 2) == "/*") {
        const std::size_t close = text_.find("*/", at + 2);
        at = close == std::string_view::npos ? text_.size() : close + 2;
      } else if (c == '{' || c == '[') {
        if (maps.size() > kMaxDepth) break;
        open(c == '{');
        ++at;
      } else if (c == '}' || c == ']') {
        if (maps.empty()) break;
        // Closing the collection ends the key of its last member, or its last item.
        if (!maps.back() || !at_key) pop(outer);
        maps.pop_back();
        at_key = false;
        ++at;
        if (maps.empty()) break;
      } else if (c == ',') {
        if (!maps.empty() && maps.back() && !at_key) {
          pop(outer);
          at_key = true;
        }
        ++at;
      } else {
        const std::string_view token = read_token(at);
        if (maps.empty()) break;
        if (maps.back() && at_key) {
          path_.push_back({token, 0});
          at_key = false;
          see({});
        } else {
          see(token);
        }
      }
    }
    path_.resize(outer);
    return maps.empty();
  }

  void pop(std::size_t outer) {
    if (path_.size() > outer) path_.pop_back();
  }

  // Reads a quoted or plain scalar and advances `at`.
  std::string_view read_token(std::size_t& at) {
    const std::size_t begin = at;
    const char quote = text_[at];
    if (quote == '"' || quote == '\'') {
      ++at;
      while (at < text_.size() && text_[at] != quote) at += quote == '"' && text_[at] == '\\' ? 2 : 1;
      at = std::min(at, text_.size());
      const std::string_view token = text_.substr(begin + 1, at - begin - 1);
      if (at < text_.size()) ++at;
      spend(at - begin);
      return token;
    }
    while (at < text_.size() && !is_break(text_[at]) &&
           std::string_view(",[]{}").find(text_[at]) == std::string_view::npos) {
      if (text_[at] == ':' && (at + 1 == text_.size() || is_space(text_[at + 1]) || text_[at + 1] == ',' ||
                               text_[at + 1] == '{' || text_[at + 1] == '[')) {
        break;
      }
      ++at;
    }
    if (at == begin) ++at;
    spend(at - begin);
    std::string_view token = text_.substr(begin, at - begin);
    while (!token.empty() && is_blank(token.back())) token.remove_suffix(1);
    return token;
  }

  void spend(std::size_t bytes) { flow_budget_ -= std::min(flow_budget_, bytes); }

  std::string_view text_;
  std::size_t flow_budget_;
  bool reads_all_;
  std::size_t at_ = 0;
  std::vector<Step> path_;
  TemplateEvidence evidence_ = TemplateEvidence::None;
  bool has_keys_ = false;
  bool has_resources_ = false;
  bool has_own_version_ = false, has_other_version_ = false;
  bool has_own_types_ = false, has_foreign_types_ = false;
  bool has_api_version_ = false, has_kind_ = false;
  bool is_begun_ = false, ended_ = false;
};

}  // namespace

TemplateRecognition recognise(std::string_view text) {
  if (text.size() >= 2) {
    const std::string decoded = utf8_of_utf16(text);
    if (!decoded.empty()) return Recogniser(decoded).run();
  }
  return Recogniser(text).run();
}

std::string why_no_template(const SyntaxTree& tree) {
  const Node* root = tree.root;
  constexpr std::array<std::string_view, 4> kKeys = {"Resources", "Transform", "Fn::Transform",
                                                     "AWSTemplateFormatVersion"};
  const auto is_there = [&](std::string_view key) { return root != nullptr && root->find(key) != nullptr; };
  if (std::any_of(kKeys.begin(), kKeys.end(), is_there)) return {};
  const TemplateRecognition seen = recognise(tree.source->text());
  if (seen.is_template()) return {};
  return fmt::format("This is not a CloudFormation template: it {}", seen.reason);
}

bool has_template_ending(std::string_view file_name) {
  static constexpr std::array<std::string_view, 6> kEndings = {".yaml", ".yml", ".json", ".template", ".cfn", ".cform"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
    return file_name.size() > ending.size() &&
           equals_ignoring_case(file_name.substr(file_name.size() - ending.size()), ending);
  });
}

std::string utf8_of_utf16(std::string_view text) {
  if (text.size() < 2) return {};
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  bool big = false;
  std::size_t at = 0;
  if (byte(0) == 0xFE && byte(1) == 0xFF) {
    big = true;
    at = 2;
  } else if (byte(0) == 0xFF && byte(1) == 0xFE) {
    at = 2;
  } else if (byte(0) == 0 && byte(1) != 0) {
    big = true;  // a template in UTF-8 never begins with a zero byte
  } else if (byte(0) == 0 || byte(1) != 0) {
    return {};
  }
  const auto unit = [&](std::size_t from) -> char32_t {
    return big ? static_cast<char32_t>(byte(from)) << 8U | byte(from + 1)
               : static_cast<char32_t>(byte(from + 1)) << 8U | byte(from);
  };
  std::string out;
  for (; at + 1 < text.size(); at += 2) {
    char32_t c = unit(at);
    if (c >= 0xD800 && c < 0xDC00 && at + 3 < text.size()) {
      const char32_t low = unit(at + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
        at += 2;
      }
    }
    append_utf8(out, c);
  }
  return out;
}

}  // namespace virga
