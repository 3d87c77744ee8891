#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "schemas/database_file.h"
#include "schemas/schema_compiler.h"

namespace virga {

namespace {

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  const auto byte_at = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  while (i < text.size()) {
    const unsigned char lead = byte_at(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte_at(i + k) & 0xC0U) != 0x80U) return false;
    }
    const unsigned char second = byte_at(i + 1);
    const bool is_overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool is_out_of_range = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
    if (is_overlong || is_out_of_range) return false;
    i += length;
  }
  return true;
}

class ArrayVerifier {
public:
  explicit ArrayVerifier(const SchemaArrays& arrays) : a_(arrays) {}

  std::string verify() {
    strings();
    if (problem_.empty()) literals();
    if (problem_.empty()) keywords();
    if (problem_.empty()) lists();
    if (problem_.empty()) types();
    if (problem_.empty() && has_endless_schema(a_)) problem_ = "a schema applies itself to the same value";
    return problem_;
  }

private:
  void require(bool holds, const char* what) {
    if (!holds && problem_.empty()) problem_ = what;
  }

  bool is_string(std::uint32_t i) const { return i + std::size_t{1} < a_.string_offsets.size(); }
  bool is_schema(std::uint32_t i) const { return i < a_.schemas.size(); }
  static bool is_range(std::uint32_t first, std::uint32_t count, std::size_t size) {
    return count == 0 || (first < size && count <= size - first);
  }

  void strings() {
    require(a_.string_offsets.size() >= 2 && a_.string_offsets.front() == 0, "the list of texts is empty");
    if (!problem_.empty()) return;
    for (std::size_t i = 1; i < a_.string_offsets.size() && problem_.empty(); ++i) {
      const bool is_ordered = a_.string_offsets[i - 1] <= a_.string_offsets[i];
      require(is_ordered && a_.string_offsets[i] <= a_.string_bytes.size(), "a text lies outside of the texts");
      if (problem_.empty()) require(is_utf8(a_.string(static_cast<std::uint32_t>(i - 1))), "a text is not UTF-8");
    }
    const bool has_fixed = a_.schemas.size() >= 2 && a_.schemas[kSchemaTrue].keyword_count == 0 &&
                           !a_.schemas[kSchemaTrue].has(SchemaRecord::kFalse) &&
                           a_.schemas[kSchemaFalse].has(SchemaRecord::kFalse);
    require(has_fixed, "the two fixed schemas are missing");
  }

  void literals() {
    for (const LiteralRecord& literal : a_.literals) {
      const auto kind = static_cast<LiteralKind>(literal.kind_and_number & 7U);
      require(kind <= LiteralKind::Json && is_string(literal.text), "a constant is of no kind");
      if (kind == LiteralKind::String && is_string(literal.text)) {
        require(literal.kind_and_number == LiteralRecord::mark_of(a_.string(literal.text)), "a text's hash is wrong");
      }
      if (kind == LiteralKind::Number) {
        require((literal.kind_and_number >> 4U) < a_.numbers.size(), "a number lies outside of the numbers");
      }
    }
  }

  void keywords() {
    for (const KeywordRecord& keyword : a_.keywords) {
      if (static_cast<std::uint32_t>(keyword.id()) >= kKeywordIdCount) return require(false, "a keyword is unknown");
      require(is_sound(keyword), "a keyword's value is out of range");
      if (!problem_.empty()) return;
    }
    for (const SchemaRecord& schema : a_.schemas) {
      require(is_range(schema.first_keyword, schema.keyword_count, a_.keywords.size()),
              "a schema's keywords are out of range");
      if (!problem_.empty()) return;
      const auto keywords = a_.keywords.subspan(schema.first_keyword, schema.keyword_count);
      // Traits that do not follow from the keywords are only an optimization.
      std::uint8_t traits = schema.traits & (SchemaRecord::kFalse | SchemaRecord::kReadOnly);
      for (std::size_t i = 0; i < keywords.size(); ++i) {
        require(i == 0 || keywords[i - 1].id() < keywords[i].id(), "a schema's keywords are out of order");
        traits |= traits_of(keywords[i].id());
      }
      require(traits == schema.traits, "a schema's traits are not those of its keywords");
    }
  }

  bool is_sound(const KeywordRecord& keyword) const {
    const std::uint32_t value = keyword.value, count = keyword.count();
    switch (shape_of(keyword.id())) {
      case KeywordShape::Types:
        return value < 128;
      case KeywordShape::Boolean:
        return value < 2;
      case KeywordShape::Number:
        return value < a_.numbers.size();
      case KeywordShape::Text:
        return is_string(value);
      case KeywordShape::Schema:
        return is_schema(value);
      case KeywordShape::Schemas:
        return are_refs(value, count, [&](std::uint32_t i) { return is_schema(i); });
      case KeywordShape::Names:
        return are_refs(value, count, [&](std::uint32_t i) { return is_string(i); });
      case KeywordShape::Literals:
        return is_range(value, count, a_.literals.size()) && (keyword.id() != KeywordId::Const || count == 1);
      case KeywordShape::Properties:
        return is_range(value, count, a_.properties.size());
      case KeywordShape::Dependencies:
        return is_range(value, count, a_.dependencies.size());
    }
    return false;
  }

