#include "compiler/resolve/text_pieces.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "compiler/resolve/sub_text.h"
#include "compiler/syntax/member_index.h"

namespace virga {
namespace {

// The most nodes and bytes of one text to take apart; a variable of Fn::Sub may be used more than once.
constexpr std::size_t kMaxNodes = 4'000;
constexpr std::size_t kMaxText = 1'000'000;

// "A.B.C" from either form of Fn::GetAtt; empty if a part is a function.
std::string attribute_name(const Node& argument) {
  std::string name(argument.text());
  for (const Node* item : argument.items()) {
    if (!item->is_scalar()) return {};
    if (!name.empty()) name += '.';
    name += item->text();
  }
  return name;
}

class TextPieces {
public:
  // Nullopt if it is too much.
  std::optional<std::vector<TextPiece>> run(const Node& node) {
    add(node);
    if (nodes_ > kMaxNodes || bytes_ > kMaxText) return std::nullopt;
    return std::move(pieces_);
  }

private:
  void add(const Node& node) {
    if (++nodes_ > kMaxNodes || bytes_ > kMaxText) return;
    if (node.is_scalar()) return literal(node.text());
    if (is_text_function(node)) {
      const Node& argument = *node.argument();
      if (node.function == Function::Ref && argument.is_scalar()) return reference(std::string(argument.text()));
      if (node.function == Function::GetAtt) {
        if (std::string name = attribute_name(argument); !name.empty()) return reference(std::move(name));
      }
      if (node.function == Function::Join && join(argument)) return;
      if (node.function == Function::Sub && sub(argument)) return;
    }
    pieces_.push_back({TextPiece::Kind::Expression, {}, &node});
  }

  void literal(std::string_view text) {
    bytes_ += text.size();
    if (text.empty()) return;
    if (pieces_.empty() || pieces_.back().kind != TextPiece::Kind::Literal) pieces_.emplace_back();
    pieces_.back().text += text;
  }

  void reference(std::string name) {
    bytes_ += name.size();
    pieces_.push_back({TextPiece::Kind::Reference, std::move(name), nullptr});
  }

  bool join(const Node& argument) {
    if (!argument.is_sequence() || argument.size != 2) return false;
    const Node& delimiter = *argument.items()[0];
    const Node& list = *argument.items()[1];
    if (!delimiter.is_scalar() || !list.is_sequence()) return false;
    // An item that may be AWS::NoValue takes its delimiter along.
    const auto may_be_absent = [](const Node* item) {
      return item->function == Function::If ||
             (item->function == Function::Ref && item->argument()->text() == "AWS::NoValue");
    };
    const auto items = list.items();
    if (std::any_of(items.begin(), items.end(), may_be_absent)) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) literal(delimiter.text());
      add(*items[i]);
    }
    return true;
  }

  bool sub(const Node& argument) {
    const bool is_list = argument.is_sequence() && argument.size == 2;
    const Node& text = is_list ? *argument.items()[0] : argument;
    const Node* variables = is_list ? argument.items()[1] : nullptr;
    if (!text.is_scalar() || (variables != nullptr && !variables->is_mapping())) return false;
    const MemberIndex defined(variables);
    for (const SubPart& part : SubText(text.text())) {
      if (!part.is_variable()) {
        std::string out;
        part.append_to(out);
        literal(out);
      } else if (const Member* own = defined.find(part.name)) {
        add(*own->value);
      } else {
        ++nodes_;
        reference(std::string(part.name));
      }
      if (nodes_ > kMaxNodes || bytes_ > kMaxText) break;
    }
    return true;
  }

  std::vector<TextPiece> pieces_;
  std::size_t nodes_ = 0, bytes_ = 0;
};

}  // namespace

bool is_text_function(const Node& node) {
  return node.function == Function::Ref || node.function == Function::GetAtt || node.function == Function::Join ||
         node.function == Function::Sub;
}

std::optional<std::vector<TextPiece>> text_pieces(const Node& node) { return TextPieces().run(node); }

}  // namespace virga
