// virga-schemac FACTS.json OUT.facts: the build step that turns the generator's document into the database
// (OUT.facts) and its documentation (OUT.facts.docs).
#include <cstdio>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "schemas/database_file.h"
#include "schemas/facts_compiler.h"

namespace {

bool write_file(const std::string& path, const std::vector<std::byte>& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return file.good();
}

int fail(const std::string& what) {
  std::fprintf(stderr, "virga-schemac: %s\n", what.c_str());
  return 1;
}

int compile(const std::string& in, const std::string& out) {
  std::ifstream input(in, std::ios::binary);
  const nlohmann::json facts = nlohmann::json::parse(input, nullptr, false);
  if (facts.is_discarded()) return fail(in + " is not readable as JSON");
  const virga::Result<virga::CompiledFacts> compiled = virga::compile_facts(facts, true);
  if (!compiled) return fail(compiled.message());
  const virga::SchemaArrays& arrays = compiled->store->arrays();
  if (const std::string problem = virga::verify_arrays(arrays); !problem.empty()) return fail("a bug: " + problem);
  const auto database = virga::write_database(arrays, compiled->provenance);
  const auto documentation = virga::write_documentation(compiled->documentation);
  if (!write_file(out, database)) return fail("cannot write " + out);
  if (!write_file(out + std::string(virga::kDocumentationSuffix), documentation)) return fail("cannot write " + out);
  std::printf("%zu types, %zu schemas, %zu properties: %zu bytes, documentation %zu bytes\n", arrays.types.size(),
              arrays.schemas.size(), arrays.properties.size(), database.size(), documentation.size());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return argc == 3 ? compile(argv[1], argv[2]) : fail("usage: virga-schemac FACTS.json OUT.facts");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "virga-schemac: %s\n", e.what());
    return 1;
  }
}
