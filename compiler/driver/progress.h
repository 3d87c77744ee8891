// A line on the terminal that says how far a long run has come.
#pragma once

#include <chrono>
#include <cstddef>

namespace virga {

// Shows itself on standard error when that is a terminal and the run is longer than a second; wipes itself away at the
// end and before other output (clear). One thread at a time.
class Progress {
public:
  explicit Progress(std::size_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void step();
  // Takes the line of the run that is under way off the terminal; the next step shows it again.
  static void clear();

private:
  std::size_t total_;
  std::size_t done_ = 0;
  bool enabled_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace virga
