// Breaks templates as they are broken while somebody types.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace virga::testing {

inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// Lines inserted below line `at`, or one replaced.
struct Broken {
  std::vector<std::string> lines;
  std::size_t line = 0;  // index of the first typed line
  bool replaced = false;
};

struct Break {
  const char* name;
  // The lines typed after a line, given its indentation; or the changed line, nullopt if it cannot be broken this way.
  std::function<std::vector<std::string>(const std::string&)> typed;
  std::function<std::optional<std::string>(const std::string&)> changed;
  const char* cursor = nullptr;  // the key that was just typed, which must be in the tree
};

inline std::optional<std::string> without_last(const std::string& line, std::string_view of) {
  const std::size_t last = line.find_last_not_of(" ");
  if (last == std::string::npos || of.find(line[last]) == std::string_view::npos) return std::nullopt;
  return line.substr(0, last);
}

inline std::optional<std::string> replaced(const std::string& line, std::string_view what, std::string_view with) {
  const std::size_t at = line.find(what);
  if (at == std::string::npos) return std::nullopt;
  std::string changed = line;
  return changed.replace(at, what.size(), with);
}

inline Break type(const char* name, std::vector<std::string> rows, const char* cursor = nullptr) {
  return {name,
          [rows = std::move(rows)](const std::string& indent) {
            std::vector<std::string> result;
            for (const std::string& row : rows)
              result.push_back(row.front() == '<' ? indent.substr(1) + row.substr(1) : indent + row);
            return result;
          },
          nullptr, cursor};
}

inline Break change(const char* name, std::function<std::optional<std::string>(const std::string&)> changed) {
  return {name, nullptr, std::move(changed), nullptr};
}

inline std::vector<Break> yaml_breaks() {
  return {
      type("half key", {"Prop"}, "Prop"),
      type("key alone", {"Prop:"}, "Prop"),
      type("open double quote", {"Prop: \"hello"}, "Prop"),
      type("open single quote", {"Prop: 'hello"}, "Prop"),
      type("open list", {"Prop: !Join [\"\", [a, b"}, "Prop"),
      type("[", {"Prop: ["}, "Prop"),
      type("{", {"Prop: {"}, "Prop"),
      type("{ key", {"Prop: { Ke"}, "Prop"),
      type("!", {"Prop: !"}, "Prop"),
      type("half tag", {"Prop: !Re"}, "Prop"),
      type("tag alone", {"Prop: !Ref"}, "Prop"),
      type("open variable", {"Prop: !Sub \"${"}, "Prop"),
      type("dash", {"Prop:", "  - "}, "Prop"),
      type("half item", {"Prop:", "  - Ke"}, "Prop"),
      type("dash alone", {"- "}),
      type("tab", {"\tProp: a"}, "Prop"),
      type("too deep", {" Prop: a"}, "Prop"),
      type("too shallow", {"<Prop: a"}, "Prop"),
      type("star", {"Prop: *"}, "Prop"),
      type("reserved", {"Prop: @x"}, "Prop"),
      type("after quote", {"Prop: \"a\" b"}, "Prop"),
      type("second colon", {"Prop: AWS::"}, "Prop"),
      type("two colons", {"Prop: a: b"}, "Prop"),
      type("Fn::If", {"Fn::If:", "  - "}),
      type("bracket alone", {"}"}),
      type("percent", {"Prop: %"}, "Prop"),
      type("half anchor", {"Prop: &"}, "Prop"),
      type("quoted half key", {"\"Prop"}, "Prop"),
      change("colon deleted", [](const std::string& line) { return replaced(line, ":", ""); }),
      change("no space after colon", [](const std::string& line) { return replaced(line, ": ", ":"); }),
      change("last character deleted", [](const std::string& line) { return without_last(line, "\"']}"); }),
      change("first quote deleted", [](const std::string& line) { return replaced(line, "\"", ""); }),
      change("bracket deleted", [](const std::string& line) { return replaced(line, "[", ""); }),
      change("one space more", [](const std::string& line) { return std::optional(" " + line); }),
      change(
          "one space less",
          [](const std::string& line) { return line.front() == ' ' ? std::optional(line.substr(1)) : std::nullopt; }),
  };
}

inline std::vector<Break> json_breaks() {
  const auto bracket = [](const char* which) {
    return [which](const std::string& line) -> std::optional<std::string> {
      const std::size_t first = line.find_first_not_of(' ');
      return first != std::string::npos && line[first] == which[0] && line.size() <= first + 2
                 ? std::optional<std::string>("")
                 : std::nullopt;
    };
  };
  return {
      type("half key", {"\"Prop"}, "Prop"),
      type("key alone", {"\"Prop\""}, "Prop"),
      type("key and colon", {"\"Prop\":"}, "Prop"),
      type("no comma", {"\"Prop\": 1"}, "Prop"),
      type("extra }", {"}"}),
      type("extra ]", {"]"}),
      type("open value", {"\"Prop\": \"abc"}, "Prop"),
      type("open Ref", {"\"Prop\": { \"Ref\": \""}, "Prop"),
      type("empty key", {"\"\""}),
      type("{", {"\"Prop\": {"}, "Prop"),
      type("[", {"\"Prop\": ["}, "Prop"),
      type("{ and [", {"\"Prop\": { \"Fn::Join\": [ \"\", ["}, "Prop"),
      type("single quotes", {"'Prop': 'a',"}, "Prop"),
      type("comment", {"// note"}),
      type("bare word", {"Prop"}, "Prop"),
      type("quote", {"\""}),
      type("comma", {","}),
      type("too deep", {"  \"Prop\": 1,"}, "Prop"),
      type("colon", {":"}),
      change("} deleted", bracket("}")),
      change("] deleted", bracket("]")),
      change("colon deleted", [](const std::string& line) { return replaced(line, "\":", "\""); }),
      change("last quote deleted",
             [](const std::string& line) {
               return without_last(line.ends_with(',') ? line.substr(0, line.size() - 1) : line, "\"");
             }),
      change("quote before colon deleted", [](const std::string& line) { return replaced(line, "\":", ":"); }),
      change("comma deleted", [](const std::string& line) { return without_last(line, ","); }),
      change("opening bracket deleted", [](const std::string& line) { return without_last(line, "{["); }),
  };
}

// `lines` broken at zero-based line `at`; empty if that line cannot be broken this way.
inline Broken broken(const std::vector<std::string>& lines, std::size_t at, const Break& kind) {
  Broken result{lines, at, false};
  const std::string& line = lines[at];
  const std::size_t indent = line.find_first_not_of(' ');
  if (indent == std::string::npos || indent < 2) return {};
  if (kind.typed) {
    // After a line that opens a block, the editor indents; if the typed text opens another block, it is at that
    // indentation.
    std::size_t column = indent;
    const bool opens = std::string_view("[{").find(kind.typed("  ").back().back()) != std::string_view::npos;
    if (opens && at + 1 < lines.size())
      column = std::max(column, std::min(lines[at + 1].find_first_not_of(' '), indent + 2));
    const auto typed = kind.typed(std::string(column, ' '));
    result.line = at + 1;
    result.lines.insert(result.lines.begin() + static_cast<std::ptrdiff_t>(at) + 1, typed.begin(), typed.end());
    return result;
  }
  const auto changed = kind.changed(line);
  if (!changed) return {};
  result.lines[at] = *changed;
  result.replaced = true;
  return result;
}

}  // namespace virga::testing
