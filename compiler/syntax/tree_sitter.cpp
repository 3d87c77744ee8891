#include "compiler/syntax/tree_sitter.h"

namespace virga {

namespace {

// Far more than the largest template takes; beyond that, an editor is better off without a tree.
constexpr std::uint64_t kTimeoutMicroseconds = 2'000'000;

struct ParserDeleter {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};

}  // namespace

TsTree parse_with_tree_sitter(const TSLanguage* language, std::string_view text) {
  const std::unique_ptr<TSParser, ParserDeleter> parser(ts_parser_new());
  if (parser == nullptr || !ts_parser_set_language(parser.get(), language)) return nullptr;
  ts_parser_set_timeout_micros(parser.get(), kTimeoutMicroseconds);
  return TsTree(ts_parser_parse_string(parser.get(), nullptr, text.data(), static_cast<std::uint32_t>(text.size())));
}

}  // namespace virga
