// Any --override-spec file: refused, or a database in which types can still be looked up.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "compiler/support/json_text.h"
#include "schemas/layered_database.h"
#include "tests/fuzz/check_tree.h"
#include "tests/fuzz/scratch_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace virga;
  const auto overrides = parse_json(fuzz::text_of(data, size));
  if (!overrides) return 0;
  const auto database = with_overrides(SchemaDatabase::built_in(), *overrides);
  if (!database) {
    fuzz::require(!database.message().empty());
    return 0;
  }
  (*database)->find_type("AWS::SQS::Queue");
  (*database)->find_type("AWS::S3::Bucket");
  return 0;
}
