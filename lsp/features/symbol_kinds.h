// LSP's `SymbolKind`.
#pragma once

#include "lsp/queries/occurrences.h"

namespace virga::lsp {

inline constexpr int kNamespaceSymbol = 3;
inline constexpr int kPropertySymbol = 7;

inline int symbol_kind_number(NameKind kind) {
  switch (kind) {
    case NameKind::Resource:
      return 5;  // Class
    case NameKind::Parameter:
      return 13;  // Variable
    case NameKind::Condition:
    case NameKind::Rule:
      return 17;  // Boolean
    case NameKind::Mapping:
      return 23;  // Struct
    case NameKind::MappingKey:
    case NameKind::MappingField:
      return 20;  // Key
    case NameKind::Output:
      return 8;  // Field
    case NameKind::Export:
      return 14;  // Constant
    case NameKind::State:
      return 24;  // Event
    case NameKind::File:
      return 1;  // File
    default:
      return 13;
  }
}

}  // namespace virga::lsp
