#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/driver/markdown.h"
#include "compiler/driver/schema_command.h"
#include "compiler/support/text.h"
#include "schemas/schema_words.h"

namespace virga {

namespace {

struct Style {
  explicit Style(bool color)
      : bold(color ? "\033[1m" : ""),
        dim(color ? "\033[2m" : ""),
        red(color ? "\033[31m" : ""),
        cyan(color ? "\033[36m" : ""),
        reset(color ? "\033[0m" : "") {}
  std::string_view bold, dim, red, cyan, reset;
};

// Truncates to `width` columns, with an ellipsis if anything is left out.
std::string cut(std::string_view text, std::size_t width) {
  if (count_code_points(text) <= width) return std::string(text);
  std::size_t end = 0, used = 0;
  while (end < text.size() && used + 1 < width) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    ++used;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t used = count_code_points(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

// Comma-separated words, wrapped, with each line indented by `indent` columns.
std::string wrapped(const std::vector<std::string>& words, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t used = indent;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string word = words[i] + (i + 1 < words.size() ? "," : "");
    if (used > indent && used + 1 + count_code_points(word) > width) {
      out += '\n' + std::string(indent, ' ');
      used = indent;
    } else if (used > indent) {
      out += ' ';
      ++used;
    }
    out += word;
    used += count_code_points(word);
  }
  return out;
}

std::string first_sentence(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && text[end] != '\n') {
    if (text[end] == '.' && (end + 1 == text.size() || text[end + 1] == ' ' || text[end + 1] == '\n')) {
      ++end;
      break;
    }
    ++end;
  }
  return std::string(text.substr(0, end));
}

class Page {
public:
  Page(const SchemaDatabase& facts, std::size_t width, bool color)
      : facts_(facts), width_(std::max<std::size_t>(width, 40)), color_(color), style_(color) {}

  std::string type(const ResourceType& type) {
    title(type.name(), type.is_stateful() ? "stateful" : "");
    paragraph(first_sentence(facts_.documentation(type.documentation())));
    references(type);
    properties("Properties", type.properties());
    relations(type.properties());
    out_ +=
        fmt::format("\n{}`virga schema {}.PROPERTY` describes a property.{}\n", style_.dim, type.name(), style_.reset);
    return std::move(out_);
  }

  std::string property(const SchemaPlace& place) {
    const Property& property = *place.property;
    std::vector<std::string> notes;
    if (property.read_only) notes.emplace_back("read-only: can be read with Fn::GetAtt, but not set");
    if (property.write_only) notes.emplace_back("write-only");
    if (property.deprecated) notes.emplace_back("deprecated");
    title(fmt::format("{}.{}", place.type.name(), fmt::join(place.path, ".")),
          fmt::format("{}", fmt::join(notes, ", ")));
    fact("Type", type_phrase(property.schema));
    fact("Required", parent_of(place).is_required(property.name) ? "yes" : "no");
    constexpr std::string_view kChanges[] = {"", "updates the resource in place", "may replace the resource",
                                             "replaces the resource"};
    if (const auto change = kChanges[static_cast<std::size_t>(property.replacement)]; !change.empty()) {
      fact("A change", change);
    }
    constraints("", property.schema);
    if (const auto items = property.schema.find(KeywordId::Items)) constraints("Each item: ", items->schema());
    const Schema object = object_within(property.schema);
    if (object) {
      properties("Properties", object);
      relations(object);
    }
    const std::string_view text = facts_.documentation(property.documentation);
    if (!text.empty()) out_ += '\n' + markdown_for_terminal(text, width_, color_);
    if (!out_.ends_with('\n')) out_ += '\n';
    return std::move(out_);
  }

private:
  void title(std::string_view name, std::string_view note) {
    out_ += fmt::format("{}{}{}", style_.bold, name, style_.reset);
    if (!note.empty()) out_ += fmt::format("  {}({}){}", style_.dim, note, style_.reset);
    out_ += '\n';
  }

  void paragraph(std::string_view text) {
    if (!text.empty()) out_ += markdown_for_terminal(text, width_, color_);
    if (!out_.ends_with('\n')) out_ += '\n';
  }

  void fact(std::string_view name, std::string_view value) {
    constexpr std::size_t kIndent = 14;
    out_ += fmt::format("  {:<{}}{}\n", name, kIndent - 2, value);
  }

  void list_fact(std::string_view name, const std::vector<std::string>& values) {
    if (!values.empty()) fact(name, wrapped(values, 14, width_));
  }

