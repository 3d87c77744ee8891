// Files of other tools that carry a CloudFormation template, or a part of one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

enum class Carrier : std::uint8_t {
  // serverless.yml: the key `resources`. https://www.serverless.com/framework/docs/providers/aws/guide/resources
  ServerlessFramework,
  // .ebextensions/*.config: the key Resources and its siblings.
  // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environment-resources.html
  ElasticBeanstalk,
  // copilot/<name>/addons/*.yml, which Copilot puts together.
  // https://aws.github.io/copilot-cli/docs/developing/addons/workload/
  CopilotAddon,
  // amplify/backend/**: whole templates, to which Amplify passes parameters.
  // https://docs.amplify.aws/gen1/nextjs/tools/cli/custom/cloudformation/
  Amplify,
};

// What is not known of a template because a tool does something to it before CloudFormation reads it.
struct CarrierFacts {
  Carrier carrier = Carrier::Amplify;
  bool is_part = false;         // the tool adds resources and more: names may be defined elsewhere
  std::vector<TextRange> open;  // values that the tool puts in; sorted, apart
};

// A resource that the tool makes, of which a file changes properties.
struct ToolResource {
  std::string id, type;  // the type is empty if nothing says it
};

// The tree of the template alone: ranges and source are those of the whole file, so places are right.
struct CarriedTemplate {
  CarrierFacts facts;
  SyntaxTree tree;
  std::vector<ToolResource> own;  // those of PutIn::AsWritten
};

// Could a file of this name, as told by the name and the folders it lies in, carry a template without being one?
// serverless.yml and .ebextensions/*.config.
bool may_carry_template(const std::string& path);
// Is it named as a file of the Serverless Framework?
bool is_serverless_file(const std::string& path);

// Does a tool put the file together with those beside it, into one template?
bool is_part_of_folder(const std::string& path);

// The template that a file carries. None for files of no such tool, for texts that do not parse, and where it is not
// sure what the tool makes of them: lists of `resources`, other providers. The values that a tool puts in (`${self:…}`,
// Fn::GetOptionSetting) become calls of a macro, whose value nobody knows; resources that change one of the tool's own
// are left out. AsWritten has both, and the rest of the file as sections beside those of the template. May be called
// from any thread.
enum class PutIn : std::uint8_t { AsCalls, AsWritten };  // values that a tool puts in
std::optional<CarriedTemplate> carried_template(const SourceFilePtr& source, PutIn values = PutIn::AsCalls);

// Adds what `other` changes of the tool's own resources and this version of the file, which may be empty, does not:
// they are there in both.
void add_untouched(const CarriedTemplate& other, SyntaxTree& tree);

// Would a file that may_carry_template() carry one if its text had no syntax error?
bool is_broken_carrier(const SourceFilePtr& source);

// Drops the findings that what the tool does could prove wrong; those of a part have no fixes. `snapshot` is that of
// the carried tree.
void keep_certain(const CarrierFacts& facts, const Snapshot& snapshot, std::vector<Diagnostic>& findings);

}  // namespace virga
