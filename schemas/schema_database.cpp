#include "schemas/schema_database.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "schemas/database_file.h"
#include "schemas/stored_database.h"

// Defined by schemas/embed.S.
extern "C" {
extern const std::byte virga_database_begin[];
extern const std::byte virga_database_end[];
extern const std::byte virga_documentation_begin[];
extern const std::byte virga_documentation_end[];
}

namespace virga {

namespace {

const TypeRecord& record_of(const SchemaStore* store, std::uint32_t record) { return store->arrays().types[record]; }

// A read-only memory-mapped file.
class MappedFile {
public:
  MappedFile() = default;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
    if (data_ != nullptr) munmap(data_, size_);
  }

  Result<void> map(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    Result<void> mapped;
    if (file < 0 || fstat(file, &status) != 0) {
      mapped = Error{std::strerror(errno)};
    } else if (!S_ISREG(status.st_mode) || status.st_size == 0) {
      mapped = Error{"it is no file with contents"};
    } else {
      void* data = mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
      if (data == MAP_FAILED) {
        mapped = Error{std::strerror(errno)};
      } else {
        data_ = data;
        size_ = static_cast<std::size_t>(status.st_size);
      }
    }
    if (file >= 0) close(file);
    return mapped;
  }

  std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(data_), size_}; }

private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

class FileStore : public SchemaStore {
public:
  void set(const SchemaArrays& arrays) { arrays_ = arrays; }
};

class FileDatabase final : public StoredDatabase {
public:
  void set(const DatabaseView& view, const DocumentationView& documentation) {
    store_.set(view.arrays);
    provenance_ = view.provenance;
    documentation_ = documentation;
  }

  const SchemaStore& store() const override { return store_; }
  std::string_view documentation(std::uint32_t id) const override { return documentation_.text(id); }
  std::string_view provenance() const override { return provenance_; }

  MappedFile file, documentation_file;

private:
  FileStore store_;
  DocumentationView documentation_;
  std::string_view provenance_;
};

}  // namespace

std::string_view ResourceType::name() const { return store_->arrays().string(record_of(store_, record_).name); }

Schema ResourceType::properties() const { return {store_, record_of(store_, record_).properties}; }

Schema ResourceType::ref() const { return {store_, record_of(store_, record_).ref}; }

bool ResourceType::is_stateful() const { return (record_of(store_, record_).flags & 1U) != 0; }

bool ResourceType::accepts_any_attribute() const { return (record_of(store_, record_).flags & 2U) != 0; }

std::uint32_t ResourceType::attribute_count() const { return record_of(store_, record_).attribute_count; }

Attribute ResourceType::attribute(std::uint32_t i) const {
  const NamedRecord& named = store_->arrays().named[record_of(store_, record_).first_attribute + i];
  return {store_->arrays().string(named.name), Schema(store_, named.schema)};
}

std::optional<Attribute> ResourceType::find_attribute(std::string_view name) const {
  std::uint32_t low = 0, high = attribute_count();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const Attribute candidate = attribute(middle);
    if (candidate.name == name) return candidate;
    if (candidate.name < name)
      low = middle + 1;
    else
      high = middle;
  }
  return std::nullopt;
}

std::uint32_t ResourceType::primary_identifier_count() const { return record_of(store_, record_).identifier_count; }

std::string_view ResourceType::primary_identifier(std::uint32_t i) const {
  const SchemaArrays& arrays = store_->arrays();
  return arrays.string(arrays.refs[record_of(store_, record_).first_identifier + i]);
}

std::uint32_t ResourceType::definition_count() const { return record_of(store_, record_).definition_count; }

Attribute ResourceType::definition(std::uint32_t i) const {
  const NamedRecord& named = store_->arrays().named[record_of(store_, record_).first_definition + i];
  return {store_->arrays().string(named.name), Schema(store_, named.schema)};
}

std::uint32_t ResourceType::documentation() const { return record_of(store_, record_).documentation; }

const SchemaDatabase& SchemaDatabase::built_in() {
  static const FileDatabase* const database = [] {
    auto* built_in = new FileDatabase();
    built_in->set(trust_database({virga_database_begin, virga_database_end}),
                  trust_documentation({virga_documentation_begin, virga_documentation_end}));
    return built_in;
  }();
  return *database;
}

Result<std::unique_ptr<SchemaDatabase>> SchemaDatabase::open(const std::string& path) {
  auto database = std::make_unique<FileDatabase>();
  const auto failed = [](const std::string& file, const std::string& reason) {
    return Error{"cannot use the database " + file + ": " + reason};
  };
  if (const auto mapped = database->file.map(path); !mapped) return failed(path, mapped.message());
  const Result<DatabaseView> view = read_database(database->file.bytes());
  if (!view) return failed(path, view.message());
  DocumentationView documentation;
  const std::string beside = path + std::string(kDocumentationSuffix);
  if (access(beside.c_str(), F_OK) == 0) {
    if (const auto mapped = database->documentation_file.map(beside); !mapped) return failed(beside, mapped.message());
    const Result<DocumentationView> texts = read_documentation(database->documentation_file.bytes());
    if (!texts) return failed(beside, texts.message());
    documentation = *texts;
  }
  database->set(*view, documentation);
  return std::unique_ptr<SchemaDatabase>(std::move(database));
}

}  // namespace virga
