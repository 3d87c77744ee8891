#include "schemas/database_file.h"

#include <flatbuffers/flatbuffers.h>

#include <bit>
#include <cstring>

#include "database_generated.h"
#include "documentation_generated.h"

namespace virga {

static_assert(std::endian::native == std::endian::little, "records are read in place");

namespace {

// Whether a record of schema_store.h has the layout of its struct in database.fbs.
template <typename Record, typename Entry>
constexpr bool kSameLayout = sizeof(Record) == sizeof(Entry) && alignof(Record) == alignof(Entry);
static_assert(kSameLayout<SchemaRecord, format::SchemaEntry>);
static_assert(kSameLayout<KeywordRecord, format::KeywordEntry>);
static_assert(kSameLayout<LiteralRecord, format::LiteralEntry>);
static_assert(kSameLayout<PropertyRecord, format::PropertyEntry>);
static_assert(kSameLayout<DependencyRecord, format::DependencyEntry>);
static_assert(kSameLayout<NamedRecord, format::NamedEntry>);
static_assert(kSameLayout<TypeRecord, format::TypeEntry>);
static_assert(kSameLayout<TableRecord, format::TableEntry>);
static_assert(kSameLayout<EntryRecord, format::KeyEntry>);

template <typename Entry, typename Record>
auto write_structs(flatbuffers::FlatBufferBuilder& builder, std::span<const Record> records) {
  return builder.CreateVectorOfStructs(reinterpret_cast<const Entry*>(records.data()), records.size());
}

auto write_text(flatbuffers::FlatBufferBuilder& builder, std::string_view text) {
  return builder.CreateVector(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

template <typename Scalar>
auto write_scalars(flatbuffers::FlatBufferBuilder& builder, std::span<const Scalar> scalars) {
  return builder.CreateVector(scalars.data(), scalars.size());
}

template <typename Record, typename Vector>
std::span<const Record> view_of(const Vector* vector) {
  if (vector == nullptr) return {};
  return {reinterpret_cast<const Record*>(vector->Data()), vector->size()};
}

std::string_view text_of(const flatbuffers::Vector<std::uint8_t>* vector) {
  if (vector == nullptr) return {};
  return {reinterpret_cast<const char*>(vector->data()), vector->size()};
}

std::vector<std::byte> bytes_of(const flatbuffers::FlatBufferBuilder& builder) {
  const auto* data = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
  return {data, data + builder.GetSize()};
}

DatabaseView view_of(const format::Database& file) {
  DatabaseView view;
  view.arrays.string_offsets = view_of<std::uint32_t>(file.string_offsets());
  view.arrays.string_bytes = text_of(file.string_bytes());
  view.arrays.numbers = view_of<double>(file.numbers());
  view.arrays.refs = view_of<std::uint32_t>(file.refs());
  view.arrays.literals = view_of<LiteralRecord>(file.literals());
  view.arrays.properties = view_of<PropertyRecord>(file.properties());
  view.arrays.dependencies = view_of<DependencyRecord>(file.dependencies());
  view.arrays.keywords = view_of<KeywordRecord>(file.keywords());
  view.arrays.schemas = view_of<SchemaRecord>(file.schemas());
  view.arrays.named = view_of<NamedRecord>(file.named());
  view.arrays.types = view_of<TypeRecord>(file.types());
  view.arrays.named_schemas = view_of<NamedRecord>(file.named_schemas());
  view.arrays.tables = view_of<TableRecord>(file.tables());
  view.arrays.entries = view_of<EntryRecord>(file.entries());
  view.arrays.type_slots = view_of<std::uint32_t>(file.type_slots());
  view.arrays.schema_slots = view_of<std::uint32_t>(file.schema_slots());
  view.arrays.table_slots = view_of<std::uint32_t>(file.table_slots());
  view.arrays.entry_slots = view_of<std::uint32_t>(file.entry_slots());
  if (file.provenance() != nullptr) view.provenance = file.provenance()->string_view();
  return view;
}

DocumentationView view_of(const format::Documentation& file) {
  return {view_of<std::uint32_t>(file.offsets()), text_of(file.bytes())};
}

flatbuffers::Verifier verifier_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), 16, 1000};
}

bool has_identifier(std::span<const std::byte> bytes, const char* identifier) {
  return bytes.size() >= 16 && std::memcmp(bytes.data() + 4, identifier, 4) == 0;
}

std::string version_error(std::uint32_t version) {
  return "it is of format version " + std::to_string(version) + ", but this program reads version " +
         std::to_string(kDatabaseVersion);
}

}  // namespace

