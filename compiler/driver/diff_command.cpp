#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "compiler/change/compare_templates.h"
#include "compiler/change/imports.h"
#include "compiler/change/render.h"
#include "compiler/change/stack_policy.h"
#include "compiler/change/update_behavior.h"
#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/construct_notes.h"
#include "compiler/driver/diff_inputs.h"
#include "compiler/driver/help.h"
#include "compiler/driver/moved_parts.h"
#include "compiler/driver/problem_report.h"
#include "compiler/package/expanded_file.h"
#include "compiler/support/text.h"
#include "compiler/workspace/carriers.h"
#include "compiler/workspace/recognition.h"
#include "schemas/schema_database.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"git", '\0', Arity::One, false, "REV", "compare the changed templates of the working tree with a revision",
     "Templates"},
    {"parameters", 'p', Arity::Pairs, false, "KEY=VALUE…", "parameter values, for both versions", "Deployment"},
    {"parameter-files", '\0', Arity::Many, false, "FILE…", "parameter files: [{ParameterKey, ParameterValue}]",
     "Deployment"},
    {"old-parameters", '\0', Arity::Pairs, false, "KEY=VALUE…", "other parameter values of the old version",
     "Deployment"},
    {"region", 'r', Arity::One, false, "REGION", "region of the stack (default: any)", "Deployment"},
    {"stack-policy", '\0', Arity::One, false, "FILE", "a stack policy; shows what it denies", "Deployment"},
    {"format", 'f', Arity::One, false, "FORMAT", "text (default), json, change-set, markdown, github", "Output",
     "text|json|change-set|markdown|github"},
    {"fail-on", '\0', Arity::Many, true, "WHAT…", "exit with 2 on replacement, data-loss, removal, refused or any",
     "Output", "replacement|data-loss|removal|refused|any"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Other"},
};

constexpr HelpExample kExamples[] = {
    {"virga diff old.yaml new.yaml", "the effects of an update from one to the other"},
    {"virga diff --git origin/main", "the templates that a branch changes"},
    {"virga diff --git HEAD -f markdown stacks/", "as a comment for a pull request"},
    {"virga diff --fail-on data-loss,replacement old.yaml new.yaml", "for CI"},
};

constexpr std::string_view kFooter =
    "Transforms are applied first. A parameter without a value stays open: a change that depends on it says when it\n"
    "happens. What only the deployed stack knows is not compared.\n"
    "Exit status: 0, 2 there is a change that --fail-on names, 1 wrong usage or a template that cannot be read.\n";

const CommandPage kPage = {.help = {.summary = "Shows the effects of updating a stack from one template to another.",
                                    .usage = "[OPTION…] OLD NEW  |  --git REV [PATH…]",
                                    .options = kOptions,
                                    .examples = kExamples,
                                    .footer = kFooter}};

std::string normal(const std::string& path) { return std::filesystem::path(path).lexically_normal().string(); }

class DiffCommand {
public:
  explicit DiffCommand(std::string program) : program_(std::move(program)) {}

  Result<int> run(const Arguments& arguments) {
    if (const Result<void> read = read_options(arguments); !read) return read.error();
    const std::vector<std::string>& names = arguments.positional;
    if (!arguments.has("git") && names.size() != 2) {
      return Error{"missing the old and the new template, two folders, or --git REVISION"};
    }
    Result<DiffInputs> inputs = arguments.has("git") ? read_git_inputs(std::string(arguments.value("git")), names)
                                                     : read_diff_inputs(names[0], names[1]);
    if (!inputs) return inputs.error();
    for (const std::string& fault : inputs->unreadable) complain(fault);
    rest_.skipped = std::move(inputs->skipped);
    folder_ = std::move(inputs->folder);
    const MovedParts moved(inputs->pairs);
    for (const DiffPair& pair : inputs->pairs) compare(pair, moved, inputs->old_files);
    warn_of_unknown_parameters();
    note_removed();
    leave_to_parents();
    note_unknown_resources();
    find_broken_imports(changes_);
    print();
    if (failed_) return kFailed;
    // Of a submodule that changed nobody has seen what.
    const bool is_unseen =
        inputs->has_submodules && std::find(fail_on_.begin(), fail_on_.end(), "any") != fail_on_.end();
    const bool found = is_unseen || std::any_of(changes_.begin(), changes_.end(),
                                                [&](const TemplateChange& change) { return fails(change); });
    return found ? kRefused : 0;
  }

private:
  void complain(std::string_view message) {
    usage_error(program_, message);
    rest_.faults.emplace_back(message);
    failed_ = true;
  }

