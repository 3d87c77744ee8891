// The layout of YAML. Tokens keep their order and lines; only the white space between them, the indentation of block
// scalars, and quotes change.
#include <algorithm>

#include "compiler/edit/line_edits.h"
#include "compiler/format/edit_sink.h"
#include "compiler/format/layouts.h"
#include "compiler/format/yaml_tokens.h"

namespace virga {

namespace {

// The columns of an open flow collection.
struct Flow {
  std::uint32_t base = 0;     // of its closing bracket, if that begins a line
  std::uint32_t content = 0;  // of the lines inside
  bool padded = false;        // "{ a: b }"
  bool broken = false;        // a line break follows its opening bracket
};

class YamlLayout {
public:
  YamlLayout(std::string_view text, const YamlTokens& scanned, TextRange allowed, const FormatOptions& options)
      : text_(text),
        tokens_(scanned.tokens),
        blocks_(scanned.blocks),
        allowed_(allowed),
        step_(std::clamp(options.indent, 2U, 8U)),
        quote_(wanted_quote(options.quotes)),
        sink_(text, allowed),
        columns_(scanned.blocks.size()) {}

  bool run(std::vector<TextEdit>& edits) {
    std::uint32_t at = text_.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    for (std::uint32_t i = 0; i < tokens_.size(); ++i) {
      const PlacedToken& token = tokens_[i];
      if (token.begin < at) return false;
      const std::uint32_t column = gap(at, i);
      open_blocks(i, column);
      flow(i, column);
      inside(token);
      out_column_ = column + (token.end - token.begin);
      at = token.end;
    }
    tail(at);
    edits = sink_.take();
    return understood_;
  }

private:
  // ---- columns ----

  const PlacedToken& before(std::uint32_t token) const { return tokens_[token - 1]; }

  // The column for something below a block, on its own line, that is not a member or item of it: the value of a key.
  std::uint32_t column_below(std::uint32_t block) const {
    if (block == kNoBlock) return 0;
    return columns_[block] + (blocks_[block].sequence ? 2 : step_);
  }

  // Whether a block has to keep its column because a part of it must not be changed.
  bool pinned(const Block& block) const {
    const PlacedToken& first = tokens_[block.first_token];
    return first.line_start < allowed_.begin || block.end > allowed_.end;
  }

  std::uint32_t column_of_new_block(const Block& block) const {
    return pinned(block) ? block.column : column_below(block.parent);
  }

  // The outermost of the blocks that begin with this token.
  std::uint32_t outermost_opening(std::uint32_t token) const {
    std::uint32_t found = kNoBlock;
    for (std::uint32_t block = tokens_[token].block; block != kNoBlock && blocks_[block].first_token == token;
         block = blocks_[block].parent) {
      found = block;
    }
    return found;
  }

  // The new column of a token that begins a line.
  std::uint32_t column_of_line(std::uint32_t i) const {
    const PlacedToken& token = tokens_[i];
    if (!flows_.empty()) {
      const bool closes = token.type == YamlToken::SequenceClose || token.type == YamlToken::MappingClose;
      return closes ? flows_.back().base : flows_.back().content;
    }
    if (token.type == YamlToken::Directive || token.type == YamlToken::DocumentStart ||
        token.type == YamlToken::DocumentEnd) {
      return 0;
    }
    const std::uint32_t opening = outermost_opening(i);
    if (opening != kNoBlock) return column_of_new_block(blocks_[opening]);
    const bool of_block = token.is_key || token.type == YamlToken::Dash || token.type == YamlToken::Question ||
                          token.type == YamlToken::Colon;
    return of_block && token.block != kNoBlock ? columns_[token.block] : column_below(token.block);
  }

  void open_blocks(std::uint32_t i, std::uint32_t column) {
    for (std::uint32_t block = tokens_[i].block; block != kNoBlock && blocks_[block].first_token == i;
         block = blocks_[block].parent) {
      columns_[block] = column;
    }
  }

  // ---- white space between tokens ----

  // Lays out the gap between `at` and token `i`; returns the token's new column.
  std::uint32_t gap(std::uint32_t at, std::uint32_t i) {
    const PlacedToken& token = tokens_[i];
    const bool editable = token.line_start >= allowed_.begin && token.begin <= allowed_.end;
    if (token.starts_line) {
      const std::uint32_t column = editable ? column_of_line(i) : token.column;
      sink_.spaces(own_lines(at, token.begin, i, column), token.begin, column);
      if (!flows_.empty()) flow_base_ = column;
      return column;
    }
    // There can only be white space between two tokens on a line, and the first token begins its line.
    if (i == 0 || text_.substr(at, token.begin - at).find_first_not_of(" \t") != std::string_view::npos) {
      understood_ = false;
      return token.column;
    }
    if (!editable) return token.column;
    // Lines below may be aligned with a compact block, `-   Key: a`, that keeps its column.
    const std::uint32_t opening = outermost_opening(i);
    if (opening != kNoBlock && pinned(blocks_[opening])) return token.column;
    const std::uint32_t count = space_before(i, token.begin - at);
    sink_.spaces(at, token.begin, count);
    return out_column_ + count;
  }

