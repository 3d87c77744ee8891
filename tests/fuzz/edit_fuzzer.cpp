// Any change of any valid text: edits are within the text, and the result is valid or the change is refused.
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "tests/fuzz/check_tree.h"

namespace {

void collect(const virga::Node& node, std::vector<const virga::Node*>& found) {
  if (found.size() > 10'000) return;
  found.push_back(&node);
  for (const virga::Node* item : node.items()) collect(*item, found);
  for (const virga::Member& member : node.members()) collect(*member.value, found);
}

bool change(virga::EditBuilder& edit, const virga::Node& node, unsigned choice, std::uint32_t index) {
  virga::ValueMaker make;
  const virga::Node& value = make.list({&make.text("a: b"), &make.map({{"K", &make.ref("P")}})});
  if (node.is_scalar()) return choice % 2 == 0 ? edit.set_text(node, "x: #") : edit.wrap(node, virga::Function::Sub);
  if (node.is_sequence()) {
    if (choice % 3 == 0 || node.size == 0) return edit.insert_item(node, index % (node.size + 1), value);
    return choice % 3 == 1 ? edit.remove_item(node, index % node.size) : edit.set_item(node, index % node.size, value);
  }
  if (choice % 4 == 0 || node.size == 0) return edit.add_member(node, "Added", value);
  const virga::Member& member = node.members()[index % node.size];
  if (choice % 4 == 1) return edit.remove_member(node, index % node.size);
  return choice % 4 == 2 ? edit.rename_key(member, "Renamed") : edit.set_value(member, value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const virga::SyntaxTree tree = virga::parse(virga::fuzz::source_of(data + 2, size - 2));
  if (!tree.ok()) return 0;
  std::vector<const virga::Node*> nodes;
  collect(*tree.root, nodes);
  virga::EditBuilder edit(tree);
  if (!change(edit, *nodes[data[0] * 31U % nodes.size()], data[1], data[1] / 7U)) {
    virga::fuzz::require(edit.take().empty());
    return 0;
  }
  const std::vector<virga::TextEdit> edits = edit.take();
  virga::fuzz::require(!edits.empty());
  for (const virga::TextEdit& one : edits) virga::fuzz::check_range(tree, one.range);
  const std::string after = virga::apply_edits(tree.source->text(), edits);
  const virga::SyntaxTree again = virga::parse(std::make_shared<const virga::SourceFile>("after", after));
  virga::fuzz::check_tree(again);
  if (again.ok()) virga::changes_only(tree, again, edits);
  return 0;
}