  Result<void> read_options(const Arguments& arguments) {
    format_ = arguments.value("format");
    fail_on_ = arguments.list("fail-on");
    for (const std::string& what : fail_on_) {
      if (what != "replacement" && what != "data-loss" && what != "removal" && what != "refused" && what != "any") {
        return Error{fmt::format("--fail-on must be replacement, data-loss, removal, refused or any, not '{}'", what)};
      }
    }
    if (Result<void> read = read_deployment(arguments, deployment_); !read) return read;
    has_region_ = arguments.has("region");
    old_deployment_ = deployment_;
    if (Result<void> read = read_parameters(arguments, "old-parameters", old_deployment_); !read) return read;
    if (!arguments.has("stack-policy")) return {};
    Result<StackPolicy> policy = StackPolicy::read(std::string(arguments.value("stack-policy")));
    if (!policy) return policy.error();
    policy_ = std::move(*policy);
    return {};
  }

  std::shared_ptr<const SemanticOptions> options(ExpandOptions deployment, const std::string& region,
                                                 std::shared_ptr<const FileSystem> files) const {
    auto options = std::make_shared<SemanticOptions>();
    if (!region.empty()) deployment.region = region;
    options->facts = &SchemaDatabase::built_in();
    options->files = std::move(files);
    options->regions = {deployment.region};
    options->evaluation.region = deployment.region;
    options->evaluation.parameters = deployment.parameters;
    options->evaluation.resolve_pseudo_parameters = has_region_ || !region.empty();
    return options;
  }

  // Null if the text cannot be compared, which is reported. `carried` is what the file carries, and `other` what that
  // on the other side does; `change` makes what is compared of it.
  std::shared_ptr<const Snapshot> open(const SourceFilePtr& file, const std::string& name,
                                       std::shared_ptr<const SemanticOptions> options,
                                       std::optional<CarriedTemplate>& carried,
                                       const std::optional<CarriedTemplate>& other,
                                       const std::function<void(SyntaxTree&)>& change = {}) {
    SyntaxTree tree = carried ? std::move(carried->tree) : file != nullptr ? parse(file) : no_template(name);
    if (change && tree.ok()) change(tree);
    if (other) add_untouched(*other, tree);
    // A text that could be read to its end is compared, whatever lint reports.
    const auto is_fatal = [](const SyntaxError& error) {
      return error.kind != SyntaxErrorKind::DuplicateKey && error.kind != SyntaxErrorKind::NullKey &&
             error.kind != SyntaxErrorKind::UnknownTag;
    };
    const auto fault = std::find_if(tree.errors.begin(), tree.errors.end(), is_fatal);
    if (fault != tree.errors.end() || tree.root == nullptr || !tree.root->is_mapping()) {
      const bool known = fault != tree.errors.end();
      const LineColumn at = known ? tree.source->line_column(fault->range.begin) : LineColumn();
      complain(fmt::format("{}:{}:{}: {}", name, at.line, at.column,
                           known ? fault->message : "a template must be a map of sections, such as Resources"));
      return nullptr;
    }
    if (const std::string reason = why_no_template(tree); !carried && !reason.empty() && !has_only_sections(tree)) {
      complain(fmt::format("{}: {}", name, reason));
      return nullptr;
    }
    auto snapshot = std::make_shared<const Snapshot>(std::move(tree), std::move(options));
    std::vector<Diagnostic> problems;
    const Semantics* expanded = snapshot->expanded();
    if (too_large(*(expanded != nullptr ? *expanded : snapshot->unrolled()).tree().root, problems)) {
      complain(fmt::format("{}: {}", name, problems.front().message));
      return nullptr;
    }
    return snapshot;
  }

