#include "compiler/driver/schema_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/options.h"
#include "compiler/driver/schema_update.h"
#include "compiler/driver/settings.h"
#include "compiler/support/dates.h"
#include "compiler/support/text.h"
#include "compiler/workspace/run_settings.h"
#include "schemas/schema_json.h"
#include "schemas/schema_words.h"
#include "schemas/standard_schema.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"list", 'l', Arity::Flag, false, "", "list the resource types, or those that contain TEXT", "What"},
    {"json", '\0', Arity::Flag, false, "", "print JSON Schema", "What"},
    {"ages", '\0', Arity::Flag, false, "", "list the facts that get outdated, and their age", "What"},
    {"update", '\0', Arity::Flag, false, "", "build a database from newer packages and show the changes", "What"},
    {"schema-db", '\0', Arity::One, false, "FILE", "a database other than the built-in one", "Facts"},
    {"output", '\0', Arity::One, false, "FILE", "with --update: where to write the database", "Facts"},
    {"no-install", '\0', Arity::Flag, false, "", "with --update: use the installed packages", "Facts"},
    {"help", 'h', Arity::Flag, false, "", "print this help", "Other"},
};

constexpr HelpExample kExamples[] = {
    {"virga schema AWS::S3::Bucket", "a resource type"},
    {"virga schema AWS::EC2::Instance.NetworkInterfaces.SubnetId", "a property, at any depth"},
    {"virga schema --list dynamodb", "resource types by a part of their name"},
    {"virga schema --update --output new.facts", "a newer database, for --schema-db"},
};

constexpr HelpPage kPage = {"Describes a resource type, its properties and what refers to it.",
                            "[OPTION…] TYPE[.PROPERTY…] | --list [TEXT] | --ages", kOptions, kExamples};

std::string with_suggestion(std::string message, std::string_view name, std::span<const std::string_view> candidates) {
  const std::string_view best = nearest(name, candidates);
  return best.empty() ? message : fmt::format("{}; did you mean {}?", message, best);
}

Result<ResourceType> find_type(const SchemaDatabase& facts, std::string_view name) {
  if (const auto exact = facts.find_type(name)) return *exact;
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < facts.type_count(); ++i) {
    if (equals_ignoring_case(facts.type(i).name(), name)) return facts.type(i);
    names.push_back(facts.type(i).name());
  }
  // People may write "S3::Bucket".
  const auto is_end = [&](std::string_view type) { return type.ends_with(fmt::format("::{}", name)); };
  const auto longer = std::find_if(names.begin(), names.end(), is_end);
  std::string error = fmt::format("unknown resource type {}", name);
  error = longer == names.end() ? with_suggestion(std::move(error), name, names)
                                : fmt::format("{}; did you mean {}?", error, *longer);
  const std::string_view service_end = "::";
  if (name.find(service_end) == std::string_view::npos && !error.ends_with('?')) {
    error += "; `virga schema --list " + std::string(name) + "` searches for it";
  }
  return Error{std::move(error)};
}

int run(const std::string& program, const Arguments& arguments) {
  if (arguments.has("update")) {
    return run_schema_update({program, std::string(arguments.value("output")), !arguments.has("no-install")});
  }
  std::unique_ptr<SchemaDatabase> file;
  if (arguments.has("schema-db")) {
    Result<std::unique_ptr<SchemaDatabase>> opened = SchemaDatabase::open(std::string(arguments.value("schema-db")));
    if (!opened) return usage_error(program, opened.message());
    file = std::move(*opened);
  }
  const SchemaDatabase& facts = file == nullptr ? SchemaDatabase::built_in() : *file;
  const std::string subject = arguments.positional.empty() ? "" : arguments.positional.front();
  if (arguments.positional.size() > 1) return usage_error(program, "expected a single name");
  if (arguments.has("ages")) {
    const Result<std::int64_t> day = today();
    if (!day) return usage_error(program, day.message());
    write_out(schema_ages(facts, *day));
    return 0;
  }
  if (arguments.has("list")) {
    const std::string list = schema_list(facts, subject);
    if (list.empty()) return usage_error(program, fmt::format("no resource type contains \"{}\"", subject));
    write_out(list);
    return 0;
  }
  if (subject.empty()) return usage_error(program, "missing the name of a resource type; --list lists them");
  const Result<SchemaPlace> place = find_schema_place(facts, subject);
  if (!place) return usage_error(program, place.message());
  write_out(arguments.has("json") ? schema_json_text(facts, *place)
                                  : schema_page(facts, *place, terminal_width(), wants_color(Stream::Out)));
  return 0;
}

}  // namespace

