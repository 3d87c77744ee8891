// What a secret takes the place of, or what takes its place, may be that secret: a password that the old version
// writes, and the new one has in a NoEcho parameter.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/change/comparison.h"
#include "compiler/change/side.h"
#include "compiler/syntax/node.h"

namespace virga {

// Whether the value is a secret, or one is part of it.
bool has_secret(const Side& side, const Node& value);

// What must not be shown of the differences of two values because one version has a secret where the other one has
// none: texts that only the latter has. In one case of a condition that is enough: the text is the same one in the
// others, whatever takes its place there. Borrows the sides and the trees.
class ReplacedSecrets {
public:
  ReplacedSecrets(const Side& before, const Side& after, std::span<const Difference> differences);

  // The secrets of a version's value in one of the differences; nothing if the side knows them all.
  std::optional<Secrets> of_old(const Difference& difference) const {
    return of(before_, difference.before, difference);
  }
  std::optional<Secrets> of_new(const Difference& difference) const { return of(after_, difference.after, difference); }
  // The parameters that are all of such a value.
  const ParameterNames& parameters() const { return parameters_; }

private:
  using Texts = std::unordered_map<std::string_view, std::string>;

  void find(const Side& side, const Node* value, const Side& other_side, const Node* other,
            const std::vector<std::string>& path);
  std::optional<Secrets> of(const Side& side, const Node* value, const Difference& difference) const;

  const Side& before_;
  const Side& after_;
  std::unordered_map<const Node*, std::string> scalars_;  // and what is shown instead of each
  std::map<std::vector<std::string>, Texts> at_;          // the same texts at the same place
  std::unordered_set<const Node*> values_;
  ParameterNames parameters_;
};

}  // namespace virga