  std::uint32_t space_before(std::uint32_t i, std::uint32_t written) const {
    const PlacedToken& left = before(i);
    const PlacedToken& right = tokens_[i];
    const auto decoration = [](YamlToken type) {
      return type == YamlToken::Tag || type == YamlToken::Anchor || type == YamlToken::Alias;
    };
    const auto ends_value = [](YamlToken type) {
      return type == YamlToken::Plain || type == YamlToken::Quoted || type == YamlToken::SequenceClose ||
             type == YamlToken::MappingClose;
    };
    switch (right.type) {
      case YamlToken::Colon:
      case YamlToken::Comma:
        // After an alias or a tag it would become part of the name; otherwise keep what is written.
        if (decoration(left.type) || left.type == YamlToken::Colon || left.type == YamlToken::Dash) return 1;
        return ends_value(left.type) ? 0 : std::min(written, 1U);
      case YamlToken::SequenceClose:
        return decoration(left.type) || left.type == YamlToken::Colon ? 1 : 0;
      case YamlToken::MappingClose:
        if (left.type == YamlToken::MappingOpen) return 0;
        if (decoration(left.type) || left.type == YamlToken::Colon) return 1;
        if (!flows_.empty() && flows_.back().broken) return std::min(written, 1U);
        return !flows_.empty() && flows_.back().padded ? 1 : 0;
      default:
        break;
    }
    switch (left.type) {
      case YamlToken::SequenceOpen:
        return 0;
      case YamlToken::MappingOpen:
        return !flows_.empty() && flows_.back().padded ? 1 : 0;
      case YamlToken::Dash:
      case YamlToken::Question:
      case YamlToken::Colon:
      case YamlToken::Comma:
      case YamlToken::Tag:
      case YamlToken::Anchor:
      case YamlToken::DocumentStart:
        return 1;
      default:
        return written;
    }
  }

  // Lays out the rest of the line that contains `at` (the end of a token, or the start of the text), and the lines
  // after it that end before `end`: blank lines and comments. Returns the start of the last line, which contains `end`;
  // there, token `next` is put into `column`.
  std::uint32_t own_lines(std::uint32_t at, std::uint32_t end, std::uint32_t next, std::uint32_t column) {
    bool holds_token = next > 0;
    bool may_be_blank = next > 0;  // not at the beginning of the text
    bool keep = next > 0 && keeps_blank_lines(before(next), end);
    for (;;) {
      const std::uint32_t line_end = end_of_line(text_, at);
      if (line_end >= end) return at;
      const std::uint32_t following = after_line_break(text_, line_end);
      const auto content =
          static_cast<std::uint32_t>(std::min<std::size_t>(text_.find_first_not_of(" \t", at), line_end));
      if (content < line_end) {
        if (text_[content] != '#') understood_ = false;
        comment(at, content, line_end, holds_token, next, column);
        keep = false;
        may_be_blank = true;
      } else if (holds_token) {
        sink_.remove(at, line_end);
      } else if (!keep) {
        sink_.remove(at, may_be_blank ? line_end : following);
        may_be_blank = false;
      }
      holds_token = false;
      at = following;
    }
  }

  void comment(std::uint32_t at, std::uint32_t content, std::uint32_t line_end, bool trailing, std::uint32_t next,
               std::uint32_t column) {
    if (trailing) {
      // People align trailing comments, so keep the white space as long as it consists of spaces.
      const bool tabs = text_.substr(at, content - at).find('\t') != std::string_view::npos;
      if (tabs) sink_.spaces(at, content, 2);
    } else {
      sink_.spaces(at, content, column_of_comment(content - at, next, column));
    }
    std::uint32_t text_end = line_end;
    while (text_end > content && (text_[text_end - 1] == ' ' || text_[text_end - 1] == '\t')) --text_end;
    sink_.remove(text_end, line_end);
  }