  void compare(const DiffPair& pair, const MovedParts& moved, const std::shared_ptr<const FileSystem>& old_files) {
    const std::string& old_name = pair.old_name.empty() ? pair.new_name : pair.old_name;
    const std::string& new_name = pair.new_name.empty() ? pair.old_name : pair.new_name;
    // A CDK stack may specify its region.
    std::string region;
    const std::shared_ptr<const CloudAssembly> assembly = assembly_of(new_name);
    if (assembly != nullptr && !has_region_)
      region = assembly->region_of(std::filesystem::path(new_name).filename().string());
    const auto carried_in = [](const SourceFilePtr& file, const std::string& name) {
      const bool may_be = file != nullptr && may_carry_template(name);
      return may_be ? carried_template(file, PutIn::AsWritten) : std::nullopt;
    };
    std::optional<CarriedTemplate> old_part = carried_in(pair.before, old_name);
    std::optional<CarriedTemplate> new_part = carried_in(pair.after, new_name);
    const auto before = open(pair.before, old_name, options(old_deployment_, region, old_files), old_part, new_part,
                             [&](SyntaxTree& tree) { moved.apply(pair, tree); });
    const auto after = open(pair.after, new_name, options(deployment_, region, disk()), new_part, old_part);
    if (before == nullptr || after == nullptr) return;
    note_names(*before, *after);
    ToolResourceNames of_tool;
    for (const std::optional<CarriedTemplate>* part : {&old_part, &new_part}) {
      if (!*part) continue;
      for (const ToolResource& one : (*part)->own) of_tool.insert(one.id);
    }
    TemplateChange compared = compare_templates(*before, *after, std::move(of_tool));
    if (pair.is_parent && compared.is_empty()) return;
    TemplateChange& change = changes_.emplace_back(std::move(compared));
    if (pair.before == nullptr) {
      change.notes.emplace_back(pair.is_other_file            ? "the old file is no template"
                                : is_part_of_folder(new_name) ? "the file is new; it is part of the template that its "
                                                                "folder makes"
                                                              : "the template is new");
    } else if (pair.after == nullptr) {
      if (pair.is_other_file) {
        change.notes.emplace_back("the new file is no template, for it has no resources");
      } else {
        removed_.push_back(normal(change.old_name));
      }
    }
    note_regions(pair, change);
    for (ResourceChange& one : change.resources) {
      const std::string& name = one.action == ChangeAction::Remove ? old_name : new_name;
      const std::shared_ptr<const CloudAssembly> own = one.construct.empty() ? assembly_of(name) : nullptr;
      if (own == nullptr) continue;
      one.construct = own->construct_of(std::filesystem::path(name).filename().string(), one.logical_id);
    }
    if (!policy_) return;
    policy_->judge(change);
    resources_.insert(change.nested_ids.begin(), change.nested_ids.end());
    for (const Snapshot* side : {before.get(), after.get()}) {
      const Semantics* expanded = side->expanded();
      for (const Resource& one : (expanded != nullptr ? *expanded : side->written()).model().resources()) {
        resources_.emplace(one.name());
      }
    }
  }

  // Logical IDs of the stack policy that no template of the run has. Which stack it is for is not said.
  void note_unknown_resources() {
    if (!policy_ || changes_.empty()) return;
    const std::vector<std::string_view> known(resources_.begin(), resources_.end());
    const std::string_view whose = changes_.size() == 1 ? "neither version has" : "no template has";
    for (std::string& note : policy_->unknown_resources(known, whose)) {
      changes_.front().notes.push_back(std::move(note));
    }
  }

