// Shows the progress of a long run on the terminal.
#pragma once

#include <chrono>
#include <cstddef>

namespace virga {

// Shown on standard error if that is a terminal and the run takes longer than a second; erased at the end and before
// other output (clear). Not thread-safe.
class Progress {
public:
  explicit Progress(std::size_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void step();
  // Erases the progress line of the current run; the next step shows it again.
  static void clear();

private:
  std::size_t total_;
  std::size_t done_ = 0;
  bool enabled_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace virga
