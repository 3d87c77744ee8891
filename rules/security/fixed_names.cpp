// V9008: images that stand in the template; fixed_places.cpp has the accounts.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/support/characters.h"
#include "rules/engine/compilation.h"
#include "rules/security/checks.h"
#include "rules/security/text_scan.h"

namespace virga {
namespace {

bool is_image(std::string_view text) {
  return text.starts_with("ami-") && text.size() >= 12 && text.size() <= 21 &&
         std::all_of(text.begin() + 4, text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// The parameter for an image: an existing one, or the name of a new one.
struct ImageParameter {
  std::string name;
  bool is_new = true;
};

ImageParameter image_parameter(const Template& model, std::string_view image) {
  for (const Parameter& parameter : model.parameters()) {
    const Node* value = parameter.default_value;
    if (parameter.type == "AWS::EC2::Image::Id" && value != nullptr && value->is_string() && value->text() == image) {
      return {std::string(parameter.name()), false};
    }
  }
  std::string name = "ImageId";
  for (int i = 2; model.find_parameter(name) != nullptr || model.find_resource(name) != nullptr; ++i) {
    name = fmt::format("ImageId{}", i);
  }
  return {name};
}

// Replaces an ImageId by a parameter whose default is the image, so that stacks in other regions can use another one.
std::optional<Fix> parameter_fix(const Compilation& compilation, const Node& image, const Location& where) {
  if (where.key == nullptr || where.key->text() != "ImageId" || where.parent == nullptr) return std::nullopt;
  const Template& model = compilation.model();
  const ImageParameter parameter = image_parameter(model, image.text());
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  if (!edit.replace(*where.parent->value, image, make.ref(parameter.name))) return std::nullopt;
  if (parameter.is_new) {
    const Node& body = make.map({{"Type", &make.text("AWS::EC2::Image::Id")}, {"Default", &make.text(image.text())}});
    const Node* section = model.section_body(Section::Parameters);
    const bool is_added = section != nullptr
                              ? edit.add_member(*section, parameter.name, body)
                              : edit.add_member(*model.root(), "Parameters", make.map({{parameter.name, &body}}));
    if (!is_added) return std::nullopt;
  }
  return edit.take_fix(fmt::format("Use the parameter '{}'", parameter.name), FixSafety::Unsafe);
}

}  // namespace

void check_fixed_names(const Compilation& compilation, Reporter& reporter) {
  each_string_of(
      compilation.model(), {Section::Resources, Section::Outputs}, [&](const Node& text, const Location& where) {
        if (is_image(text.text())) {
          reporter.report(
              finding("V9008", where,
                      fmt::format("Hard-coded image {}, which only exists in one region and gets outdated; use a "
                                  "parameter of type AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
                                  text.text()))
                  .fix(parameter_fix(compilation, text, where)));
        }
      });
  check_fixed_places(compilation, reporter);
}

}  // namespace virga
