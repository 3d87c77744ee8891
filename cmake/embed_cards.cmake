# Writes a C++ file with the text of rule cards: cmake -DCARDS=a.md;b.md -DOUTPUT=cards.cpp -P embed_cards.cmake
# CARDS are sorted by rule id, the file's name.
set(entries "")
foreach(card IN LISTS CARDS)
  get_filename_component(id "${card}" NAME_WE)
  file(READ "${card}" text)
  string(APPEND entries "    {\"${id}\", R\"virga_card(${text})virga_card\"},\n")
endforeach()
list(LENGTH CARDS count)
file(WRITE "${OUTPUT}" "// Made by cmake/embed_cards.cmake from rules/*/*.md.
#include <algorithm>
#include <array>
#include <string_view>

#include \"rules/engine/rule.h\"

namespace virga {
namespace {

struct Card {
  std::string_view id;
  std::string_view text;
};

constexpr std::array<Card, ${count}> kCards{{
${entries}}};

}  // namespace

std::string_view rule_card(std::string_view id) {
  const auto found = std::lower_bound(kCards.begin(), kCards.end(), id,
                                       [](const Card& card, std::string_view wanted) { return card.id < wanted; });
  return found != kCards.end() && found->id == id ? found->text : std::string_view{};
}

}  // namespace virga
")
