// The reader that decides what is valid YAML: libyaml's events, with exact positions.
#include <yaml.h>

#include <algorithm>
#include <string_view>

#include "compiler/support/words.h"
#include "compiler/syntax/readers.h"

namespace virga {

namespace {

// Maps libyaml's character offsets to byte offsets.
class CharacterMap {
public:
  explicit CharacterMap(std::string_view text, std::uint32_t start) : text_(text), start_(start) {
    if (is_ascii(text.substr(start))) return;
    std::size_t characters = 0;
    for (std::size_t i = start; i < text.size(); ++i) {
      if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
      if (characters % kBlock == 0) blocks_.push_back(static_cast<std::uint32_t>(i));
      ++characters;
    }
  }

  std::uint32_t byte_of(std::size_t character) const {
    if (blocks_.empty()) return static_cast<std::uint32_t>(std::min(start_ + character, text_.size()));
    const std::size_t block = character / kBlock;
    if (block >= blocks_.size()) return static_cast<std::uint32_t>(text_.size());
    std::size_t offset = blocks_[block];
    for (std::size_t left = character % kBlock; left > 0 && offset < text_.size(); --left) {
      for (++offset; offset < text_.size() && (static_cast<unsigned char>(text_[offset]) & 0xC0U) == 0x80U;) ++offset;
    }
    return static_cast<std::uint32_t>(offset);
  }

private:
  static constexpr std::size_t kBlock = 64;
  std::string_view text_;
  std::size_t start_;
  std::vector<std::uint32_t> blocks_;  // byte offset of every kBlock-th character; empty for ASCII text
};

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

struct Parser {
  Parser() { ready = yaml_parser_initialize(&handle) != 0; }
  ~Parser() {
    if (ready) yaml_parser_delete(&handle);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  yaml_parser_t handle{};
  bool ready = false;
};

struct Event {
  Event() = default;
  ~Event() { yaml_event_delete(&handle); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  yaml_event_t handle{};
};

class YamlReader {
public:
  YamlReader(SyntaxTree& tree, const ParseOptions& options)
      : tree_(tree),
        text_(tree.source->text()),
        start_(content_start(text_)),
        characters_(text_, start_),
        builder_(tree, options),
        covered_(start_) {}

  ReadOutcome run() {
    SyntaxError bad;
    const bool unreadable = find_bad_character(text_, false, bad);
    const std::string_view readable = unreadable ? text_.substr(0, bad.range.begin) : text_;
    Parser parser;
    if (!parser.ready) return {};
    yaml_parser_set_encoding(&parser.handle, YAML_UTF8_ENCODING);
    // libyaml requires a non-null pointer even for an empty text.
    const std::string_view input = readable.size() > start_ ? readable.substr(start_) : std::string_view("");
    yaml_parser_set_input_string(&parser.handle, reinterpret_cast<const unsigned char*>(input.data()), input.size());
    bool complete = !unreadable;
    for (bool more = true; more && !builder_.stopped();) {
      Event event;
      if (yaml_parser_parse(&parser.handle, &event.handle) == 0) {
        note_problem(parser.handle);
        complete = false;
        break;
      }
      more = handle(event.handle);
    }
    if (unreadable) problem_.place = bad.range.begin;
    collect_comments(text_, covered_, std::min(end_, static_cast<std::uint32_t>(readable.size())), tree_.comments);
    builder_.finish();
    if (!complete) {
      // Other errors would be misleading if only a part of the text was read: a key may be duplicated only because a
      // line has the wrong indentation.
      tree_.errors.assign(1, unreadable ? bad : explain_yaml_problem(text_, tree_.source->lines(), problem_));
    }
    return {complete, builder_.nodes()};
  }

private:
  std::uint32_t byte_of(const yaml_mark_t& mark) const { return characters_.byte_of(mark.index); }

  bool handle(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_STREAM_END_EVENT:
        return false;
      case YAML_DOCUMENT_START_EVENT:
        if (documents_++ == 0) return true;
        several_documents(byte_of(event.start_mark));
        return false;
      case YAML_SCALAR_EVENT:
        scalar(event);
        return true;
      case YAML_ALIAS_EVENT: {
        const std::uint32_t begin = byte_of(event.start_mark);
        const std::uint32_t end = byte_of(event.end_mark);
        builder_.alias({begin, end}, text_.substr(begin + 1, end - begin - 1));
        return true;
      }
      case YAML_SEQUENCE_START_EVENT: {
        const auto& sequence = event.data.sequence_start;
        begin(event, NodeKind::Sequence, sequence.anchor, sequence.tag, sequence.style == YAML_FLOW_SEQUENCE_STYLE);
        return true;
      }
      case YAML_MAPPING_START_EVENT: {
        const auto& mapping = event.data.mapping_start;
        begin(event, NodeKind::Mapping, mapping.anchor, mapping.tag, mapping.style == YAML_FLOW_MAPPING_STYLE);
        return true;
      }
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: {
        // Block collections and the pairs in [a: b] end where their last value ends.
        const std::uint32_t end = byte_of(event.end_mark);
        const bool bracket = event.end_mark.index > event.start_mark.index && end > 0 &&
                             (text_[end - 1] == ']' || text_[end - 1] == '}') && bracketed_.back();
        bracketed_.pop_back();
        builder_.end(bracket ? end : 0);
        return true;
      }
      default:
        return true;
    }
  }

  NodeProperties properties(const WrittenProperties& written, const yaml_char_t* tag) {
    NodeProperties result;
    result.anchor = written.anchor;
    const std::string_view resolved = view(tag);
    if (resolved.empty() || resolved == "!") return result;
    result.tag_range = written.tag_range;
    const std::string_view as_written = text_.substr(written.tag_range.begin, written.tag_range.size());
    result.tag = resolved == as_written ? as_written : tree_.arena.copy(resolved);
    return result;
  }

