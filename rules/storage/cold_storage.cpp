// E3504: how long a backup stays in cold storage.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-backup-backupplan-lifecycleresourcetype.html
#include <fmt/format.h>

#include "rules/storage/checks.h"

namespace virga {

void check_cold_storage(Validation& validation, const Node& lifecycle, const Location& where) {
  constexpr std::int64_t kLeastDays = 90;
  const Node* moved = lifecycle.get("MoveToColdStorageAfterDays");
  const Member* deleted = lifecycle.find("DeleteAfterDays");
  std::int64_t from = 0, to = 0;
  if (moved == nullptr || deleted == nullptr || !to_integer(*moved, from) || !to_integer(*deleted->value, to)) return;
  if (to >= from + kLeastDays) return;
  validation.fail(validation.context(), "E3504", validation.at(where, *deleted),
                  fmt::format("A backup must stay in cold storage for at least {} days; set this to {} or more",
                              kLeastDays, from + kLeastDays));
}

}  // namespace virga
