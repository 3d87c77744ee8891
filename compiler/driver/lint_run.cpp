#include "compiler/driver/lint_run.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <iterator>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "compiler/change/stack_policy.h"
#include "compiler/driver/changed_files.h"
#include "compiler/driver/console.h"
#include "compiler/driver/construct_notes.h"
#include "compiler/driver/progress.h"
#include "compiler/driver/stack_sets.h"
#include "compiler/support/ordered_parallel.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/carriers.h"
#include "compiler/workspace/data_file.h"
#include "compiler/workspace/secrets.h"
#include "compiler/workspace/template_source.h"
#include "rules/engine/linter.h"

namespace virga {

namespace {

using FileList = std::vector<FileFindings>;

// Findings of the same rule, place and path say the same, whatever values their messages name.
std::string place_of(const Diagnostic& finding) {
  std::string key = fmt::format("{}\n{}-{}", finding.rule, finding.range.begin, finding.range.end);
  for (const PathElement& step : finding.path) {
    const auto* name = std::get_if<std::string>(&step);
    key += name != nullptr ? fmt::format("\n/{}", *name) : fmt::format("\n[{}]", std::get<std::uint32_t>(step));
  }
  return key;
}

// Puts the findings of several parameter sets together: each once, in the order of lines and ids.
class MergedFindings {
public:
  void add(std::vector<Diagnostic> more) {
    for (Diagnostic& finding : more) {
      if (known_.insert(key_of(finding)).second) findings_.push_back(std::move(finding));
    }
  }

  // Appends to the findings that the file already has.
  void move_into(FileFindings& file) {
    const auto line_of = [&](const Diagnostic& finding) {
      return file.source == nullptr ? 0 : file.source->lines().line_of(finding.range.begin);
    };
    std::move(findings_.begin(), findings_.end(), std::back_inserter(file.findings));
    std::stable_sort(file.findings.begin(), file.findings.end(), [&](const Diagnostic& a, const Diagnostic& b) {
      return std::tuple(line_of(a), std::string_view(a.rule)) < std::tuple(line_of(b), std::string_view(b.rule));
    });
  }

private:
  // Findings with the same rule, range, message and path are duplicates.
  static std::string key_of(const Diagnostic& finding) {
    return fmt::format("{}\n{}", place_of(finding), finding.message);
  }

  std::vector<Diagnostic> findings_;
  std::unordered_set<std::string> known_;
};

class JobRunner {
public:
  JobRunner(const LintJob& job, const LintRunOptions& options) : job_(job), options_(options) {}

  FileList run() {
    FileList files(1);
    FileFindings& file = files.front();
    file.name = job_.name;
    file.is_file = job_.name != "-";
    log(LogLevel::Info, fmt::format("linting {}", job_.name));
    SourceFilePtr changed = options_.files != nullptr ? options_.files->find(job_.name) : nullptr;
    ReadResult read = changed != nullptr ? ReadResult{unwrapped(std::move(changed)), {}} : read_template(job_.name);
    if (read.file == nullptr) {
      Diagnostic finding;
      finding.rule = "E0000";
      finding.message = std::move(read.error.message);
      if (shows_unparsable()) file.findings.push_back(std::move(finding));
      return files;
    }
    file.source = std::move(read.file);
    if (is_stack_policy(file.source)) {
      lint_policy(file);
      return files;
    }
    const std::shared_ptr<const CloudAssembly> assembly = assembly_of(job_.name);
    if (assembly != nullptr) take_region(*assembly);
    std::shared_ptr<const Snapshot> snapshot;
    std::optional<CarriedTemplate> carried = carried_template(file.source);
    if (carried && !(job_.is_template && carried->facts.carrier == Carrier::ServerlessFramework)) {
      // Parameter sets are those of templates; what a tool passes is its own affair.
      snapshot = lint_carried(std::move(*carried), file);
    } else if (job_.sets.empty()) {
      snapshot = open_snapshot(file.source, lint_options());
      file.findings = findings_of(*snapshot, lint_options());
    } else {
      snapshot = lint_sets(files);
    }
    // Files of parameter sets stand before the template.
    name_regions(*snapshot, lint_options(), job_.sets, files.back());
    if (assembly != nullptr) add_construct_notes(*snapshot, *assembly, files.back());
    FileList beside = lint_stack_sets(*snapshot, files.back());
    hide_secrets(*snapshot, files.back());
    std::move(beside.begin(), beside.end(), std::back_inserter(files));
    return files;
  }

private:
  const LintOptions& lint_options() const { return own_options_ ? *own_options_ : *options_.lint; }