  // Stacks of two regions are two stacks.
  void note_regions(const DiffPair& pair, TemplateChange& change) const {
    const auto region_of = [](const std::string& name) -> std::string {
      const std::shared_ptr<const CloudAssembly> assembly = assembly_of(name);
      return assembly == nullptr ? ""
                                 : std::string(assembly->region_of(std::filesystem::path(name).filename().string()));
    };
    if (pair.before == nullptr || pair.after == nullptr || pair.old_name == pair.new_name) return;
    const std::string was = region_of(pair.old_name), is = region_of(pair.new_name);
    if (was.empty() || is.empty() || was == is) return;
    change.notes.push_back(
        fmt::format("the stack moves from {} to {}: `cdk deploy` creates another one there, and the "
                    "old one stays with its resources",
                    printable(was), printable(is)));
  }

  // The parameters that the templates of the run have.
  void note_names(const Snapshot& before, const Snapshot& after) {
    for (const Parameter& parameter : before.written().model().parameters()) old_names_.emplace(parameter.name());
    for (const Parameter& parameter : after.written().model().parameters()) names_.emplace(parameter.name());
  }

  // A value for a parameter that no template has is a slip, which would go unnoticed.
  void warn_of_unknown_parameters() const {
    std::set<std::string> all = names_;
    all.insert(old_names_.begin(), old_names_.end());
    const auto warn = [&](const std::string& name, const std::set<std::string>& known, std::string_view whose) {
      if (changes_.empty() || known.contains(name)) return;
      const std::vector<std::string_view> candidates(known.begin(), known.end());
      const std::string_view near = nearest(name, candidates);
      write_err(fmt::format("{}: warning: {} has a parameter '{}'{}\n", program_, whose, printable(name),
                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    };
    for (const auto& [name, value] : deployment_.parameters) warn(name, all, "no template");
    for (const auto& [name, value] : old_deployment_.parameters) {
      if (!deployment_.parameters.contains(name)) warn(name, old_names_, "no old template");
    }
  }

  // A template that is gone is that of a stack by itself, or one that another template still nests.
  void note_removed() {
    std::map<std::string, std::string> parents;
    std::set<std::string> kept;
    const std::function<void(const TemplateChange&)> find = [&](const TemplateChange& change) {
      for (const std::string& file : change.lost) parents.try_emplace(normal(file), change.new_name);
      for (const std::string& file : change.kept) kept.insert(normal(file));
      for (const TemplateChange& nested : change.nested) find(nested);
    };
    for (const TemplateChange& change : changes_) find(change);
    // Of a stack that is kept nothing goes, whatever becomes of the file.
    const auto is_removed = [&](const std::string& name) {
      return std::find(removed_.begin(), removed_.end(), name) != removed_.end();
    };
    std::erase_if(changes_, [&](const TemplateChange& change) {
      const std::string name = normal(change.old_name);
      return is_removed(name) && kept.contains(name);
    });
    for (TemplateChange& change : changes_) {
      const std::string name = normal(change.old_name);
      if (!is_removed(name)) continue;
      const auto parent = parents.find(name);
      if (is_part_of_folder(change.old_name)) {
        change.notes.emplace_back("the file was removed, and what it defines goes with it");
        continue;
      }
      change.notes.push_back(parent == parents.end()
                                 ? "the template was removed; its stack stays until it is deleted"
                                 : fmt::format("the template was removed, but {} still nests it and cannot be "
                                               "deployed without it",
                                               printable(parent->second)));
    }
  }

  // What is shown under its stack need not be shown by itself.
  void leave_to_parents() {
    using Names = std::set<std::string>;
    const std::function<void(const TemplateChange&, Names&)> add = [&](const TemplateChange& change, Names& names) {
      for (const TemplateChange& nested : change.nested) {
        names.insert(nested.new_name);
        add(nested, names);
      }
    };
    const auto name_of = [](const TemplateChange& change) { return normal(change.new_name); };
    Names nested, shown, kept;
    for (const TemplateChange& change : changes_) add(change, nested);
    // Those that are nested nowhere first; of templates that nest each other the first one is shown.
    for (const bool is_nested : {false, true}) {
      for (const TemplateChange& change : changes_) {
        const std::string name = name_of(change);
        if (nested.contains(name) != is_nested || shown.contains(name)) continue;
        kept.insert(name);
        add(change, shown);
      }
    }
    std::erase_if(changes_, [&](const TemplateChange& change) { return !kept.contains(name_of(change)); });
  }

  bool fails(const TemplateChange& change) const {
    if (std::any_of(change.nested.begin(), change.nested.end(),
                    [&](const TemplateChange& nested) { return fails(nested); })) {
      return true;
    }
    const auto has_risk = [&](auto wanted) {
      return std::any_of(change.risks.begin(), change.risks.end(), [&](const Risk& risk) { return wanted(risk.kind); });
    };
    return std::any_of(fail_on_.begin(), fail_on_.end(), [&](const std::string& what) {
      if (what == "any") return !change.is_empty();
      if (what == "data-loss" && has_risk([](RiskKind kind) { return kind == RiskKind::DataLoss; })) return true;
      if (what == "refused") {
        return has_risk([](RiskKind kind) { return kind == RiskKind::Refused || kind == RiskKind::Denied; });
      }
      return std::any_of(change.resources.begin(), change.resources.end(), [&](const ResourceChange& one) {
        if (what == "data-loss") return one.open.loses_data;
        if (what == "removal") return one.action == ChangeAction::Remove || one.open.removes;
        return one.open.replaces || (one.action == ChangeAction::Modify && may_replace(one.effect));
      });
    });
  }

  void print() const {
    if (format_ == "json" || format_ == "change-set") {
      const ChangeList list = format_ == "json" ? ChangeList::Own : ChangeList::All;
      write_out(render_change_json(changes_, list, rest_));
    } else if (format_ == "markdown") {
      write_out(render_change_markdown(changes_, rest_));
    } else if (format_ == "github") {
      write_out(render_change_github(changes_, rest_, folder_));
    } else {
      print_text();
    }
  }

  void print_text() const {
    const ChangeRenderOptions options{wants_color(Stream::Out), terminal_width()};
    std::string out;
    std::size_t unchanged = 0;
    for (const TemplateChange& change : changes_) {
      if (change.is_empty() && change.notes.empty() && changes_.size() > 1) {
        ++unchanged;
        continue;
      }
      if (!out.empty()) out += '\n';
      out += render_change_text(change, options);
    }
    if (unchanged > 0)
      out += fmt::format("{}{} without a change\n", out.empty() ? "" : "\n", plural(unchanged, "template"));
    // Faults are errors, which stand beside the output.
    if (!rest_.skipped.empty()) out += out.empty() ? "Not compared\n" : "\nNot compared\n";
    for (const std::string& one : rest_.skipped) out += fmt::format("  {}\n", printable(one));
    if (out.empty() && !failed_) out = "no template changed\n";
    write_out(out);
  }

  std::string program_;
  ExpandOptions deployment_, old_deployment_;
  bool has_region_ = false;
  std::string format_;
  std::vector<std::string> fail_on_;
  std::optional<StackPolicy> policy_;
  std::vector<TemplateChange> changes_;
  std::set<std::string> old_names_, names_;  // of parameters
  std::set<std::string> resources_;          // that the stack policy may name
  std::vector<std::string> removed_;         // templates that are gone
  NotCompared rest_;
  std::string folder_;  // DiffInputs::folder
  bool failed_ = false;
};

}  // namespace

const HelpPage& diff_help() { return kPage.help; }

int run_diff_command(const Invocation& call) {
  return run_command(call, kPage, [&](const Arguments& arguments) { return DiffCommand(call.program).run(arguments); });
}

}  // namespace virga