  void begin(const yaml_event_t& event, NodeKind kind, const yaml_char_t* anchor, const yaml_char_t* tag, bool flow) {
    const std::uint32_t start = byte_of(event.start_mark);
    const int decorations = (anchor != nullptr ? 1 : 0) + (tag != nullptr ? 1 : 0);
    const WrittenProperties written =
        decorations > 0 ? scan_properties(text_, start, decorations) : WrittenProperties{{}, {}, start, start};
    bracketed_.push_back(flow && written.content < text_.size() &&
                         (text_[written.content] == '{' || text_[written.content] == '['));
    builder_.begin(kind, start, written.content, flow ? NodeStyle::Flow : NodeStyle::Block, properties(written, tag));
  }

  void scalar(const yaml_event_t& event) {
    const auto& data = event.data.scalar;
    const std::uint32_t start = byte_of(event.start_mark);
    std::uint32_t end = byte_of(event.end_mark);
    const std::string_view value(reinterpret_cast<const char*>(data.value), data.length);
    const bool decorated = data.anchor != nullptr || data.tag != nullptr || (start < end && text_[start] == '!');
    WrittenProperties written = decorated ? scan_properties(text_, start) : WrittenProperties{{}, {}, start, start};
    NodeStyle style = NodeStyle::Plain;
    switch (data.style) {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        style = NodeStyle::SingleQuoted;
        break;
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        style = NodeStyle::DoubleQuoted;
        break;
      case YAML_LITERAL_SCALAR_STYLE:
        style = NodeStyle::Literal;
        break;
      case YAML_FOLDED_SCALAR_STYLE:
        style = NodeStyle::Folded;
        break;
      default:
        break;
    }
    if (style == NodeStyle::Plain && value.empty()) {
      empty_scalar(start, decorated, written, data.tag);
      return;
    }
    const TextRange content{written.content, end};
    std::string_view source = text_.substr(content.begin, content.size());
    if (style == NodeStyle::SingleQuoted || style == NodeStyle::DoubleQuoted) {
      source = source.substr(1, source.size() - 2);
    }
    const bool block = style == NodeStyle::Literal || style == NodeStyle::Folded;
    if (block) end = block_scalar_end(text_, content.begin, end);
    cover(content.begin, end, block);
    // Use the source itself as the value if it is verbatim.
    const bool same = !block && source == value;
    builder_.scalar({start, end}, {content.begin, end}, style, same ? source : tree_.arena.copy(value),
                    properties(written, data.tag));
  }

  // An omitted value: it is placed after the ":" or "-" before it, or after its properties.
  void empty_scalar(std::uint32_t start, bool decorated, const WrittenProperties& written, const yaml_char_t* tag) {
    if (decorated) {
      builder_.scalar({start, written.end}, {written.end, written.end}, NodeStyle::Plain, {}, properties(written, tag));
      return;
    }
    if (builder_.open() == 0) return;  // an empty document
    std::uint32_t place = start;
    if (builder_.in_mapping_value()) {
      // libyaml places it at the next token, which can be several lines below.
      place = builder_.last_end();
      const std::uint32_t colon = next_token(place);
      if (colon < start && text_[colon] == ':') place = colon + 1;
    }
    builder_.scalar({place, place}, {place, place}, NodeStyle::Plain, {});
  }

  std::uint32_t next_token(std::uint32_t from) const {
    std::size_t at = from;
    while (at < text_.size()) {
      if (text_[at] == '#') {
        at = std::min(text_.find('\n', at), text_.size());
      } else if (std::string_view(" \t\r\n").find(text_[at]) != std::string_view::npos) {
        ++at;
      } else {
        break;
      }
    }
    return static_cast<std::uint32_t>(at);
  }

  // Comments may be between scalars, and after the "|" or ">" of a block scalar.
  void cover(std::uint32_t begin, std::uint32_t end, bool block) {
    collect_comments(text_, covered_, begin, tree_.comments);
    if (block) {
      const std::size_t header = text_.find('\n', begin);
      collect_comments(text_, begin, static_cast<std::uint32_t>(std::min<std::size_t>(header, end)), tree_.comments);
    }
    covered_ = std::max(covered_, end);
  }

  void several_documents(std::uint32_t place) {
    end_ = place;
    const bool dashes = text_.substr(place, 3) == "---";
    builder_.error(SyntaxErrorKind::SeveralDocuments, {place, place + (dashes ? 3 : 1)},
                   "A template is a single YAML document, but a second one starts here; move it into a file of its "
                   "own, or remove the '---'");
  }

  void note_problem(const yaml_parser_t& parser) {
    problem_.problem = parser.problem == nullptr ? std::string_view{} : std::string_view(parser.problem);
    problem_.context = parser.context == nullptr ? std::string_view{} : std::string_view(parser.context);
    problem_.place = byte_of(parser.problem_mark);
    problem_.context_place = byte_of(parser.context_mark);
  }

  SyntaxTree& tree_;
  std::string_view text_;
  YamlProblem problem_;  // its strings are constants of libyaml
  std::uint32_t start_;
  CharacterMap characters_;
  TreeBuilder builder_;
  std::vector<bool> bracketed_;  // for each open collection: whether a bracket opened it
  std::uint32_t covered_;        // comments before this offset have been collected
  int documents_ = 0;
  std::uint32_t end_ = UINT32_MAX;  // where a second document begins
};

}  // namespace

ReadOutcome read_yaml(SyntaxTree& tree, const ParseOptions& options) {
  tree.language = SyntaxLanguage::Yaml;
  return YamlReader(tree, options).run();
}

}  // namespace virga
