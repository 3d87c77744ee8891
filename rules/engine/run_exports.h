// The exports of all templates of a run, for rules about names that stacks share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/syntax/node.h"

namespace virga {

class Snapshot;
class Template;

// The name of an export as far as the template determines it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
class SharedName {
public:
  // Of a string, or of what Fn::Sub and Fn::Join put together (text_pieces()); everything else may be any string.
  static SharedName of(const Node& name);

  // Whether all stacks of an account and region get the same name from this expression: it holds no variables but
  // AWS::AccountId, AWS::Partition, AWS::Region and AWS::URLSuffix. text() is then equal for equal names.
  bool is_fixed() const { return is_fixed_; }
  bool is_literal() const { return !is_open_; }
  // With the variables of a fixed name as ${…}; up to the first variable of any other name.
  const std::string& text() const { return text_; }
  // Whether anything but variables is known.
  bool is_partly_known() const { return !prefix_.empty() || !suffix_.empty(); }
  // False if no values of their variables make the two names equal.
  bool may_equal(const SharedName& other) const;

private:
  void add_text(std::string_view text);
  void add_variable(std::string_view name);  // empty: an expression

  std::string text_;
  std::string prefix_, suffix_;  // what stands before the first variable and after the last one
  bool is_open_ = false;         // it has a variable
  bool is_fixed_ = true;
};

// Filled by the driver before the run, then read by all threads.
class RunExports {
public:
  struct Export {
    std::string file;  // as the user wrote it
    std::uint32_t line = 0;
    SharedName name;
  };

  // The exports of a template. One that cannot be read, or whose outputs a macro makes, may export anything.
  void add(const std::string& file, const Snapshot& snapshot);
  void add_unknown() { is_complete_ = false; }

  // False if a template of the run may export names that are not here.
  bool is_complete() const { return is_complete_; }
  const std::vector<Export>& all() const { return exports_; }
  // The first export with this fixed name, or null.
  const Export* first(const SharedName& fixed) const;
  // Whether one of the exports may have this name.
  bool may_have(const SharedName& name) const;

private:
  std::vector<Export> exports_;
  std::unordered_map<std::string, std::size_t> fixed_;  // text: index of the first
  std::vector<std::size_t> open_;                       // exports with variables
  bool is_complete_ = true;
};

}  // namespace virga
