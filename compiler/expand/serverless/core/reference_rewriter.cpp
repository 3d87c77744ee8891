#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

std::vector<std::string_view> split_dots(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    parts.push_back(text.substr(0, dot));
    text.remove_prefix(dot + 1);
  }
  parts.push_back(text);
  return parts;
}

// Walks the whole template once and looks up both kinds of names for each reference.
class Rewriter {
public:
  explicit Rewriter(SamContext& context) : context_(context) {}

  void walk(Value& value) {
    if (value.is_mapping() && value.size() == 1) rewrite(value.entries()[0]);
    for (const Entry& entry : value.entries()) walk(*entry.value);
    for (Value* item : value.items()) walk(*item);
  }

  // DependsOn of one resource.
  void depends_on(Value& names) {
    if (names.is_string()) {
      const std::string id = changed(names.text());
      if (!id.empty()) replace(names, id);
    }
    for (Value* item : names.items()) {
      if (item->is_string()) depends_on(*item);
    }
  }

private:
  std::string changed(std::string_view id) const {
    const auto found = context_.changed_ids.find(id);
    return found == context_.changed_ids.end() ? std::string() : found->second;
  }

  void replace(Value& text, std::string_view with) {
    Value* made = context_.make.string(with);
    made->set_provenance(text.provenance());
    text.become(*made);
  }

  void rewrite(const Entry& call) {
    const std::string_view function = call.key->text();
    if (function == "Ref") {
      if (call.value->is_string()) ref(*call.value);
    } else if (function == "Fn::GetAtt") {
      get_att(*call.value);
    } else if (function == "Fn::Sub") {
      if (call.value->is_string()) {
        sub(*call.value);
      } else if (!call.value->items().empty() && call.value->items()[0]->is_string()) {
        sub(*call.value->items()[0]);
      }
    }
  }

  // "Layer" -> "Layer1a2b3c4d5e"; "Function.Alias" -> "FunctionAliaslive".
  void ref(Value& name) {
    const std::string_view text = name.text();
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) {
      if (const std::string id = changed(text); !id.empty()) replace(name, id);
      return;
    }
    const std::string_view target = context_.referable.find(text.substr(0, dot), text.substr(dot + 1));
    if (!target.empty()) replace(name, target);
  }

  // ["Layer", "Arn"]; and ["Function.Alias", "Arn"] or ["Function", "Alias.Arn"], however it is split.
  void get_att(Value& list) {
    std::string joined;
    for (const Value* item : list.items()) {
      if (!item->is_string()) return;
      if (!joined.empty()) joined += '.';
      joined += item->text();
    }
    if (list.items().size() < 2) return;
    const std::vector<std::string_view> parts = split_dots(joined);
    if (parts.size() < 2) return;
    std::string first = changed(parts[0]);
    std::size_t rest = 1;
    if (first.empty()) {
      first = context_.referable.find(parts[0], parts[1]);
      rest = 2;
    }
    if (first.empty()) return;
    Value* made = context_.make.list({context_.make.string(first)});
    for (std::size_t i = rest; i < parts.size(); ++i) made->append(context_.make.string(parts[i]));
    for (Value* item : made->items()) item->set_provenance(list.items()[0]->provenance());
    made->set_provenance(list.provenance());
    list.become(*made);
  }

  void sub(Value& text) {
    std::string out;
    bool replaced = false;
    for (const SubPart& part : SubText(text.text())) {
      const bool is_name = part.is_variable() && part.is_tight() && is_sub_reference(part.name);
      const std::string other = is_name ? substitute(part.name) : std::string();
      replaced = replaced || !other.empty();
      out += other.empty() ? std::string(part.written) : fmt::format("${{{}}}", other);
    }
    if (replaced) replace(text, out);
  }

  std::string substitute(std::string_view name) const {
    const std::vector<std::string_view> parts = split_dots(name);
    std::string first = changed(parts[0]);
    std::size_t rest = 1;
    if (first.empty() && parts.size() > 1) {
      first = context_.referable.find(parts[0], parts[1]);
      rest = 2;
    }
    for (std::size_t i = rest; !first.empty() && i < parts.size(); ++i) first += fmt::format(".{}", parts[i]);
    return first;
  }

  SamContext& context_;
};

}  // namespace

void rewrite_references(SamContext& context) {
  if (context.changed_ids.empty() && context.referable.empty()) return;
  Rewriter rewriter(context);
  for (const Entry& resource : context.root.get("Resources")->entries()) {
    if (Value* names = resource.value->get("DependsOn")) rewriter.depends_on(*names);
  }
  rewriter.walk(context.root);
}

}  // namespace virga
