#include "compiler/driver/schema_update.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "compiler/driver/console.h"
#include "schemas/database_file.h"
#include "schemas/facts_compiler.h"

namespace virga {

namespace {

namespace fs = std::filesystem;

// The schemas/ folder of the source tree that contains the working directory.
std::optional<fs::path> source_folder() {
  std::error_code error;
  for (fs::path folder = fs::current_path(error); !error; folder = folder.parent_path()) {
    const fs::path schemas = folder / "schemas";
    if (fs::exists(schemas / "generator" / "generate.mjs", error)) return schemas;
    if (folder == folder.parent_path()) break;
  }
  return std::nullopt;
}

// Runs a program with our standard streams. Returns an error message, or an empty string on success.
std::string run_program(std::vector<std::string> words) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environ);
  if (failure != 0) return fmt::format("cannot run {}: {}", words.front(), std::strerror(failure));
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return fmt::format("lost sight of {}", words.front());
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fmt::format("{} failed", words.front());
}

// The packages with facts, that is, all that are not grammars, with "@latest" appended for npm.
std::vector<std::string> fact_packages(const fs::path& schemas) {
  std::ifstream file(schemas / "package.json");
  const nlohmann::json package = nlohmann::json::parse(file, nullptr, false);
  std::vector<std::string> names;
  if (!package.is_object() || !package.contains("dependencies")) return names;
  for (const auto& [name, version] : package["dependencies"].items()) {
    if (name.find("tree-sitter") == std::string::npos) names.push_back(name + "@latest");
  }
  return names;
}

bool write_file(const fs::path& path, const std::vector<std::byte>& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return file.good();
}

std::string compile_and_write(const fs::path& facts_file, const std::string& output) {
  std::ifstream file(facts_file, std::ios::binary);
  const nlohmann::json facts = nlohmann::json::parse(file, nullptr, false);
  if (facts.is_discarded()) return "the generator did not write JSON";
  const Result<CompiledFacts> compiled = compile_facts(facts, true);
  if (!compiled) return compiled.message();
  const bool is_written =
      write_file(output, write_database(compiled->store->arrays(), compiled->provenance)) &&
      write_file(output + std::string(kDocumentationSuffix), write_documentation(compiled->documentation));
  return is_written ? "" : "cannot write " + output;
}

void report(const SchemaDatabase& after, const std::string& output) {
  const SchemaDatabase& before = SchemaDatabase::built_in();
  const std::string changes = schema_changes(before, after);
  write_out(changes);
  const auto count = [&](char mark) {
    std::size_t lines = 0;
    for (std::size_t at = 0; at < changes.size(); at = changes.find('\n', at) + 1) lines += changes[at] == mark ? 1 : 0;
    return lines;
  };
  write_out(fmt::format("{}{} added, {} removed, {} changed.\nBuilt in: {}\nNow:      {}\nUse it with --schema-db {}\n",
                        changes.empty() ? "" : "\n", count('+'), count('-'), count('~'), before.provenance(),
                        after.provenance(), output));
}

}  // namespace

int run_schema_update(const SchemaUpdate& update) {
  const auto schemas = source_folder();
  if (!schemas) {
    return usage_error(update.program,
                       "--update requires Virga's source tree, Node and npm; run it in a clone of the repository");
  }
  std::string problem;
  if (update.installs) {
    std::vector<std::string> words = {"npm",        "install",   "--prefix",    schemas->string(), "--ignore-scripts",
                                      "--no-audit", "--no-fund", "--save-exact"};
    const std::vector<std::string> packages = fact_packages(*schemas);
    words.insert(words.end(), packages.begin(), packages.end());
    problem = run_program(std::move(words));
    if (!problem.empty()) return usage_error(update.program, problem);
  }
  const std::string output = update.output.empty() ? "virga.facts" : update.output;
  const std::string facts_file = output + ".json";
  problem = run_program({"node", (*schemas / "generator" / "generate.mjs").string(), "--out", facts_file});
  if (problem.empty()) problem = compile_and_write(facts_file, output);
  std::error_code ignored;
  fs::remove(facts_file, ignored);
  if (!problem.empty()) return usage_error(update.program, problem);
  const Result<std::unique_ptr<SchemaDatabase>> after = SchemaDatabase::open(output);
  if (!after) return usage_error(update.program, after.message());
  report(**after, output);
  return 0;
}

}  // namespace virga
