// What tests of fixes share: texts as a run of fixes leaves them.
#pragma once

#include <memory>
#include <string>

#include "rules/engine/fixer.h"

namespace virga {

inline LintOptions options() {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  return options;
}

inline SourceFilePtr source(const std::string& text) { return std::make_shared<const SourceFile>("template", text); }

inline std::string fixed(const std::string& text, const FixRunOptions& wanted = {}) {
  return std::string(fix_template(source(text), options(), wanted).source->text());
}

inline const std::string kHead = "Resources:\n  Logs:\n    Type: AWS::S3::Bucket\n";

}  // namespace virga