  // A comment belongs to what follows it in the same column, or else to the deepest block that ends here and is not
  // deeper than the comment. A comment in the first column stays there, because editors put the "#" of commented-out
  // text there.
  std::uint32_t column_of_comment(std::uint32_t written, std::uint32_t next, std::uint32_t column) const {
    if (written == 0) return 0;
    if (!flows_.empty()) return flows_.back().content;
    const bool at_end = next == tokens_.size();
    const std::uint32_t next_written = at_end ? 0 : tokens_[next].column;
    if (!at_end && written <= next_written) return column;
    if (next > 0) {
      const PlacedToken& left = before(next);
      const std::uint32_t around = at_end ? kNoBlock : enclosing(next);
      // `Key:` or `-` without a value, followed by a comment on the next line.
      const bool open_value = left.type == YamlToken::Colon || left.type == YamlToken::Dash;
      if (open_value && left.block != kNoBlock && written > blocks_[left.block].column &&
          (at_end || next_written <= blocks_[left.block].column)) {
        return column_below(left.block);
      }
      for (std::uint32_t block = left.block; block != kNoBlock && block != around; block = blocks_[block].parent) {
        if (blocks_[block].column <= written) return columns_[block];
      }
    }
    return column;
  }

  // The block that token `next` continues, or in which it opens another block.
  std::uint32_t enclosing(std::uint32_t next) const {
    const std::uint32_t opening = outermost_opening(next);
    return opening == kNoBlock ? tokens_[next].block : blocks_[opening].parent;
  }

  bool keeps_blank_lines(const PlacedToken& token, std::uint32_t limit) const {
    return token.type == YamlToken::BlockScalar && scalar_lines(token, limit).keeps;
  }

  // Lays out everything after the last token.
  void tail(std::uint32_t at) {
    const auto next = static_cast<std::uint32_t>(tokens_.size());
    const auto size = static_cast<std::uint32_t>(text_.size());
    const std::size_t last = text_.find_last_not_of(" \t\r\n");
    const std::uint32_t end = last == std::string_view::npos ? at : std::max(at, static_cast<std::uint32_t>(last) + 1);
    const bool comments = end > at;
    if (next > 0 && !comments && keeps_blank_lines(before(next), size)) return;
    const std::uint32_t line_end = end_of_line(text_, end);
    if (comments) {
      const std::uint32_t line = own_lines(at, end, next, 0);
      const auto content = static_cast<std::uint32_t>(text_.find_first_not_of(" \t", line));
      if (text_[content] != '#') understood_ = false;
      comment(line, content, line_end, next > 0 && line == at, next, 0);
    }
    if (line_end < size) {
      if (!comments) sink_.remove(end, line_end);
      sink_.remove(after_line_break(text_, line_end), size);
    } else if (comments || next == 0 || before(next).type != YamlToken::BlockScalar) {
      if (!comments) sink_.remove(end, size);
      sink_.replace(size, size, line_break_of(text_));
    }
    // Otherwise, the text of a block scalar ends without a line break, which must stay so.
  }

  // ---- flow collections ----

  void flow(std::uint32_t i, std::uint32_t column) {
    const PlacedToken& token = tokens_[i];
    if (token.type == YamlToken::SequenceOpen || token.type == YamlToken::MappingOpen) {
      Flow opened;
      if (token.starts_line) {
        opened.base = column;
      } else if (!flows_.empty()) {
        opened.base = flow_base_;
      } else {
        opened.base = token.block == kNoBlock ? 0 : columns_[token.block] + (blocks_[token.block].sequence ? 2 : 0);
      }
      flow_base_ = opened.base;
      opened.content = opened.base + step_;
      const char after = token.end < text_.size() ? text_[token.end] : '\0';
      opened.padded = after == ' ' || after == '\t';
      opened.broken = text_.find_first_not_of(" \t", token.end) == end_of_line(text_, token.end);
      flows_.push_back(opened);
    } else if ((token.type == YamlToken::SequenceClose || token.type == YamlToken::MappingClose) && !flows_.empty()) {
      flows_.pop_back();
    }
  }

  // ---- inside a token ----

  void inside(const PlacedToken& token) {
    if (token.type == YamlToken::BlockScalar) {
      block_scalar(token);
    } else if (token.type == YamlToken::Plain || token.type == YamlToken::Quoted) {
      if (end_of_line(text_, token.begin) < token.end) {
        continued_scalar(token);
      } else if (token.type == YamlToken::Quoted) {
        quotes(token);
      }
    }
  }

  BlockScalarLines scalar_lines(const PlacedToken& token, std::uint32_t limit) const {
    return block_scalar_lines(text_, token.begin, token.block == kNoBlock ? 0 : blocks_[token.block].column, limit);
  }