  void hide_secrets(const Snapshot& snapshot, FileFindings& file) const {
    if (!options_.shows_excerpts) return;
    file.secrets = secret_ranges(snapshot.tree(), file.findings);
    for (const Diagnostic& finding : file.findings) {
      for (const Note& note : finding.notes) {
        if (note.file == nullptr || note.file == file.source) continue;
        const bool is_known = std::any_of(file.secrets_elsewhere.begin(), file.secrets_elsewhere.end(),
                                          [&](const auto& one) { return one.first == note.file; });
        if (!is_known) file.secrets_elsewhere.emplace_back(note.file, secret_ranges(note.file));
      }
    }
  }

  void take_region(const CloudAssembly& assembly) {
    LintOptions own = *options_.lint;
    if (options_.own_regions && take_region_of_stack(assembly, job_.name, own)) own_options_ = std::move(own);
  }

  // Could what was found be otherwise in another region?
  static bool depends_on_region(const FileFindings& file, const std::vector<std::string>& regions) {
    constexpr std::array<std::string_view, 5> kRegional = {"AWS::Region", "AWS::Partition", "AWS::URLSuffix",
                                                           "AWS::StackId", "GetAZs"};
    const std::string_view text = file.source->text();
    const auto holds = [](std::string_view whole, std::string_view part) {
      return whole.find(part) != std::string_view::npos;
    };
    if (std::any_of(kRegional.begin(), kRegional.end(), [&](std::string_view name) { return holds(text, name); })) {
      return true;
    }
    // Values that some regions lack: the message names one of those.
    return std::any_of(file.findings.begin(), file.findings.end(), [&](const Diagnostic& finding) {
      return std::any_of(regions.begin(), regions.end(),
                         [&](const std::string& region) { return holds(finding.message, region); });
    });
  }

  static bool ends_with_region(std::string_view message, std::string_view region) {
    return message.ends_with(fmt::format("AWS::Region is {}", region));
  }

  // Of a run for several regions: those in which each finding holds, where these are not all. The template is judged
  // for each of them alone, which only templates with findings have to bear.
  void name_regions(const Snapshot& snapshot, const LintOptions& base,
                    const std::vector<std::shared_ptr<const ParameterSet>>& sets, FileFindings& file) const {
    const std::vector<std::string>& regions = snapshot.options().regions;
    // With `merge` the template's Metadata adds regions to every run.
    if (regions.size() < 2 || snapshot.is_broken() || file.findings.empty() || base.rules.merge) return;
    if (!depends_on_region(file, regions)) return;
    std::unordered_map<std::string, std::vector<std::string>> holds;
    SettledFindings settled;
    const auto judge = [&](const std::string& region, const ParameterSet* set) {
      LintOptions options = base;
      options.regions = options.evaluation.regions = {region};
      options.evaluation.region = region;
      options.regions_fixed = true;
      if (set != nullptr) options.evaluation.parameters.insert(set->values.begin(), set->values.end());
      const std::shared_ptr<const Snapshot> alone = open_snapshot(snapshot, options);
      for (const Diagnostic& finding : findings_of(*alone, options, &settled)) {
        std::vector<std::string>& found = holds[place_of(finding)];
        if (found.empty() || found.back() != region) found.push_back(region);
      }
    };
    for (const std::string& region : regions) {
      if (sets.empty()) judge(region, nullptr);
      for (const auto& set : sets) judge(region, set.get());
    }
    for (const Diagnostic& finding : file.findings) {
      const auto found = holds.find(place_of(finding));
      if (found == holds.end()) continue;
      std::vector<std::string> where = found->second;
      // One of several findings of the place, for a value that only these regions have.
      if (finding.message.find("AWS::Region is ") != std::string::npos) {
        std::erase_if(where, [&](const std::string& region) { return !ends_with_region(finding.message, region); });
      }
      if (!where.empty() && where.size() < regions.size()) {
        file.regional.push_back({finding.rule, finding.range, finding.message, std::move(where)});
      }
    }
  }

