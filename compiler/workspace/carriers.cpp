#include "compiler/workspace/carriers.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <span>
#include <system_error>
#include <utility>
#include <variant>

#include "compiler/support/text.h"
#include "compiler/workspace/recognition.h"
#include "compiler/workspace/serverless_variables.h"
#include "rules/engine/rule.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kSections = {"Resources", "Parameters", "Conditions",
                                                       "Mappings",  "Outputs",    "Rules"};

// Resources that the tools make themselves; a file that names one changes some of its properties.
// https://www.serverless.com/framework/docs/providers/aws/guide/resources#aws-cloudformation-resource-reference
constexpr std::array<std::string_view, 5> kServerlessBegins = {"ApiGateway", "HttpApi", "Websockets", "Serverless",
                                                               "IamRole"};
constexpr std::array<std::string_view, 2> kServerlessEnds = {"LambdaFunction", "LogGroup"};
// https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/customize-containers-format-resources-eb.html
constexpr std::string_view kBeanstalkBegins = "AWSEB";

// The types of those that a file may change without saying them.
constexpr std::pair<std::string_view, std::string_view> kBeanstalkTypes[] = {
    {"AWSEBAutoScalingGroup", "AWS::AutoScaling::AutoScalingGroup"},
    {"AWSEBAutoScalingLaunchConfiguration", "AWS::AutoScaling::LaunchConfiguration"},
    {"AWSEBEC2LaunchTemplate", "AWS::EC2::LaunchTemplate"},
    {"AWSEBEnvironmentName", "AWS::ElasticBeanstalk::Environment"},
    {"AWSEBLoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"},
    {"AWSEBLoadBalancerSecurityGroup", "AWS::EC2::SecurityGroup"},
    {"AWSEBRDSDatabase", "AWS::RDS::DBInstance"},
    {"AWSEBSecurityGroup", "AWS::EC2::SecurityGroup"},
    {"AWSEBV2LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer"},
    {"AWSEBV2LoadBalancerListener", "AWS::ElasticLoadBalancingV2::Listener"},
    {"AWSEBV2LoadBalancerListenerRule", "AWS::ElasticLoadBalancingV2::ListenerRule"},
    {"AWSEBV2LoadBalancerTargetGroup", "AWS::ElasticLoadBalancingV2::TargetGroup"},
    {"AWSEBWorkerCronLeaderRegistry", "AWS::DynamoDB::Table"},
    {"AWSEBWorkerDeadLetterQueue", "AWS::SQS::Queue"},
    {"AWSEBWorkerQueue", "AWS::SQS::Queue"},
};
constexpr std::pair<std::string_view, std::string_view> kServerlessTypes[] = {
    {"ApiGatewayRestApi", "AWS::ApiGateway::RestApi"}, {"HttpApi", "AWS::ApiGatewayV2::Api"},
    {"IamRoleLambdaExecution", "AWS::IAM::Role"},      {"ServerlessDeploymentBucket", "AWS::S3::Bucket"},
    {"WebsocketsApi", "AWS::ApiGatewayV2::Api"},
};

// Empty where the name does not say it.
std::string_view type_of_own(Carrier carrier, std::string_view id) {
  const bool is_beanstalk = carrier == Carrier::ElasticBeanstalk;
  const auto types = is_beanstalk ? std::span<const std::pair<std::string_view, std::string_view>>(kBeanstalkTypes)
                                  : std::span<const std::pair<std::string_view, std::string_view>>(kServerlessTypes);
  const auto found = std::find_if(types.begin(), types.end(), [&](const auto& one) { return one.first == id; });
  if (found != types.end()) return found->second;
  if (is_beanstalk) return {};
  return id.ends_with("LambdaFunction") ? "AWS::Lambda::Function"
         : id.ends_with("LogGroup")     ? "AWS::Logs::LogGroup"
                                        : "";
}