  void block_scalar(const PlacedToken& token) {
    const BlockScalarLines lines = scalar_lines(token, token.end);
    if (token.block == kNoBlock || lines.indentation == 0) return;
    // If one of its lines must not be changed, it would no longer be aligned with the others.
    if (token.line_start < allowed_.begin || token.end > allowed_.end) return;
    const std::uint32_t column =
        lines.explicit_step > 0 ? columns_[token.block] + lines.explicit_step : column_below(token.block);
    for (std::uint32_t at = lines.begin; at < lines.end;) {
      const std::uint32_t end = end_of_line(text_, at);
      const auto content = static_cast<std::uint32_t>(std::min<std::size_t>(text_.find_first_not_of(' ', at), end));
      if (content == end && end - at <= lines.indentation) {
        sink_.remove(at, end);
      } else {
        sink_.spaces(at, at + lines.indentation, column);
      }
      at = after_line_break(text_, end);
    }
  }

  std::uint32_t width_of_space(std::uint32_t at, std::uint32_t line_end) const {
    return static_cast<std::uint32_t>(std::min<std::size_t>(text_.find_first_not_of(" \t", at), line_end)) - at;
  }

  // The continuation lines of a plain scalar are aligned below it. Those of a quoted scalar, which may contain JSON,
  // also keep their relative indentation.
  void continued_scalar(const PlacedToken& token) {
    if (token.block == kNoBlock && flows_.empty()) return;
    const std::uint32_t column = flows_.empty() ? column_below(token.block) : flows_.back().content;
    const std::uint32_t first = end_of_line(text_, token.begin);
    std::uint32_t least = UINT32_MAX;
    for (std::uint32_t end = first; end < token.end;) {
      const std::uint32_t at = after_line_break(text_, end);
      end = std::min(end_of_line(text_, at), token.end);
      const std::uint32_t space = width_of_space(at, end);
      if (at + space < end || end == token.end) least = std::min(least, space);
    }
    trim_before(token, first);
    for (std::uint32_t end = first; end < token.end;) {
      const std::uint32_t at = after_line_break(text_, end);
      end = std::min(end_of_line(text_, at), token.end);
      const std::uint32_t space = width_of_space(at, end);
      if (at + space == end && end < token.end) {
        sink_.remove(at, end);
        continue;
      }
      sink_.spaces(at, at + space, column + (token.type == YamlToken::Quoted ? space - least : 0));
      if (end < token.end) trim_before(token, end);
    }
  }

  // Removes white space before a line break in a scalar, unless a backslash makes it significant.
  void trim_before(const PlacedToken& token, std::uint32_t line_end) {
    std::uint32_t begin = line_end;
    while (begin > token.begin + 1 && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t')) --begin;
    if (begin == token.begin + 1 || text_[begin - 1] == '\\') return;
    sink_.remove(begin, line_end);
  }

  // ---- quotes ----

  static bool either_quote_will_do(std::string_view quoted) {
    return quoted.size() >= 2 &&
           quoted.substr(1, quoted.size() - 2).find_first_of("'\"\\\r\n\t") == std::string_view::npos;
  }

  char wanted_quote(QuoteStyle style) const {
    if (style == QuoteStyle::Keep) return '\0';
    if (style != QuoteStyle::Consistent) return style == QuoteStyle::Double ? '"' : '\'';
    std::int64_t balance = 0;
    for (const PlacedToken& token : tokens_) {
      if (token.type != YamlToken::Quoted || !either_quote_will_do(text_of(token))) continue;
      balance += text_[token.begin] == '"' ? 1 : -1;
    }
    return balance >= 0 ? '"' : '\'';
  }

  std::string_view text_of(const PlacedToken& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }

  void quotes(const PlacedToken& token) {
    if (quote_ == '\0' || text_[token.begin] == quote_ || !either_quote_will_do(text_of(token))) return;
    const std::string quote(1, quote_);
    sink_.replace(token.begin, token.begin + 1, quote);
    sink_.replace(token.end - 1, token.end, quote);
  }

  std::string_view text_;
  const std::vector<PlacedToken>& tokens_;
  const std::vector<Block>& blocks_;
  TextRange allowed_;
  std::uint32_t step_;
  char quote_;  // '\0': keep quotes as written
  EditSink sink_;
  std::vector<std::uint32_t> columns_;  // the new columns, by block
  std::vector<Flow> flows_;
  std::uint32_t out_column_ = 0;  // new column of the end of the last token
  std::uint32_t flow_base_ = 0;   // base of a flow collection opened on the current line
  bool understood_ = true;
};

}  // namespace

bool lay_out_yaml(const SyntaxTree& tree, TextRange allowed, const FormatOptions& options,
                  std::vector<TextEdit>& edits) {
  const std::string_view text = tree.source->text();
  const YamlTokens scanned = scan_yaml(text);
  return scanned.complete && YamlLayout(text, scanned, allowed, options).run(edits);
}

}  // namespace virga