  // What a stack set deploys, for the regions that it deploys it to.
  FileList lint_stack_sets(const Snapshot& snapshot, FileFindings& parent) const {
    FileList beside;
    if (snapshot.is_broken()) return beside;
    const SourceFilePtr source = parent.source;
    for (StackSetTemplate& set : stack_set_templates(snapshot.written().model(), source, *lint_options().files)) {
      LintOptions options = lint_options();
      if (!set.regions.empty()) {
        options.regions = options.evaluation.regions = set.regions;
        options.evaluation.region = set.regions.front();
        options.regions_fixed = true;
      } else if (!set.is_inline) {
        continue;
      }
      FileFindings file{.name = set.source->name(), .source = set.is_inline ? source : set.source};
      const std::shared_ptr<const Snapshot> own = open_snapshot(set.source, options);
      file.findings = findings_of(*own, options);
      name_regions(*own, options, {}, file);
      if (set.is_inline) {
        take_inline(set, std::move(file), parent);
      } else {
        leave_to_own_job(set.source, file);
        hide_secrets(*own, file);
        if (!file.findings.empty()) beside.push_back(std::move(file));
      }
    }
    return beside;
  }

  // Findings in a text of the file are the file's; there are no fixes in texts. Advice is about the file's own
  // template.
  static void take_inline(const StackSetTemplate& set, FileFindings text, FileFindings& file) {
    MergedFindings merged;
    std::erase_if(text.findings, [](const Diagnostic& finding) { return finding.severity == Severity::Informational; });
    for (Diagnostic& finding : text.findings) {
      finding.path.insert(finding.path.begin(), set.path.begin(), set.path.end());
      finding.fixes.clear();
    }
    merged.add(std::move(text.findings));
    merged.move_into(file);
    std::move(text.regional.begin(), text.regional.end(), std::back_inserter(file.regional));
  }

  // What the file has by itself is reported where it is linted by itself.
  void leave_to_own_job(const SourceFilePtr& source, FileFindings& file) const {
    std::unordered_set<std::string> known;
    for (const Diagnostic& finding : findings_of(*open_snapshot(source, lint_options()), lint_options())) {
      known.insert(place_of(finding));
    }
    std::erase_if(file.findings, [&](const Diagnostic& finding) { return known.contains(place_of(finding)); });
  }

  void lint_policy(FileFindings& file) const {
    if (!lint_options().rules.runs("V3601")) return;
    for (StackPolicyFault& fault : StackPolicy::check(file.source)) {
      Diagnostic& finding = file.findings.emplace_back();
      finding.rule = "V3601";
      finding.severity = Severity::Error;
      finding.range = fault.place;
      finding.message = std::move(fault.message);
    }
  }

  // The template in a file of another tool.
  std::shared_ptr<const Snapshot> lint_carried(CarriedTemplate carried, FileFindings& file) const {
    LintOptions options = lint_options();
    options.expansion = options.expansion && !carried.facts.is_part;
    std::shared_ptr<const Snapshot> snapshot = open_snapshot(std::move(carried.tree), options);
    file.findings = findings_of(*snapshot, options);
    keep_certain(carried.facts, *snapshot, file.findings);
    return snapshot;
  }

  // Each set with the options of the job; `files` has the template.
  std::shared_ptr<const Snapshot> lint_sets(FileList& files) const {
    const SourceFilePtr source = files.front().source;
    MergedFindings merged;
    SettledFindings settled;
    std::shared_ptr<const Snapshot> snapshot;
    for (const auto& set : job_.sets) {
      LintOptions options = lint_options();
      options.evaluation.parameters.insert(set->values.begin(), set->values.end());
      snapshot = snapshot == nullptr ? open_snapshot(source, options) : open_snapshot(*snapshot, options);
      merged.add(findings_of(*snapshot, options, &settled));
    }
    check_sets(*snapshot, files, merged);
    return snapshot;
  }