bool is_own_resource(Carrier carrier, std::string_view id) {
  if (carrier == Carrier::ElasticBeanstalk) return id.starts_with(kBeanstalkBegins);
  return std::any_of(kServerlessBegins.begin(), kServerlessBegins.end(),
                     [&](std::string_view begin) { return id.starts_with(begin); }) ||
         std::any_of(kServerlessEnds.begin(), kServerlessEnds.end(),
                     [&](std::string_view end) { return id.ends_with(end); });
}

// Is the value one that the tool puts in?
bool is_put_in(Carrier carrier, const Node& node) {
  if (carrier == Carrier::ServerlessFramework) return node.is_string() && has_serverless_variable(node.text());
  // Functions are written between backquotes, too.
  if (node.is_string()) return node.text().starts_with("`{") && node.text().ends_with("}`");
  return node.is_mapping() && node.size == 1 && node.find("Fn::GetOptionSetting") != nullptr;
}

// The folders that a file lies in, from the root.
std::vector<std::string> folders_of(const std::string& path) {
  std::error_code ignored;
  std::vector<std::string> folders;
  for (const fs::path& step : fs::absolute(path, ignored).lexically_normal().parent_path()) {
    folders.push_back(step.string());
  }
  return folders;
}

bool is_serverless_name(std::string_view name) {
  return name == "serverless.yml" || name == "serverless.yaml" || name == "serverless.json";
}

bool is_beanstalk(const std::vector<std::string>& folders, std::string_view name) {
  return name.ends_with(".config") && !folders.empty() && folders.back() == ".ebextensions";
}

// Rebuilds the part of a file that is a template.
class Extraction {
public:
  Extraction(Carrier carrier, PutIn values, SyntaxTree& tree)
      : carrier_(carrier), values_(values), arena_(tree.arena) {}

  // Null when nothing of it is left.
  const Node* run(const Node& part) {
    std::vector<Member> sections;
    for (const Member& section : part.members()) {
      const std::string_view name = section.key->text();
      if (std::find(kSections.begin(), kSections.end(), name) == kSections.end()) continue;
      if (!section.value->is_mapping() || is_put_in(carrier_, *section.value)) continue;
      sections.push_back({section.key, name == "Resources" ? resources(*section.value) : rewritten(*section.value, 0)});
    }
    return sections.empty() ? nullptr : with_members(part, sections);
  }

  // With everything else of the file, too, as far as no section of a template has its name. `part` is what is below the
  // key `key`, unless that is empty.
  const Node* run_as_written(const Node& root, std::string_view key, const Node& part) {
    std::vector<Member> sections;
    for (const Member& section : part.members()) {
      const bool is_resources = section.key->text() == "Resources" && section.value->is_mapping();
      sections.push_back({section.key, is_resources ? resources(*section.value) : section.value});
    }
    for (const Member& other : root.members()) {
      const std::string_view name = other.key->text();
      if (&part != &root && name != key && part.find(name) == nullptr) sections.push_back(other);
    }
    return with_members(root, sections);
  }

  std::vector<ToolResource> take_own() { return std::move(own_); }

  // Definitions that say nothing, of those that `resources` lacks.
  const Node* with_untouched(const Node& root, const std::vector<ToolResource>& untouched) {
    const Node* resources = root.get("Resources");
    std::vector<Member> members;
    if (resources != nullptr) members.assign(resources->members().begin(), resources->members().end());
    const std::size_t known = members.size();
    for (const ToolResource& one : untouched) {
      if (resources != nullptr && resources->find(one.id) != nullptr) continue;
      std::vector<Member> body;
      if (!one.type.empty()) body.push_back({string("Type", {}), string(arena_.copy(std::string_view(one.type)), {})});
      members.push_back({string(arena_.copy(std::string_view(one.id)), {}), mapping(body, {})});
    }
    if (members.size() == known || (resources != nullptr && !resources->is_mapping())) return &root;
    std::vector<Member> sections;
    for (const Member& section : root.members()) {
      if (section.key->text() != "Resources") sections.push_back(section);
    }
    sections.push_back({string("Resources", {}), mapping(members, {})});
    return with_members(root, sections);
  }

