#include "compiler/format/yaml_tokens.h"

#include <yaml.h>

#include <algorithm>
#include <utility>

namespace virga {

namespace {

class Scanner {
public:
  explicit Scanner(std::string_view text) : text_(text) {
    if (text.starts_with("\xEF\xBB\xBF")) at_ = start_ = line_start_ = next_line_ = 3;
  }

  YamlTokens run() {
    yaml_parser_t parser{};
    if (yaml_parser_initialize(&parser) == 0) return {};
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    const std::string_view input = text_.substr(start_);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(input.data()), input.size());
    for (bool more = true; more;) {
      yaml_token_t token{};
      if (yaml_parser_scan(&parser, &token) == 0) break;
      more = take(token);
      yaml_token_delete(&token);
    }
    yaml_parser_delete(&parser);
    while (!open_.empty()) close();
    return std::move(result_);
  }

private:
  // False at the end of the stream.
  bool take(const yaml_token_t& token) {
    const std::uint32_t begin = byte_of(token.start_mark.index);
    switch (token.type) {
      case YAML_STREAM_END_TOKEN:
        result_.complete = true;
        return false;
      case YAML_BLOCK_SEQUENCE_START_TOKEN:
      case YAML_BLOCK_MAPPING_START_TOKEN:
        open(token.type == YAML_BLOCK_SEQUENCE_START_TOKEN, begin);
        return true;
      case YAML_BLOCK_END_TOKEN:
        close_flush();
        if (!open_.empty()) close();
        return true;
      case YAML_VALUE_TOKEN:
        close_flush();
        break;
      case YAML_KEY_TOKEN:
        close_flush();
        if (token.end_mark.index == token.start_mark.index) {
          next_is_key_ = flow_depth_ == 0;
          return true;
        }
        place(YamlToken::Question, begin, byte_of(token.end_mark.index));
        return true;
      case YAML_BLOCK_ENTRY_TOKEN:
        // A "-" in the column of the key above it: libyaml does not start a sequence there.
        if (open_.empty() || !result_.blocks[open_.back()].sequence) open(true, begin);
        break;
      default:
        break;
    }
    YamlToken type{};
    if (!type_of(token, type)) return true;
    std::uint32_t end = byte_of(token.end_mark.index);
    if (type == YamlToken::BlockScalar) {
      const std::uint32_t parent = open_.empty() ? 0 : result_.blocks[open_.back()].column;
      end = block_scalar_lines(text_, begin, parent, end).end;
    }
    place(type, begin, end);
    if (type == YamlToken::SequenceOpen || type == YamlToken::MappingOpen) ++flow_depth_;
    if ((type == YamlToken::SequenceClose || type == YamlToken::MappingClose) && flow_depth_ > 0) --flow_depth_;
    return true;
  }

  static bool type_of(const yaml_token_t& token, YamlToken& type) {
    switch (token.type) {
      case YAML_VERSION_DIRECTIVE_TOKEN:
      case YAML_TAG_DIRECTIVE_TOKEN:
        type = YamlToken::Directive;
        return true;
      case YAML_DOCUMENT_START_TOKEN:
        type = YamlToken::DocumentStart;
        return true;
      case YAML_DOCUMENT_END_TOKEN:
        type = YamlToken::DocumentEnd;
        return true;
      case YAML_BLOCK_ENTRY_TOKEN:
        type = YamlToken::Dash;
        return true;
      case YAML_VALUE_TOKEN:
        type = YamlToken::Colon;
        return true;
      case YAML_FLOW_SEQUENCE_START_TOKEN:
        type = YamlToken::SequenceOpen;
        return true;
      case YAML_FLOW_SEQUENCE_END_TOKEN:
        type = YamlToken::SequenceClose;
        return true;
      case YAML_FLOW_MAPPING_START_TOKEN:
        type = YamlToken::MappingOpen;
        return true;
      case YAML_FLOW_MAPPING_END_TOKEN:
        type = YamlToken::MappingClose;
        return true;
      case YAML_FLOW_ENTRY_TOKEN:
        type = YamlToken::Comma;
        return true;
      case YAML_ALIAS_TOKEN:
        type = YamlToken::Alias;
        return true;
      case YAML_ANCHOR_TOKEN:
        type = YamlToken::Anchor;
        return true;
      case YAML_TAG_TOKEN:
        type = YamlToken::Tag;
        return true;
      case YAML_SCALAR_TOKEN:
        switch (token.data.scalar.style) {
          case YAML_SINGLE_QUOTED_SCALAR_STYLE:
          case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
            type = YamlToken::Quoted;
            break;
          case YAML_LITERAL_SCALAR_STYLE:
          case YAML_FOLDED_SCALAR_STYLE:
            type = YamlToken::BlockScalar;
            break;
          default:
            type = YamlToken::Plain;
        }
        return true;
      default:
        return false;
    }
  }

