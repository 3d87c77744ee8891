// The manual page, made from the tables that the help pages and completion scripts are made from.
#pragma once

#include <string>

namespace virga {

// virga(1), in the macros of man(7), UTF-8.
std::string man_page();

}  // namespace virga