  std::vector<TextRange> take_open() {
    std::sort(open_.begin(), open_.end(), [](TextRange a, TextRange b) { return a.begin < b.begin; });
    return std::move(open_);
  }

private:
  static constexpr int kDeepest = 200;  // ParseOptions::max_depth

  const Node* resources(const Node& section) {
    std::vector<Member> kept;
    for (const Member& resource : section.members()) {
      if (values_ == PutIn::AsWritten) {
        kept.push_back({resource.key, own(resource)});
        continue;
      }
      if (is_own_resource(carrier_, resource.key->text()) || !resource.value->is_mapping()) continue;
      // Without a type it changes one that is made elsewhere.
      if (resource.value->get("Type") == nullptr) continue;
      kept.push_back({resource.key, rewritten(*resource.value, 0)});
    }
    return with_members(section, kept);
  }

  // The definition, with its type where the name alone says it.
  const Node* own(const Member& resource) {
    const std::string_view id = resource.key->text();
    const Node* type = resource.value->is_mapping() ? resource.value->get("Type") : nullptr;
    const std::string_view known = type_of_own(carrier_, id);
    // Others have names like those of the Serverless Framework, too.
    const bool is_own = resource.value->is_mapping() && is_own_resource(carrier_, id) &&
                        (carrier_ == Carrier::ElasticBeanstalk || type == nullptr);
    if (!is_own) return resource.value;
    own_.push_back({std::string(id), std::string(type != nullptr ? type->text() : known)});
    if (type != nullptr || known.empty()) return resource.value;
    const std::span<const Member> written = resource.value->members();
    std::vector<Member> members(written.begin(), written.end());
    members.push_back({string("Type", resource.key->range), string(known, resource.key->range)});
    return with_members(*resource.value, members);
  }

  // The same node where nothing changes below it.
  const Node* rewritten(const Node& node, int depth) {
    if (depth > kDeepest || values_ == PutIn::AsWritten) return &node;
    if (is_put_in(carrier_, node)) return macro_call(node);
    bool changed = false;
    if (node.is_sequence()) {
      std::vector<const Node*> items;
      for (const Node* item : node.items()) {
        items.push_back(rewritten(*item, depth + 1));
        changed = changed || items.back() != item;
      }
      if (!changed) return &node;
      Node* copy = arena_.make<Node>(node);
      copy->item_list = arena_.copy(std::span<const Node* const>(items)).data();
      return copy;
    }
    std::vector<Member> members;
    for (const Member& member : node.members()) {
      members.push_back({member.key, rewritten(*member.value, depth + 1)});
      changed = changed || members.back().value != member.value;
    }
    return changed ? with_members(node, members) : &node;
  }

  Node* with_members(const Node& node, const std::vector<Member>& members) {
    Node* copy = arena_.make<Node>(node);
    copy->size = static_cast<std::uint32_t>(members.size());
    copy->member_list = arena_.copy(std::span<const Member>(members)).data();
    return copy;
  }

  const Node* string(std::string_view text, TextRange range) {
    Node* node = arena_.make<Node>();
    node->kind = NodeKind::String;
    node->flags = Node::kSynthetic;
    node->range = range;
    node->size = static_cast<std::uint32_t>(text.size());
    node->chars = text.data();
    return node;
  }

  Node* mapping(const std::vector<Member>& members, TextRange range) {
    Node* node = arena_.make<Node>();
    node->kind = NodeKind::Mapping;
    node->flags = Node::kShortForm;
    node->range = range;
    node->size = static_cast<std::uint32_t>(members.size());
    node->member_list = arena_.copy(std::span<const Member>(members)).data();
    return node;
  }