  void references(const ResourceType& type) {
    out_ += '\n';
    std::string ref = type_phrase(type.ref());
    if (const auto phrases = constraint_phrases(type.ref()); !phrases.empty()) {
      ref += fmt::format(" ({})", fmt::join(phrases, ", "));
    }
    fact("Ref", ref);
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < type.attribute_count(); ++i) names.emplace_back(type.attribute(i).name);
    if (type.accepts_any_attribute()) names.emplace_back("any other");
    list_fact("Fn::GetAtt", names);
    names.clear();
    for (std::uint32_t i = 0; i < type.primary_identifier_count(); ++i) names.emplace_back(type.primary_identifier(i));
    list_fact("Identifier", names);
  }

  void constraints(std::string_view prefix, Schema schema) {
    for (const std::string& phrase : constraint_phrases(schema)) fact("", fmt::format("{}{}", prefix, phrase));
    values_fact("Allowed", allowed_values(schema));
    values_fact("Known", known_values(schema));
  }

  void values_fact(std::string_view what, const std::vector<std::string>& values) {
    if (values.empty()) return;
    constexpr std::size_t kMany = 400;
    std::vector<std::string> shown(values.begin(),
                                   values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), kMany)));
    if (shown.size() < values.size())
      shown.push_back(fmt::format("and {} more (--json has all)", values.size() - shown.size()));
    list_fact(what, shown);
  }

  void properties(std::string_view heading, Schema object) {
    const auto keyword = object ? object.find(KeywordId::Properties) : std::nullopt;
    const auto rest = object ? object.find(KeywordId::AdditionalProperties) : std::nullopt;
    const bool is_open = !rest || !rest->schema().accepts_none();
    std::vector<Property> settable;
    for (std::uint32_t i = 0; keyword && i < keyword->count(); ++i) {
      if (!keyword->property(i).read_only) settable.push_back(keyword->property(i));
    }
    std::stable_sort(settable.begin(), settable.end(), [&](const Property& a, const Property& b) {
      return object.is_required(a.name) > object.is_required(b.name);
    });
    out_ += fmt::format("\n{}{}{} {}* required, ! a change replaces the resource, ~ it may{}\n", style_.bold, heading,
                        style_.reset, style_.dim, style_.reset);
    std::size_t name_width = 8;
    for (const Property& property : settable)
      name_width = std::max(name_width, std::min<std::size_t>(count_code_points(property.name), 36));
    for (const Property& property : settable) property_line(object, property, name_width);
    if (is_open) out_ += fmt::format("    {}and any other{}\n", style_.dim, style_.reset);
  }

  void property_line(Schema object, const Property& property, std::size_t name_width) {
    const bool required = object.is_required(property.name);
    const char mark = property.replacement == Replacement::Always        ? '!'
                      : property.replacement == Replacement::Conditional ? '~'
                                                                         : ' ';
    std::string detail = type_phrase(property.schema);
    const auto values = allowed_values(property.schema);
    if (!values.empty())
      detail = fmt::format(
          "{}",
          fmt::join(values.begin(),
                    values.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(values.size(), 12)), " | "));
    for (const std::string& phrase : constraint_phrases(property.schema)) {
      if (!phrase.starts_with("matches ")) detail += ", " + phrase;
    }
    if (property.deprecated) detail = "deprecated; " + detail;
    const std::size_t room = width_ - std::min(width_ - 10, name_width + 8);
    out_ +=
        fmt::format("  {}{}{}{}{} {}{}{}  {}\n", required ? style_.red : "", required ? '*' : ' ', style_.reset, mark,
                    "", style_.cyan, padded(std::string(property.name), name_width), style_.reset, cut(detail, room));
  }

  void relations(Schema object) {
    const std::vector<std::string> phrases = relation_phrases(object);
    if (phrases.empty()) return;
    out_ += fmt::format("\n{}Together{}\n", style_.bold, style_.reset);
    for (const std::string& phrase : phrases) out_ += fmt::format("  {}\n", phrase);
  }

  static Schema parent_of(const SchemaPlace& place) {
    Schema object = place.type.properties();
    for (std::size_t i = 0; i + 1 < place.path.size() && object; ++i) {
      const auto properties = object.find(KeywordId::Properties);
      const auto property = properties ? properties->find(place.path[i]) : std::nullopt;
      object = property ? object_within(property->schema) : Schema();
    }
    return object ? object : place.type.properties();
  }

  const SchemaDatabase& facts_;
  std::size_t width_;
  bool color_;
  Style style_;
  std::string out_;
};

}  // namespace

std::string schema_page(const SchemaDatabase& facts, const SchemaPlace& place, std::size_t width, bool color) {
  Page page(facts, width, color);
  return place.property ? page.property(place) : page.type(place.type);
}

}  // namespace virga
