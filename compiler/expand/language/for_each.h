// Expands loops (Fn::ForEach).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/language/known_values.h"

namespace virga {

bool is_loop_key(std::string_view key);

// Replaces every loop below a value by its iterations. A loop whose collection is only known at deployment stays,
// together with the loops around it. Borrows stage and values.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
class LoopExpander {
public:
  LoopExpander(Stage& stage, KnownValues& values) : stage_(stage), values_(values) {}

  // Expands the loops of a section.
  void expand_section(Value& section);
  // Whether any loop could not be expanded and is still there.
  bool keeps_loops() const { return keeps_; }

private:
  // One iteration: the values of the identifiers.
  using Iteration = std::vector<std::string_view>;
  struct Loop {
    const Entry* entry = nullptr;
    std::vector<std::string_view> identifiers;
    std::vector<Iteration> iterations;
    Value* body = nullptr;
  };
  enum class Outcome : std::uint8_t { Done, Kept };

  Outcome expand(Value& value);
  Outcome expand_entry(const Entry& entry, Value& out);
  Outcome expand_loop(const Entry& entry, Value& out);
  bool read(const Entry& entry, Loop& loop);
  bool read_identifiers(const Entry& entry, Loop& loop);
  bool name_is_free(const Entry& entry, const Value& place, std::string_view name, std::string_view what);
  Outcome read_collection(const Entry& entry, Loop& loop, bool& sound);
  bool read_item(const Entry& entry, Value& item, Loop& loop, Outcome& outcome);
  const Value* unknown_collection(const Entry& entry, const Value& written, const Loop& loop, bool& sound);
  bool keys_hold_identifier(const Entry& entry, const Loop& loop);
  // The list that at least one key of the mapping selects.
  const Value* some_list(const Value& find_in_map) const;
  void add(const Entry& loop, Value* key, Value* value, Value& out);
  Value* instantiate(const Value& value, const Loop& loop, const Iteration& iteration, const Origin* origin);
  void error(const Value* place, std::string message) { values_.error(place, std::move(message)); }

  Stage& stage_;
  KnownValues& values_;
  std::vector<std::string_view> identifiers_;  // of the enclosing loops
  std::uint32_t depth_ = 0;                    // nesting depth of loops
  bool keeps_ = false;
};

// Replaces `${Name}` in the text by the value, and `&{Name}` by the value's letters and digits. Stops once the result
// exceeds `most` bytes.
std::string substitute_identifier(std::string_view text, std::string_view name, std::string_view value,
                                  std::size_t most = std::string_view::npos);

}  // namespace virga
