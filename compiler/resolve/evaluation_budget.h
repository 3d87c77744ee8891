// Limits the work of evaluating functions.
#pragma once

#include <cstddef>

namespace virga {

// Values made (or steps of combining them), and bytes of text.
struct Work {
  std::size_t values = 0;
  std::size_t bytes = 0;

  // Adds to the work done; false if it then exceeds `most`.
  bool add(std::size_t more_values, std::size_t more_bytes, const Work& most) {
    values += more_values;
    bytes += more_bytes;
    return values <= most.values && bytes <= most.bytes;
  }
};

// Counts work per expression, so that one huge expression does not affect the others, and in total per template. Not
// thread-safe.
class EvaluationBudget {
public:
  enum class Verdict : unsigned char { Within, ExpressionTooLarge, TemplateTooLarge };

  constexpr EvaluationBudget(Work most_of_expression, Work most_of_template)
      : most_of_expression_(most_of_expression), most_of_template_(most_of_template) {}

  void begin_expression() { expression_ = {}; }
  Verdict spend(std::size_t values, std::size_t bytes) {
    const bool template_fits = template_.add(values, bytes, most_of_template_);
    const bool expression_fits = expression_.add(values, bytes, most_of_expression_);
    if (!template_fits) return Verdict::TemplateTooLarge;
    return expression_fits ? Verdict::Within : Verdict::ExpressionTooLarge;
  }

private:
  Work most_of_expression_;
  Work most_of_template_;
  Work expression_;
  Work template_;
};

}  // namespace virga