  bool shows_unparsable() const { return !options_.skip_unparsable && options_.lint->rules.runs("E0000"); }

  std::vector<Diagnostic> findings_of(const Snapshot& snapshot, const LintOptions& options,
                                      SettledFindings* settled = nullptr) const {
    LintResult result = lint(snapshot, options, {}, settled);
    if (result.unparsable && !shows_unparsable()) {
      std::erase_if(result.findings, [](const Diagnostic& finding) { return finding.rule == "E0000"; });
    }
    return std::move(result.findings);
  }

  // Checks the sets. Findings are added to the sets' own files, before the template or, if a set has no file, to
  // `merged`, which becomes the template's findings.
  void check_sets(const Snapshot& snapshot, FileList& files, MergedFindings& merged) const {
    FileList of_sets;
    if (options_.lint->rules.runs("E2900") && !snapshot.is_broken()) {
      of_sets = check_sets(snapshot.written().model(), merged);
    }
    merged.move_into(files.front());
    files.insert(files.begin(), std::make_move_iterator(of_sets.begin()), std::make_move_iterator(of_sets.end()));
  }

  FileList check_sets(const Template& model, MergedFindings& merged) const {
    FileList of_sets;
    for (const auto& set : job_.sets) {
      std::vector<Diagnostic> found = check_parameter_set(model, *set);
      if (found.empty()) continue;
      if (set->file == nullptr) {
        merged.add(std::move(found));
      } else {
        FileFindings file{.name = set->name, .source = set->file, .secrets = secret_ranges(model, *set)};
        MergedFindings own;
        own.add(std::move(found));
        own.move_into(file);
        of_sets.push_back(std::move(file));
      }
    }
    return of_sets;
  }

  const LintJob& job_;
  const LintRunOptions& options_;
  std::optional<LintOptions> own_options_;  // with the stack's own region
};

}  // namespace

void run_lint(std::span<const LintJob> jobs, const LintRunOptions& options,
              const std::function<void(FileFindings&&)>& emit) {
  Progress progress(jobs.size());
  const auto hand_over = [&](FileList files) {
    for (FileFindings& file : files) emit(std::move(file));
    progress.step();
  };
  ordered_parallel<FileList>(
      jobs.size(), options.jobs, [&](std::size_t job) { return JobRunner(jobs[job], options).run(); },
      [&](FileList&& files) { hand_over(std::move(files)); });
}

RunExports read_exports(std::span<const LintJob> jobs, const LintRunOptions& options) {
  RunExports exports;
  ordered_parallel<std::shared_ptr<const Snapshot>>(
      jobs.size(), options.jobs,
      [&](std::size_t job) -> std::shared_ptr<const Snapshot> {
        const ReadResult read = jobs[job].name == "-" ? ReadResult() : read_template(jobs[job].name);
        if (read.file == nullptr || carried_template(read.file)) return nullptr;
        return open_snapshot(read.file, *options.lint);
      },
      [&, job = std::size_t{0}](const std::shared_ptr<const Snapshot>& snapshot) mutable {
        const std::string& name = jobs[job++].name;
        snapshot == nullptr ? exports.add_unknown() : exports.add(name, *snapshot);
      });
  return exports;
}

bool take_region_of_stack(const CloudAssembly& assembly, const std::string& path, LintOptions& options) {
  const std::string region(assembly.region_of(std::filesystem::path(path).filename().string()));
  if (region.empty()) return false;
  options.regions = options.evaluation.regions = {region};
  options.evaluation.region = region;
  return true;
}

FileFindings command_line_finding(std::string name, std::string message, std::string rule) {
  FileFindings file;
  file.name = std::move(name);
  file.is_file = false;
  Diagnostic finding;
  finding.severity = severity_of(rule);
  finding.rule = std::move(rule);
  finding.message = std::move(message);
  file.findings.push_back(std::move(finding));
  return file;
}

}  // namespace virga
