// Which statements and rules of an update open something to everyone, or give everything.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/change/access_rows.h"
#include "compiler/change/template_comparison.h"

namespace virga {

// Collects rows of the new side, and tells of those that allow more than all rows of the old side about the same
// subject did together, in every case. What was open under another logical ID, in several statements or rules, with a
// wider pattern or in another notation, is not opened; but where it is not certain that it was open, it is told.
// Borrows all that it is made from.
class OpenedAccess {
public:
  OpenedAccess(const AccessReader& before, const AccessReader& after)
      : before_(before), after_(after), values_(after.values) {}

  // A row that `resource` has after the update. `via`: what makes it another one, if that is not the resource itself.
  void add(const AccessRow& row, const Resource& resource, const Resource* via = nullptr);
  // Adds a risk for each that is opened.
  void tell(TemplateChange& change);

private:
  struct Candidate {
    AccessRow row;
    const Resource* resource;
    const Resource* via = nullptr;
  };
  struct Old {
    const AccessRow* row;
    const Resource* resource;
  };

  // All rows of the old side that are of the kind of the new one, about a subject of it.
  std::vector<Old> olds_about(const std::string& subject, const Candidate& now);
  const std::vector<AccessRow>& rows_of(const AccessReader& reader, const Resource& resource);
  void find_subjects();
  // Adds the statements of managed policies of the template that are attached to something.
  void add_attached(const TemplateChange& change);

  bool was_open(const Candidate& now);
  bool statement_was_open(const Candidate& now, const std::string& subject, const std::vector<Old>& olds);
  bool rule_was_open(const Candidate& now, const std::vector<Old>& olds);
  // Statements about a subject that deny something: those that are not there any more as they were, and all that are
  // there now.
  struct Denials {
    std::vector<const AccessRow*> gone, now;
    // Of one that is gone, those that are there now about some of the same.
    std::map<const AccessRow*, std::vector<const AccessRow*>> instead = {};
  };
  Denials& denials_about(const std::string& subject, const std::vector<Old>& olds);
  // What no statement denies any more of what the row allows: "iam:*", "s3:* on a/*". Empty if there is nothing.
  std::string lifted_denial(const Reach& reach, const AccessRow& now, const std::string& subject,
                            const std::vector<Old>& olds);
  std::string no_longer_denied(const AccessRow& denial, const Reach& reach,
                               const std::vector<const AccessRow*>& others) const;
  // What a statement allows to everyone, for a message.
  std::string allowed_by(const AccessRow& row) const;
  // Whether `is_covered` holds in the case, or in both halves of it, by a condition of one of the rows.
  template <typename IsCovered>
  bool in_all_cases(const SettledCase& in, const std::vector<Old>& olds, const IsCovered& is_covered, int depth);

  const AccessReader& before_;
  const AccessReader& after_;
  Comparison& values_;
  std::vector<Candidate> candidates_, attachments_;
  bool has_subjects_ = false;
  std::map<std::string, std::vector<const Resource*>, std::less<>> old_subjects_, new_subjects_;
  std::map<const Resource*, std::vector<AccessRow>> rows_;
  std::map<std::string, Denials, std::less<>> denials_;
  std::string lifted_;  // lifted_denial() of the last statement that was_open() looked at
};

}  // namespace virga