  const Node* macro_call(const Node& node) {
    const TextRange range = node.range;
    open_.push_back(range);
    const Node* argument = mapping({{string("Name", range), string("PutInByTheTool", range)}}, range);
    Node* call = mapping({{string("Fn::Transform", range), argument}}, range);
    call->function = Function::Transform;
    return call;
  }

  const Carrier carrier_;
  const PutIn values_;
  Arena& arena_;
  std::vector<TextRange> open_;
  std::vector<ToolResource> own_;
};

std::optional<Carrier> carrier_of(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  if (is_serverless_name(name)) return Carrier::ServerlessFramework;
  const std::vector<std::string> folders = folders_of(path);
  if (is_beanstalk(folders, name)) return Carrier::ElasticBeanstalk;
  if (folders.empty()) return std::nullopt;
  const auto has = [&](std::string_view folder) {
    return std::find(folders.begin(), folders.end(), folder) != folders.end();
  };
  if (folders.back() == "addons" && has("copilot")) return Carrier::CopilotAddon;
  const auto amplify = std::find(folders.begin(), folders.end(), "amplify");
  if (amplify != folders.end() && std::next(amplify) != folders.end() && *std::next(amplify) == "backend") {
    return Carrier::Amplify;
  }
  return std::nullopt;
}

// The service is one of AWS, and its resources are one map.
const Node* serverless_part(const Node& root) {
  const Node* provider = root.get("provider");
  if (provider == nullptr || root.get("service") == nullptr) return nullptr;
  const Node* name = provider->is_mapping() ? provider->get("name") : provider;
  if (name == nullptr || name->text() != "aws") return nullptr;
  const Node* resources = root.get("resources");
  return resources != nullptr && resources->is_mapping() ? resources : nullptr;
}

// Copilot puts all templates of the folder together.
bool has_siblings(const std::string& path) {
  std::error_code fault;
  const fs::path own = fs::path(path);
  for (fs::directory_iterator it(own.has_parent_path() ? own.parent_path() : ".", fault);
       !fault && it != fs::directory_iterator(); it.increment(fault)) {
    const fs::path name = it->path().filename();
    if (name != own.filename() && name != "addons.parameters.yml" && has_template_ending(name.string())) return true;
  }
  return false;
}

bool overlap(TextRange a, TextRange b) { return a.begin < b.end && b.begin < a.end; }

class Certainty {
public:
  Certainty(const CarrierFacts& facts, const Snapshot& snapshot) : facts_(facts), snapshot_(snapshot) {}

  bool is_doubtful(const Diagnostic& finding) const {
    // A part of another finding claims what that one does.
    if (!finding.parent_rule.empty() && is_doubtful(finding, finding.parent_rule)) return true;
    return is_doubtful(finding, finding.rule);
  }

private:
  bool is_doubtful(const Diagnostic& finding, std::string_view id) const {
    const Rule* rule = find_rule(id);
    switch (rule != nullptr ? rule->claim : Claim::Missing) {
      case Claim::Unused:
        return true;  // parameters that the tool passes, what other files use
      case Claim::Undeclared:
        if (facts_.is_part && rests_on_other_names(finding)) return true;
        break;
      case Claim::MissingBasis:
      case Claim::MissingAnywhere:
        if (facts_.is_part) return true;
        break;
      case Claim::Missing:
        if (facts_.is_part && finding.path.size() < 2) return true;
        break;
      case Claim::Present:
        break;
    }
    return is_open(finding.range) || is_open(finding.focus()) || goes_through_open(finding);
  }

  bool is_open(TextRange range) const {
    return std::any_of(facts_.open.begin(), facts_.open.end(), [&](TextRange open) { return overlap(open, range); });
  }

  // A function with an open value in it may be judged at another of its arguments.
  bool goes_through_open(const Diagnostic& finding) const {
    const Node* node = snapshot_.tree().root;
    for (const PathElement& step : finding.path) {
      if (const auto* key = std::get_if<std::string>(&step)) {
        node = node->get(*key);
      } else {
        const std::uint32_t index = std::get<std::uint32_t>(step);
        node = index < node->items().size() ? node->items()[index] : nullptr;
      }
      if (node == nullptr) return false;
      if (node->function != Function::None && is_open(node->range)) return true;
    }
    return false;
  }

