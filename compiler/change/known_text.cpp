#include "compiler/change/known_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "schemas/schema_database.h"

namespace virga {
namespace {

// Names may be made of names, each of which is looked up; no deeper than this.
constexpr int kMaxDepth = 4;
// The most pieces of one text.
constexpr std::size_t kMaxPieces = 4'000;

// Services that keep names in lower case, so that Ref may be another text than the template's.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
constexpr std::string_view kFolded[] = {
    "AWS::DAX::",     "AWS::DocDB::", "AWS::ElastiCache::", "AWS::MemoryDB::",
    "AWS::Neptune::", "AWS::RDS::",   "AWS::Redshift::",    "AWS::OpenSearchService::"};

bool is_folded(std::string_view type) {
  return std::any_of(std::begin(kFolded), std::end(kFolded),
                     [&](std::string_view one) { return type.starts_with(one); });
}

// Types whose Ref is their name, though it takes more than that to tell two of them apart.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
constexpr std::string_view kNamedWithin[] = {"AWS::ApiGateway::Stage"};

bool is_lower(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

class KnownText {
public:
  KnownText(const Side& side, bool by_default) : side_(side), by_default_(by_default) {}

  std::optional<std::vector<TextPiece>> run(const std::vector<TextPiece>& pieces) {
    add(pieces, 0);
    if (!found_ || text_.size() > kMaxPieces) return std::nullopt;
    return std::move(text_);
  }

private:
  void add(const std::vector<TextPiece>& pieces, int depth) {
    for (const TextPiece& piece : pieces) {
      if (text_.size() > kMaxPieces) return;
      if (piece.kind == TextPiece::Kind::Literal) {
        literal(piece.text);
      } else if (piece.kind == TextPiece::Kind::Reference && reference(piece.text, depth)) {
        found_ = true;
      } else {
        text_.push_back(piece);
      }
    }
  }

  void literal(std::string_view text) {
    if (text.empty()) return;
    if (text_.empty() || text_.back().kind != TextPiece::Kind::Literal) text_.emplace_back();
    text_.back().text += text;
  }

  bool reference(std::string_view name, int depth) {
    const Resource* resource = side_.model().find_resource(name);
    if (resource == nullptr) {
      std::optional<std::string> text = side_.text_of(name);
      if (!text && by_default_) {
        if (const auto other = side_.default_text(name)) text = std::string(*other);
      }
      if (text) literal(*text);
      return text.has_value();
    }
    const SchemaDatabase& facts = *side_.snapshot().options().facts;
    if (depth >= kMaxDepth || !is_known_by_name(facts, resource->type)) return false;
    const Node* own = own_name(facts, *resource);
    const auto pieces = own == nullptr ? std::nullopt : text_pieces(*own);
    if (!pieces) return false;
    const auto is_kept = [](const TextPiece& one) {
      return one.kind == TextPiece::Kind::Literal && is_lower(one.text);
    };
    if (is_folded(resource->type) && !std::all_of(pieces->begin(), pieces->end(), is_kept)) return false;
    add(*pieces, depth + 1);
    return true;
  }

  const Side& side_;
  const bool by_default_;
  std::vector<TextPiece> text_;
  bool found_ = false;
};

}  // namespace

bool is_looked_up(std::string_view text) { return text.find("{{resolve:") != std::string_view::npos; }

bool is_known_by_name(const SchemaDatabase& facts, std::string_view type) {
  if (std::find(std::begin(kNamedWithin), std::end(kNamedWithin), type) != std::end(kNamedWithin)) return true;
  const std::optional<ResourceType> known = facts.find_type(type);
  return known && known->primary_identifier_count() == 1 && known->primary_identifier(0) == name_property(facts, type);
}

std::optional<std::vector<TextPiece>> known_text(const Side& side, const std::vector<TextPiece>& pieces,
                                                 bool by_default) {
  return KnownText(side, by_default).run(pieces);
}

}  // namespace virga
