// What of a template the rules could judge, for saying that an ignore is not used.
#pragma once

#include <set>
#include <string_view>

#include "rules/engine/compilation.h"

namespace virga {

// The resource of the template that a finding is about; for a generated resource, the one it was made from. Null if it
// is about another part of the template.
const Resource* resource_of(const Template& model, const Diagnostic& finding);

// An error can hide what else is wrong: of a type or a name that is not known nothing is judged, and what is a mistake
// shows once it is mended. So an ignore beside one may still be needed. Borrows the compilation.
class Judgement {
public:
  explicit Judgement(const Compilation& compilation);

  // A finding of the template; of those that are ignored, only what keeps others from being judged counts.
  void add(const Diagnostic& finding, bool is_ignored);

  // Whether the rule could have found something in the resource, or outside of all resources if it is null. The ignore
  // may be needed for another set of parameters, for rules that this run left out, for text that could not be read, or
  // with the template of a nested stack that is not at hand.
  bool covers(std::string_view rule, const Resource* resource) const;

private:
  const Compilation& compilation_;
  bool is_whole_hidden_ = false;
  bool lacks_nested_ = false;
  std::set<const Resource*> hidden_;
};

}  // namespace virga