  bool rests_on_other_names(const Diagnostic& finding) const {
    const auto references = snapshot_.written().symbols().references();
    return std::any_of(references.begin(), references.end(), [&](const Reference& reference) {
      return reference.declaration == nullptr &&
             (overlap(reference.range, finding.range) || overlap(reference.range, finding.focus()));
    });
  }

  const CarrierFacts& facts_;
  const Snapshot& snapshot_;
};

}  // namespace

bool may_carry_template(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  // Most files have another ending, and their folders do not matter.
  return is_serverless_name(name) || (name.ends_with(".config") && is_beanstalk(folders_of(path), name));
}

bool is_serverless_file(const std::string& path) { return is_serverless_name(fs::path(path).filename().string()); }

std::optional<CarriedTemplate> carried_template(const SourceFilePtr& source, PutIn values) {
  const std::optional<Carrier> carrier = carrier_of(source->name());
  if (!carrier) return std::nullopt;
  CarriedTemplate carried{{*carrier, false, {}}, parse(source), {}};
  if (!carried.tree.ok() || !carried.tree.root->is_mapping()) return std::nullopt;
  const Node& root = *carried.tree.root;
  if (*carrier == Carrier::CopilotAddon || *carrier == Carrier::Amplify) {
    if (!recognise(source->text()).is_template()) return std::nullopt;
    carried.facts.is_part = *carrier == Carrier::CopilotAddon && has_siblings(source->name());
    return carried;
  }
  const Node* part = *carrier == Carrier::ServerlessFramework ? serverless_part(root) : &root;
  if (part == nullptr || part->get("Resources") == nullptr) return std::nullopt;
  Extraction extraction(*carrier, values, carried.tree);
  carried.tree.root =
      values == PutIn::AsCalls ? extraction.run(*part) : extraction.run_as_written(root, "resources", *part);
  if (carried.tree.root == nullptr) return std::nullopt;
  carried.facts.is_part = true;
  carried.facts.open = extraction.take_open();
  carried.own = extraction.take_own();
  return carried;
}

bool is_part_of_folder(const std::string& path) {
  const std::optional<Carrier> carrier = carrier_of(path);
  return carrier == Carrier::ElasticBeanstalk || carrier == Carrier::CopilotAddon;
}

void add_untouched(const CarriedTemplate& other, SyntaxTree& tree) {
  if (tree.root == nullptr || !tree.root->is_mapping() || other.own.empty()) return;
  tree.root = Extraction(other.facts.carrier, PutIn::AsWritten, tree).with_untouched(*tree.root, other.own);
}

bool is_broken_carrier(const SourceFilePtr& source) {
  if (!may_carry_template(source->name())) return false;
  const SyntaxTree tree = parse_tolerant(source);
  const bool is_broken = std::any_of(tree.errors.begin(), tree.errors.end(),
                                     [](const SyntaxError& error) { return error.kind == SyntaxErrorKind::Syntax; });
  if (!is_broken || tree.root == nullptr) return false;
  const Node* part = is_serverless_file(source->name()) ? serverless_part(*tree.root) : tree.root;
  const Node* resources = part == nullptr ? nullptr : part->get("Resources");
  return resources != nullptr && resources->is_mapping();
}

void keep_certain(const CarrierFacts& facts, const Snapshot& snapshot, std::vector<Diagnostic>& findings) {
  const Certainty certainty(facts, snapshot);
  std::erase_if(findings, [&](const Diagnostic& finding) { return certainty.is_doubtful(finding); });
  if (!facts.is_part) return;
  for (Diagnostic& finding : findings) finding.fixes.clear();
}

}  // namespace virga
