// Help pages.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/driver/options.h"

namespace virga {

struct HelpExample {
  std::string_view command;
  std::string_view meaning;
};

struct HelpPage {
  std::string_view summary;  // one sentence
  std::string_view usage;    // without the program's name
  std::span<const OptionSpec> options;
  std::span<const HelpExample> examples;
  std::string_view footer = {};  // whole lines
};

// The help page. `program` is "virga lint".
std::string help_page(std::string_view program, const HelpPage& page, bool color);
// The overview of all commands.
std::string overview(bool color);

}  // namespace virga
