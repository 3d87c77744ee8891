// Which templates of a run read others of it: nested stacks, stack sets, included parts.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "compiler/driver/lint_run.h"

namespace virga {

// Jobs are named by their index. Immutable.
class RunReaders {
public:
  // Looks into every template of the run once if there are several. A file that two jobs name counts for the first.
  static RunReaders find(std::span<const LintJob> jobs, unsigned threads);

  // The jobs whose findings may depend on the file of this one, directly or through others.
  std::vector<std::size_t> of(std::size_t job) const;

  // All that read another or are read, in levels: each job after those that read it, so that no job of a level reads
  // another of it. Those of a circle have a level each, in the order of the run.
  std::vector<std::vector<std::size_t>> levels() const;

private:
  std::vector<std::vector<std::size_t>> readers_;  // direct ones
  std::vector<std::vector<std::size_t>> read_;     // what each reads
};

}  // namespace virga
