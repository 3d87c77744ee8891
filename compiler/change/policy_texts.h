// Texts in policies and rules of two sides, in one form.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/change/comparison.h"
#include "compiler/change/side.h"
#include "compiler/model/template.h"
#include "compiler/resolve/text_pieces.h"
#include "compiler/syntax/node.h"

namespace virga {

// Writes values of both sides so that two that are the same are written the same, however a template puts them
// together: an ARN that Fn::GetAtt returns or Fn::Sub spells out, the name of a resource or Ref to it, a resource and
// the same one under a new logical ID. What is not known stands between kOpen and kClose, and is the same only if the
// values certainly are; a parameter that changes has a mark of its side in it. Borrows all that it is made from. Not
// thread-safe.
class PolicyTexts {
public:
  PolicyTexts(const Side& before, const Side& after, Comparison& values, const TemplateChange& change);

  static constexpr char kOpen = '\1', kClose = '\2', kOfOld = '\3', kOfNew = '\4';
  // The text without marks of a side.
  static std::string unmarked(std::string text);

  std::string text_of(const Node& value, bool is_old);
  std::string text_by_default(const Node& value, bool is_old);
  // The same for actions, of which case does not count.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
  std::vector<std::string> actions_of(const Node& value, bool is_old);
  // A text as people read it.
  std::string shown(std::string_view text) const;
  // A value in one form of those that mean the same to IAM: a list of one item is that item, and no order counts.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
  std::string canonical(const Node& value, bool is_old);
  // The items of a list, or the value itself.
  std::vector<std::string> texts_of(const Node& value, bool is_old);
  // Those of a principal, each with its kind: "Service:s3.amazonaws.com". Everyone is "*", and an account its ID, also
  // where the ARN of its root stands for it.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
  std::vector<std::string> principals_of(const Node& value, bool is_old);

  // What the statements or rules of a resource are about: the resources that it names, or itself. What a managed policy
  // allows is about those that it is attached to.
  const std::set<std::string>& subjects_of(const Resource& resource, bool is_old);
  // Whether the resource is the same one, and what its properties say that it is about is certainly the same.
  bool are_about_the_same(const Resource& old, const Resource& now) const;

private:
  const Side& side(bool is_old) const { return is_old ? before_ : after_; }
  std::vector<TextPiece> pieces_of(const Node& value, bool is_old, bool by_default = false) const;
  // Appends what a reference is put together from, where that is known; false if it is not.
  bool add_parts(std::string_view name, bool is_old, std::vector<TextPiece>& out) const;
  std::string written(const std::vector<TextPiece>& pieces, bool is_old);
  std::string reference(const std::string& name, bool is_old) const;
  std::string expression(const Node& node, bool is_old);
  // The resource that the value names, or the value.
  std::string subject(const Node& value, bool is_old);
  void find_attachments(bool is_old);
  // The resources that templates give these names, where no other one has it.
  const std::map<std::string, std::string_view, std::less<>>& names(bool is_old);

  const Side& before_;
  const Side& after_;
  Comparison& values_;
  std::map<std::string, std::string, std::less<>> renamed_;  // new logical ID -> old logical ID
  struct Known {
    const Node* node;
    bool is_old;
    std::size_t id;
  };
  std::vector<Known> expressions_;
  std::size_t last_id_ = 0;
  std::map<std::string, std::string, std::less<>> spelled_;  // actions as a template has them, of those in lower case
  std::map<const Resource*, std::set<std::string>> subjects_;
  // What the managed policies of a template are attached to, of the old side and of the new one.
  std::map<std::string, std::set<std::string>, std::less<>> attached_[2];
  bool has_attachments_[2] = {false, false};
  std::map<std::string, std::string_view, std::less<>> names_[2];
  bool has_names_[2] = {false, false};
};

}  // namespace virga
