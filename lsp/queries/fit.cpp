#include "lsp/queries/fit.h"

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/expand/serverless/core/tables.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"

namespace virga::lsp {

namespace {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
constexpr std::array<std::string_view, 10> kLookedUpTypes = {"AWS::EC2::AvailabilityZone::Name",
                                                             "AWS::EC2::Image::Id",
                                                             "AWS::EC2::Instance::Id",
                                                             "AWS::EC2::KeyPair::KeyName",
                                                             "AWS::EC2::SecurityGroup::GroupName",
                                                             "AWS::EC2::SecurityGroup::Id",
                                                             "AWS::EC2::Subnet::Id",
                                                             "AWS::EC2::Volume::Id",
                                                             "AWS::EC2::VPC::Id",
                                                             "AWS::Route53::HostedZone::Id"};

// Resources, the logical ID, Properties and the property.
constexpr std::size_t kKeysOfProperty = 4;

// Shorter names of types are parts of other words.
constexpr std::size_t kLeastKind = 3;

bool has(const std::vector<std::string_view>& formats, std::string_view format) {
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

// "AWS::EC2::VPC::Id" of a parameter that takes one or a list of them, or the name of one in the Parameter Store.
std::string_view without_wrappers(std::string_view type) {
  constexpr std::string_view kList = "List<";
  constexpr std::string_view kSsm = "AWS::SSM::Parameter::Value<";
  for (const std::string_view wrapper : {kSsm, kList}) {
    if (type.starts_with(wrapper) && type.ends_with('>')) {
      type = type.substr(wrapper.size(), type.size() - wrapper.size() - 1);
    }
  }
  return type;
}

// The parameter type "AWS::EC2::VPC::Id" is the format "AWS::EC2::VPC.Id" of a property.
std::string format_of_type(std::string_view type) {
  std::string format(without_wrappers(type));
  if (const std::size_t last = format.rfind("::"); last != std::string::npos) format.replace(last, 2, ".");
  return format;
}

// What a type is called where another refers to it.
std::string_view kind_of(std::string_view type) {
  const std::size_t last = type.rfind("::");
  return last == std::string_view::npos ? std::string_view() : type.substr(last + 2);
}

// "AWS::EC2" of "AWS::EC2::VPC".
std::string_view service_of(std::string_view type) { return type.substr(0, type.rfind("::")); }

// Whether a word of "DestinationBucket" begins here.
bool begins_word(std::string_view name, std::size_t at) { return at == 0 || !is_lower(name[at]); }

// Whether a name is about a kind of things: "DestinationBucket" is about a bucket, "BucketPrefix" is not.
bool is_about(std::string_view thing, std::string_view kind) {
  if (kind.empty() || thing.size() < kind.size()) return false;
  const std::size_t at = thing.size() - kind.size();
  return begins_word(thing, at) && equals_ignoring_case(thing.substr(at), kind);
}

// Whether parameters can name such a resource: of all instances, those of EC2.
bool is_looked_up(std::string_view type) {
  return std::any_of(kLookedUpTypes.begin(), kLookedUpTypes.end(),
                     [&](std::string_view one) { return service_of(one) == type; });
}

// Whether the pattern of an ARN has this part, ":function:".
bool has_part(std::string_view patterns, const std::string& part) {
  const std::size_t at = patterns.find(":" + part);
  const std::size_t end = at + 1 + part.size();
  return at != std::string_view::npos && (end == patterns.size() || !is_lower(patterns[end]));
}

bool names_arn(std::string_view format) { return format.ends_with(".Arn"); }

// "TableName" of an environment variable "TABLE_NAME".
std::string camel_case(std::string_view name) {
  if (name.find('_') == std::string_view::npos) return std::string(name);
  std::string words;
  bool begins = true;
  for (const char c : name) {
    if (c != '_') words += begins ? to_upper(c) : to_lower(c);
    begins = c == '_';
  }
  return words;
}

// Whether the first sentence of a property's documentation asks for an ARN and for nothing else.
bool asks_for_arn(std::string_view words) {
  words = words.substr(0, std::min(words.find(". "), words.find('\n')));
  return words.find("ARN") != std::string_view::npos && words.find(" name") == std::string_view::npos &&
         words.find(" ID") == std::string_view::npos;
}

// "AWS::Lambda::Function" of "LambdaFunctionArn", and of "FunctionArn" in a "LambdaAction"; "" if no service is named.
std::string named_type(const SchemaDatabase& facts, std::string_view thing, std::string_view around) {
  const auto type_of = [&](std::string_view service, std::string_view kind) {
    std::string type = "AWS::" + std::string(service) + "::" + std::string(kind);
    return !service.empty() && !kind.empty() && facts.find_type(type) ? type : std::string();
  };
  for (std::size_t at = 1; at < thing.size(); ++at) {
    if (!begins_word(thing, at)) continue;
    if (std::string type = type_of(thing.substr(0, at), thing.substr(at)); !type.empty()) return type;
  }
  for (std::size_t at = 1; at <= around.size(); ++at) {
    if (at < around.size() && !begins_word(around, at)) continue;
    if (std::string type = type_of(around.substr(0, at), thing); !type.empty()) return type;
  }
  return {};
}

// What an event of a SAM function comes from is named by its ARN: Resources, ID, Properties, Events, ID, Properties,
// "Queue".
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
bool is_source_of_events(const std::vector<std::string>& keys) {
  static constexpr std::array<std::string_view, 4> kSources = {"Broker", "Queue", "Stream", "Topic"};
  constexpr std::size_t kEvents = 3, kKeys = 7;
  return keys.size() == kKeys && keys[kEvents] == "Events" &&
         std::find(kSources.begin(), kSources.end(), keys.back()) != kSources.end();
}

// Whether an attribute is the resource itself: "AWS::EC2::VPC.Id" is the VpcId of a VPC, and not that of an instance.
bool is_itself(std::string_view format, std::string_view type, std::string_view attribute) {
  if (attribute.empty() || !format.starts_with("AWS::")) return true;
  return format.substr(0, format.find('.')) == type && attribute.find('.') == std::string_view::npos;
}

}  // namespace

Wanted::Wanted(const SchemaDatabase& facts, const Place& place, std::string_view property)
    : facts_(&facts),
      schemas_(place.schemas),
      types_(types_of(schemas_)),
      formats_(formats_of(schemas_)),
      is_top_(place.keys.size() == kKeysOfProperty),
      property_(to_lower(camel_case(property))),
      name_(split(camel_case(property))),
      resource_type_(place.resource_type) {
  for (const Schema& schema : schemas_) {
    if (const auto pattern = schema.find(KeywordId::Pattern)) patterns_ += pattern->text();
  }
  wants_arn_ = name_.ending == Ending::Arn || patterns_.find("arn:") != std::string::npos;
  // "Role" does not say what of a role is meant, and a KmsKeyId may be an ARN.
  const bool is_open = name_.ending == Ending::None || name_.ending == Ending::Id;
  says_arn_ = is_open && ((place.documentation != 0 && asks_for_arn(facts.documentation(place.documentation))) ||
                          is_source_of_events(place.keys));
  wants_arn_ = wants_arn_ || says_arn_;
  named_ = named_type(facts, name_.thing, place.keys.size() > 1 ? place.keys[place.keys.size() - 2] : std::string());
  for (std::size_t at = 0; at < name_.thing.size() && own_.empty() && named_.empty(); ++at) {
    if (!begins_word(name_.thing, at)) continue;
    const std::string type = std::string(service_of(resource_type_)) + "::" + name_.thing.substr(at);
    if (facts.find_type(type) && !type.starts_with("AWS::Serverless::")) own_ = type;
  }
  for (std::uint32_t i = 0; i < facts.type_count() && !name_.thing.empty(); ++i) {
    const std::string_view kind = kind_of(facts.type(i).name());
    if (kind.size() < std::max(kLeastKind, kind_size_) || !is_about(name_.thing, kind)) continue;
    namesakes_ = kind.size() > kind_size_ ? 1 : namesakes_ + 1;
    kind_size_ = kind.size();
  }
  for (const std::string_view row : facts.lookup("documented-kinds", resource_type_)) {
    const std::size_t space = row.find(' ');
    if (row.substr(0, space) == property) documented_.push_back(row.substr(space + 1));
  }
}

Wanted::Name Wanted::split(std::string_view name) {
  constexpr std::pair<std::string_view, Ending> kEndings[] = {{"Identifier", Ending::Other}, {"Id", Ending::Id},
                                                              {"Arn", Ending::Arn},          {"Name", Ending::Name},
                                                              {"Url", Ending::Url},          {"Uri", Ending::Url}};
  constexpr std::string_view kList = "List";
  if (name.ends_with(kList)) name.remove_suffix(kList.size());
  std::string_view one = name;
  if (one.ends_with('s')) one.remove_suffix(1);
  for (const auto& [ending, meaning] : kEndings) {
    for (const std::string_view form : {name, one}) {
      if (is_about(form, ending)) return {std::string(form.substr(0, form.size() - ending.size())), meaning};
    }
  }
  if (name.ends_with("ies")) return {std::string(name.substr(0, name.size() - 3)) + "y", Ending::None};
  return {std::string(name.ends_with("ss") ? name : one), Ending::None};
}

// Many a property that asks for an ID takes an ARN, too. A name is neither.
bool Wanted::agree(Ending wanted, Ending given) {
  if (wanted == Ending::Name) return given != Ending::Id && given != Ending::Arn && given != Ending::Url;
  return wanted != Ending::Id || given != Ending::Name;
}

Wanted::Ending Wanted::returned_by_ref(std::string_view type) const {
  const auto found = facts_->find_type(type);
  return found && found->primary_identifier_count() == 1 ? split(found->primary_identifier(0)).ending : Ending::Other;
}

bool Wanted::names_service(std::string_view type) const {
  return property_.find(to_lower(kind_of(service_of(type)))) != std::string::npos;
}

// If no format is known, names decide: "RoleArn" expects the ARN of a role.
Fit Wanted::by_kind(std::string_view type, Ending given) const {
  if (has(documented_, type)) return Fit::Exact;
  const std::string_view kind = kind_of(type);
  if (kind.size() < kLeastKind) return Fit::Unlikely;
  const bool is_in_pattern = has_part(patterns_, to_lower(kind));
  if (!is_in_pattern && !is_about(name_.thing, kind)) return by_identifier(type);
  if (!is_in_pattern && !agree(name_.ending, given)) return Fit::Unlikely;
  if (!named_.empty()) return type == named_ ? Fit::Exact : Fit::Unlikely;
  if (own_ == type || names_service(type)) return Fit::Exact;
  // "RestApiId" is about a RestApi, not an Api. Of the services that have one, a resource mostly means its own.
  if (!own_.empty() && kind.size() <= kind_of(own_).size()) return Fit::Unlikely;
  if (is_in_pattern) return Fit::Exact;
  if (kind.size() < kind_size_) return Fit::Unlikely;
  if (is_looked_up(type)) return Fit::Exact;
  // What every other service has, or a mere "Key", may be something else altogether.
  constexpr std::size_t kTelling = 4;
  constexpr std::size_t kMostNamesakes = 6;
  const bool says_all = name_.ending == Ending::Id && name_.thing.size() == kind.size();
  return (kind.size() < kTelling && !says_all) || namesakes_ > kMostNamesakes ? Fit::Possible : Fit::Exact;
}

// The name of a key pair is its KeyName, there and where others refer to it.
Fit Wanted::by_identifier(std::string_view type) const {
  const auto found = facts_->find_type(type);
  if (!found || found->primary_identifier_count() != 1) return Fit::Unlikely;
  const std::string_view identifier = found->primary_identifier(0);
  if (const Name name = split(identifier); name.ending != Ending::Name || name.thing.empty()) return Fit::Unlikely;
  const bool is_related = service_of(type) == service_of(resource_type_) || names_service(type);
  const bool is_same = is_related ? property_.ends_with(to_lower(identifier)) : property_ == to_lower(identifier);
  if (!is_same || !own_.empty()) return Fit::Unlikely;
  const auto own = facts_->find_type(resource_type_);
  const bool is_own =
      is_top_ && own && own->primary_identifier_count() == 1 && own->primary_identifier(0) == identifier;
  return is_own ? Fit::Unlikely : Fit::Exact;
}

Fit Wanted::by_names(std::string_view type, std::string_view attribute) const {
  if (!is_known()) return Fit::Possible;
  type = deployed_type(type);
  const Ending given = attribute.empty() ? returned_by_ref(type) : split(attribute).ending;
  const bool is_arn = !attribute.empty() && given == Ending::Arn;
  // "Stream" takes a table's StreamArn.
  if (is_arn && to_lower(attribute) == property_ + "arn") return Fit::Exact;
  if (wants_arn_ && !is_arn && !attribute.empty()) return Fit::Unlikely;
  const Fit kind = by_kind(type, attribute.empty() ? given : Ending::Other);
  if (kind == Fit::Unlikely) return wants_arn_ && is_arn ? Fit::Possible : Fit::Unlikely;
  const bool is_expected = !wants_arn_ || given == Ending::Arn || (!says_arn_ && given == name_.ending);
  if (attribute.empty()) return is_expected ? kind : Fit::Possible;
  // A property that is only called "Role" or "Queue" does not say what of it is meant; mostly the ARN.
  const bool is_bare = name_.ending == Ending::None;
  if (wants_arn_ != is_arn) return is_arn && is_bare ? Fit::Possible : Fit::Unlikely;
  const std::string_view one =
      property_.ends_with('s') ? std::string_view(property_).substr(0, property_.size() - 1) : property_;
  if (is_arn || one.ends_with(to_lower(attribute))) return kind;
  return is_bare ? Fit::Unlikely : Fit::Possible;
}

// How well a value of "AWS::EC2::Subnet::Id" fits.
Fit Wanted::by_type(std::string_view looked_up) const {
  const std::string_view type = service_of(looked_up);
  const Ending given = split(kind_of(looked_up)).ending;
  // "Image" alone is that of a container, and one of EC2 is no resource that could be meant.
  if (given == Ending::Id && name_.ending == Ending::None && !facts_->find_type(type)) return Fit::Unlikely;
  return by_kind(type, given);
}

// No two resources of a type have the same name.
bool Wanted::is_own_name(std::string_view type) const {
  type = deployed_type(type);
  const auto own = is_top_ && type == deployed_type(resource_type_) ? facts_->find_type(type) : std::nullopt;
  return own && own->primary_identifier_count() == 1 && to_lower(own->primary_identifier(0)) == property_;
}

Fit Wanted::fit_of(Schema given, std::string_view type, std::string_view attribute) const {
  if (is_known() && is_own_name(type)) return Fit::Unlikely;
  const std::vector<std::string_view> own = formats_of({given});
  for (const std::string_view format : own) {
    if (!has(formats_, format)) continue;
    // Lint takes the ID of a key, too, where the documentation asks for its ARN.
    const bool is_second_best =
        says_arn_ && !names_arn(format) && std::any_of(formats_.begin(), formats_.end(), names_arn);
    return is_itself(format, type, attribute) && !is_second_best ? Fit::Exact : Fit::Possible;
  }
  if (!own.empty() && !formats_.empty()) return Fit::Unlikely;
  const std::uint8_t own_types = types_of({given});
  if (types_ != 0 && own_types != 0 && (types_ & own_types) == 0) return Fit::Unlikely;
  return by_names(type, attribute);
}

Fit Wanted::fit_of(const Parameter& parameter) const {
  const bool wants_list = types_ == json_type::kArray;
  if (types_ != 0 && wants_list != parameter.is_list()) return Fit::Unlikely;
  const std::vector<std::string_view> formats = wants_list ? formats_of(item_schemas(schemas_)) : formats_;
  if (has(formats, format_of_type(parameter.type))) return Fit::Exact;
  const bool wants_number = types_ != 0 && (types_ & ~(json_type::kInteger | json_type::kNumber)) == 0;
  if (wants_number && parameter.type == "Number") return Fit::Exact;
  const std::string_view type = without_wrappers(parameter.type);
  const auto is_known_type = [&](std::string_view one) { return one == type; };
  if (!is_known() || std::none_of(kLookedUpTypes.begin(), kLookedUpTypes.end(), is_known_type)) return Fit::Possible;
  if (!formats.empty()) return Fit::Unlikely;
  const Fit fit = by_type(type);
  if (fit == Fit::Exact) return fit;
  // Where the property is about something else, this is not it.
  const bool is_other = !own_.empty() || !documented_.empty() ||
                        std::any_of(kLookedUpTypes.begin(), kLookedUpTypes.end(),
                                    [&](std::string_view other) { return by_type(other) == Fit::Exact; });
  return is_other ? Fit::Unlikely : Fit::Possible;
}

std::span<const std::string_view> looked_up_types() { return kLookedUpTypes; }

std::string_view parameter_type_for(const SchemaSet& schemas) {
  const std::vector<std::string_view> formats = formats_of(schemas);
  const auto found = std::find_if(kLookedUpTypes.begin(), kLookedUpTypes.end(),
                                  [&](std::string_view type) { return has(formats, format_of_type(type)); });
  return found == kLookedUpTypes.end() ? std::string_view() : *found;
}

}  // namespace virga::lsp