std::vector<std::byte> write_database(const SchemaArrays& arrays, std::string_view provenance) {
  flatbuffers::FlatBufferBuilder builder(4U << 20U);
  const auto string_offsets = write_scalars(builder, arrays.string_offsets);
  const auto string_bytes = write_text(builder, arrays.string_bytes);
  const auto numbers = write_scalars(builder, arrays.numbers);
  const auto refs = write_scalars(builder, arrays.refs);
  const auto literals = write_structs<format::LiteralEntry>(builder, arrays.literals);
  const auto properties = write_structs<format::PropertyEntry>(builder, arrays.properties);
  const auto dependencies = write_structs<format::DependencyEntry>(builder, arrays.dependencies);
  const auto keywords = write_structs<format::KeywordEntry>(builder, arrays.keywords);
  const auto schemas = write_structs<format::SchemaEntry>(builder, arrays.schemas);
  const auto named = write_structs<format::NamedEntry>(builder, arrays.named);
  const auto types = write_structs<format::TypeEntry>(builder, arrays.types);
  const auto named_schemas = write_structs<format::NamedEntry>(builder, arrays.named_schemas);
  const auto tables = write_structs<format::TableEntry>(builder, arrays.tables);
  const auto entries = write_structs<format::KeyEntry>(builder, arrays.entries);
  const auto type_slots = write_scalars(builder, arrays.type_slots);
  const auto schema_slots = write_scalars(builder, arrays.schema_slots);
  const auto table_slots = write_scalars(builder, arrays.table_slots);
  const auto entry_slots = write_scalars(builder, arrays.entry_slots);
  const auto source = builder.CreateString(provenance.data(), provenance.size());
  format::FinishDatabaseBuffer(
      builder,
      format::CreateDatabase(builder, kDatabaseVersion, source, string_offsets, string_bytes, numbers, refs, literals,
                             properties, dependencies, keywords, schemas, named, types, named_schemas, tables, entries,
                             type_slots, schema_slots, table_slots, entry_slots));
  return bytes_of(builder);
}

std::vector<std::byte> write_documentation(const std::vector<std::string>& texts) {
  std::vector<std::uint32_t> offsets = {0};
  std::string bytes;
  for (const std::string& text : texts) {
    bytes += text;
    offsets.push_back(static_cast<std::uint32_t>(bytes.size()));
  }
  flatbuffers::FlatBufferBuilder builder(8U << 20U);
  const auto offset_vector = builder.CreateVector(offsets);
  const auto byte_vector = write_text(builder, bytes);
  format::FinishDocumentationBuffer(builder,
                                    format::CreateDocumentation(builder, kDatabaseVersion, offset_vector, byte_vector));
  return bytes_of(builder);
}

Result<DatabaseView> read_database(std::span<const std::byte> bytes) {
  if (!has_identifier(bytes, format::DatabaseIdentifier())) return Error{"it is no database of facts"};
  flatbuffers::Verifier verifier = verifier_of(bytes);
  if (!format::VerifyDatabaseBuffer(verifier)) return Error{"it is damaged: its structure does not hold together"};
  const format::Database& file = *format::GetDatabase(bytes.data());
  if (file.version() != kDatabaseVersion) return Error{version_error(file.version())};
  DatabaseView view = view_of(file);
  if (const std::string problem = verify_arrays(view.arrays); !problem.empty()) {
    return Error{"it is damaged: " + problem};
  }
  return view;
}

Result<DocumentationView> read_documentation(std::span<const std::byte> bytes) {
  flatbuffers::Verifier verifier = verifier_of(bytes);
  if (!has_identifier(bytes, format::DocumentationIdentifier()) || !format::VerifyDocumentationBuffer(verifier)) {
    return Error{"it is no documentation of facts, or damaged"};
  }
  const format::Documentation& file = *format::GetDocumentation(bytes.data());
  if (file.version() != kDatabaseVersion) return Error{version_error(file.version())};
  return view_of(file);
}

DatabaseView trust_database(std::span<const std::byte> bytes) { return view_of(*format::GetDatabase(bytes.data())); }

DocumentationView trust_documentation(std::span<const std::byte> bytes) {
  return view_of(*format::GetDocumentation(bytes.data()));
}

// Checks offsets on each use, since documentation is read rarely and one text at a time.
std::string_view DocumentationView::text(std::uint32_t id) const {
  if (id >= count()) return {};
  const std::uint32_t begin = offsets[id], end = offsets[id + 1];
  return begin <= end && end <= bytes.size() ? bytes.substr(begin, end - begin) : std::string_view();
}

}  // namespace virga