  template <typename Predicate>
  bool are_refs(std::uint32_t first, std::uint32_t count, Predicate is_fine) const {
    if (!is_range(first, count, a_.refs.size())) return false;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!is_fine(a_.refs[first + i])) return false;
    }
    return true;
  }

  bool are_strings(std::uint32_t first, std::uint32_t count) const {
    return are_refs(first, count, [&](std::uint32_t i) { return is_string(i); });
  }

  void lists() {
    for (const PropertyRecord& property : a_.properties) {
      if (!is_string(property.name) || !is_schema(property.schema)) return require(false, "a property is out of range");
      require((property.flags & PropertyRecord::kHashBits) == PropertyRecord::hash_of(a_.string(property.name)),
              "a property's hash is wrong");
    }
    for (const DependencyRecord& dependency : a_.dependencies) {
      require(is_string(dependency.name) && are_strings(dependency.first, dependency.count),
              "a dependency is out of range");
    }
    for (const NamedRecord& named : a_.named) {
      require(is_string(named.name) && is_schema(named.schema), "an attribute or definition is out of range");
    }
    for (const EntryRecord& entry : a_.entries) {
      require(is_string(entry.key) && are_strings(entry.first, entry.count), "a table's entry is out of range");
    }
    if (!problem_.empty()) return;
    for (const KeywordRecord& keyword : a_.keywords) {
      if (shape_of(keyword.id()) != KeywordShape::Properties) continue;
      require(is_sorted(a_.properties.subspan(keyword.count() == 0 ? 0 : keyword.value, keyword.count())),
              "properties are out of order");
    }
  }

  void types() {
    for (const TypeRecord& type : a_.types) {
      const bool is_fine = is_string(type.name) && is_schema(type.properties) && is_schema(type.ref) &&
                           is_range(type.first_attribute, type.attribute_count, a_.named.size()) &&
                           is_range(type.first_definition, type.definition_count, a_.named.size()) &&
                           are_strings(type.first_identifier, type.identifier_count);
      if (!is_fine) return require(false, "a resource type is out of range");
      if (type.attribute_count > 0) {
        require(is_sorted(a_.named.subspan(type.first_attribute, type.attribute_count)), "attributes are out of order");
      }
    }
    for (const NamedRecord& named : a_.named_schemas) {
      if (!is_string(named.name) || !is_schema(named.schema)) return require(false, "a named schema is out of range");
    }
    for (const TableRecord& table : a_.tables) {
      if (!is_string(table.name) || !is_range(table.first, table.count, a_.entries.size())) {
        return require(false, "a table is out of range");
      }
      for (std::uint32_t i = 1; i < table.count; ++i) {
        const EntryRecord *before = &a_.entries[table.first + i - 1], *entry = before + 1;
        require(a_.string(before->key) < a_.string(entry->key), "a table is out of order");
      }
    }
    require(are_slots(a_.type_slots, a_.types) && are_slots(a_.schema_slots, a_.named_schemas) &&
                are_slots(a_.table_slots, a_.tables) && are_entry_slots(),
            "names are not found where they belong");
    require(is_sorted(a_.types) && is_sorted(a_.named_schemas) && is_sorted(a_.tables), "names are out of order");
  }

  // Are there slots for so many records, each taken once?
  static bool hold_each(NameSlots slots, std::size_t records) {
    if (records == 0) return slots.empty();
    if (!std::has_single_bit(slots.size()) || slots.size() <= records) return false;
    if (std::any_of(slots.begin(), slots.end(), [&](std::uint32_t slot) { return slot > records; })) return false;
    // The free ones end each search.
    return static_cast<std::size_t>(std::count(slots.begin(), slots.end(), 0U)) == slots.size() - records;
  }

  template <typename Record>
  bool are_slots(NameSlots slots, std::span<const Record> records) const {
    return hold_each(slots, records.size()) && std::all_of(records.begin(), records.end(), [&](const Record& record) {
             return find_named(a_, slots, records, a_.string(record.name)) != nullptr;
           });
  }

  bool are_entry_slots() const {
    if (!hold_each(a_.entry_slots, a_.entries.size())) return false;
    for (const TableRecord& table : a_.tables) {
      for (const EntryRecord& entry : a_.entries.subspan(table.first, table.count)) {
        if (find_entry(a_, a_.string(table.name), a_.string(entry.key)) != &entry) return false;
      }
    }
    return true;
  }

  template <typename Record>
  bool is_sorted(std::span<const Record> records) const {
    for (std::size_t i = 1; i < records.size(); ++i) {
      if (!(a_.string(records[i - 1].name) < a_.string(records[i].name))) return false;
    }
    return true;
  }

  const SchemaArrays& a_;
  std::string problem_;
};

}  // namespace

std::string verify_arrays(const SchemaArrays& arrays) { return ArrayVerifier(arrays).verify(); }

}  // namespace virga