  void place(YamlToken type, std::uint32_t begin, std::uint32_t end) {
    const std::uint32_t line_start = start_of_line(begin);
    PlacedToken placed{.type = type, .begin = begin, .end = end, .line_start = line_start};
    placed.column = begin - line_start;
    placed.starts_line = text_.substr(line_start, placed.column).find_first_not_of(" \t") == std::string_view::npos;
    placed.is_key = std::exchange(next_is_key_, false);
    placed.block = open_.empty() ? kNoBlock : open_.back();
    result_.tokens.push_back(placed);
  }

  // `begin` is the offset of the block's first token.
  void open(bool sequence, std::uint32_t begin) {
    result_.blocks.push_back({.sequence = sequence,
                              .parent = open_.empty() ? kNoBlock : open_.back(),
                              .column = begin - start_of_line(begin),
                              .first_token = static_cast<std::uint32_t>(result_.tokens.size()),
                              .end = begin});
    open_.push_back(static_cast<std::uint32_t>(result_.blocks.size() - 1));
  }
  void close() {
    if (!result_.tokens.empty()) result_.blocks[open_.back()].end = result_.tokens.back().end;
    open_.pop_back();
  }

  void close_flush() {
    if (flow_depth_ == 0 && !open_.empty() && is_flush(open_.back())) close();
  }
  // A sequence whose start and end libyaml does not report.
  bool is_flush(std::uint32_t block) const {
    const Block& inner = result_.blocks[block];
    if (!inner.sequence || inner.parent == kNoBlock) return false;
    const Block& outer = result_.blocks[inner.parent];
    return !outer.sequence && outer.column == inner.column;
  }

  // Offsets are nearly ascending, and moving back or forth by a few characters is cheap.
  std::uint32_t byte_of(std::size_t character) {
    while (characters_ < character && at_ < text_.size()) {
      ++at_;
      while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0U) == 0x80U) ++at_;
      ++characters_;
    }
    while (characters_ > character && at_ > start_) {
      --at_;
      while (at_ > start_ && (static_cast<unsigned char>(text_[at_]) & 0xC0U) == 0x80U) --at_;
      --characters_;
    }
    return at_;
  }

  std::uint32_t start_of_line(std::uint32_t offset) {
    if (offset < line_start_) line_start_ = next_line_ = start_;
    for (;;) {
      if (next_line_ == line_start_) {
        const std::uint32_t end = end_of_line(text_, line_start_);
        next_line_ = after_line_break(text_, end);
        if (next_line_ == end) next_line_ = UINT32_MAX;  // the last line
      }
      if (offset < next_line_) return line_start_;
      line_start_ = next_line_;
    }
  }

  std::string_view text_;
  std::uint32_t start_ = 0;  // after the byte-order mark
  std::uint32_t at_ = 0;     // byte offset of character number `characters_`
  std::size_t characters_ = 0;
  std::uint32_t line_start_ = 0;  // start of the line of the last query
  std::uint32_t next_line_ = 0;   // equal to line_start_: not known yet
  std::uint32_t flow_depth_ = 0;
  bool next_is_key_ = false;
  std::vector<std::uint32_t> open_;
  YamlTokens result_;
};

}  // namespace

YamlTokens scan_yaml(std::string_view text) { return Scanner(text).run(); }

std::uint32_t after_line_break(std::string_view text, std::uint32_t at) {
  if (at >= text.size()) return at;
  if (text[at] == '\r') return at + (at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1);
  return text[at] == '\n' ? at + 1 : at;
}

std::uint32_t end_of_line(std::string_view text, std::uint32_t at) {
  return static_cast<std::uint32_t>(std::min(text.find_first_of("\r\n", at), text.size()));
}

BlockScalarLines block_scalar_lines(std::string_view text, std::uint32_t begin, std::uint32_t parent_column,
                                    std::uint32_t limit) {
  BlockScalarLines lines;
  const std::uint32_t header_end = end_of_line(text, begin);
  for (std::uint32_t at = begin + 1;
       at < header_end && std::string_view("+-123456789").find(text[at]) != std::string_view::npos; ++at) {
    if (text[at] == '+') lines.keeps = true;
    if (text[at] >= '1' && text[at] <= '9') lines.explicit_step = static_cast<std::uint32_t>(text[at] - '0');
  }
  lines.begin = after_line_break(text, header_end);
  if (lines.explicit_step > 0) lines.indentation = parent_column + lines.explicit_step;
  lines.end = header_end;
  while (lines.end > begin && (text[lines.end - 1] == ' ' || text[lines.end - 1] == '\t')) --lines.end;
  for (std::uint32_t at = lines.begin; at < limit;) {
    const std::uint32_t end = end_of_line(text, at);
    const std::size_t content = std::min<std::size_t>(text.find_first_not_of(' ', at), end);
    const auto spaces = static_cast<std::uint32_t>(content - at);
    if (lines.indentation == 0 && content < end) lines.indentation = spaces;
    // Spaces past the indentation are text, even if nothing follows them.
    const bool is_text = lines.indentation > 0 && end - at > lines.indentation;
    if (is_text && spaces >= lines.indentation) lines.end = end;
    const std::uint32_t next = after_line_break(text, end);
    if (next == end) break;
    at = next;
  }
  return lines;
}

}  // namespace virga
