#include "lsp/queries/flow_frame.h"

#include <cstddef>

namespace virga::lsp {

std::vector<std::uint32_t> commas_before(std::span<const FlowFrame> frames, std::optional<std::uint32_t> own,
                                         CursorRole role) {
  std::vector<std::uint32_t> commas;
  if (own) commas.push_back(*own);
  std::size_t keys = role == CursorRole::Value ? 1 : 0;  // that of the value at the cursor
  for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
    const bool is_new = frame->is_map ? frame->members.size() <= keys : frame->index == 0;
    if (!is_new) break;
    if (frame->missing_comma) commas.push_back(*frame->missing_comma);
    keys = 1;
  }
  return commas;
}

}  // namespace virga::lsp