std::string schema_list(const SchemaDatabase& facts, std::string_view filter) {
  std::string out;
  for (std::uint32_t i = 0; i < facts.type_count(); ++i) {
    const std::string_view name = facts.type(i).name();
    if (contains_ignoring_case(name, filter)) out += fmt::format("{}\n", name);
  }
  return out;
}

std::string schema_ages(const SchemaDatabase& facts, std::int64_t today) {
  struct Fact {
    std::int64_t age = 0;
    std::string line;
  };
  std::vector<Fact> dated;
  for (std::string_view file : facts.keys("fact-dates")) {
    const std::vector<std::string_view> row = facts.lookup("fact-dates", file);
    const std::optional<std::int64_t> day = row.empty() ? std::nullopt : parse_date(row.front());
    if (!day || row.size() < 2) continue;
    const std::int64_t age = today - *day;
    dated.push_back({age, fmt::format("{:>5} day{} {}  {}  {}\n", age, age == 1 ? " " : "s", row[0], file, row[1])});
  }
  std::stable_sort(dated.begin(), dated.end(), [](const Fact& a, const Fact& b) { return a.age > b.age; });
  std::string out;
  for (const Fact& fact : dated) out += fact.line;
  return out;
}

Result<SchemaPlace> find_schema_place(const SchemaDatabase& facts, std::string_view text) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  const Result<ResourceType> type = find_type(facts, text.substr(0, dot));
  if (!type) return type.error();
  SchemaPlace place{*type, {}, std::nullopt};
  Schema object = type->properties();
  std::string_view rest = text.substr(std::min(dot + 1, text.size()));
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('.'), rest.size());
    std::string_view step = rest.substr(0, end);
    rest = rest.substr(std::min(end + 1, rest.size()));
    if (step == "Properties" && place.path.empty() && !rest.empty()) continue;
    while (step.ends_with("[]") || step.ends_with("{}")) step.remove_suffix(2);
    const auto properties = object ? object.find(KeywordId::Properties) : std::nullopt;
    std::vector<std::string_view> names;
    place.property.reset();
    for (std::uint32_t i = 0; properties && i < properties->count(); ++i) {
      const Property property = properties->property(i);
      names.push_back(property.name);
      if (property.name == step || (!place.property && equals_ignoring_case(property.name, step))) {
        place.property = property;
      }
    }
    if (!place.property) {
      std::string above(type->name());
      for (const std::string& name : place.path) above += "." + name;
      return Error{names.empty() ? fmt::format("{} has no properties of its own", above)
                                 : with_suggestion(fmt::format("{} has no property {}", above, step), step, names)};
    }
    place.path.emplace_back(place.property->name);
    object = object_within(place.property->schema);
  }
  return place;
}

std::string schema_json_text(const SchemaDatabase& facts, const SchemaPlace& place) {
  nlohmann::json json = place.property ? schema_to_json(place.property->schema) : type_to_json(place.type, &facts);
  to_standard_schema(json);
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

const HelpPage& schema_help() { return kPage; }

int run_schema_command(int argc, char** argv) {
  const std::string program = argc > 0 ? argv[0] : "virga schema";
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  const ParsedArguments parsed = parse_arguments(kOptions, words);
  if (!parsed.error.empty()) return usage_error(program, parsed.error);
  if (parsed.arguments.has("help")) {
    write_out(help_page(program, kPage, wants_color(Stream::Out)));
    return 0;
  }
  return run(program, parsed.arguments);
}

}  // namespace virga
