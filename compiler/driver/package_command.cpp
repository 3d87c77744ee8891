#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
#include "compiler/package/packager.h"
#include "compiler/support/characters.h"
#include "compiler/workspace/output_layout.h"
#include "compiler/workspace/run_settings.h"

namespace virga {

namespace {

constexpr std::string_view kDefaultFolder = "packaged";

constexpr OptionSpec kOptions[] = {
    {"s3-bucket", 'b', Arity::One, false, "BUCKET", "bucket of the packaged objects", "Objects"},
    {"s3-prefix", '\0', Arity::One, false, "PREFIX", "prefix of their keys", "Objects"},
    {"region", 'r', Arity::One, false, "REGION", "of the bucket, for the URLs of nested templates", "Objects"},
    {"out-dir", '\0', Arity::One, false, "DIR", "where to write the objects, each at its key (default: packaged/)",
     "Output"},
    {"output", 'o', Arity::One, false, "FILE", "where to write the template (default: standard output)", "Output"},
    {"format", 'f', Arity::One, false, "FORMAT", "of the template (default: its own)", "Output", "yaml|json"},
    {"diagnostics", 'd', Arity::One, false, "FORMAT", "of errors on standard error (default: text)", "Output",
     "text|json"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Other"},
};

constexpr HelpExample kExamples[] = {
    {"virga package template.yaml -b my-bucket -o packaged.yaml",
     "archives in packaged/, the template in packaged.yaml"},
    {"aws s3 sync packaged/ s3://my-bucket/", "upload them to S3, then deploy packaged.yaml"},
    {"virga package template.yaml -b my-bucket | virga expand -", "the template as it will be deployed"},
};

constexpr std::string_view kFooter =
    "Packages local paths like `sam package` and `aws cloudformation package`, but without a network. Keys are the "
    "first\nhalf of the SHA-256 of the content, so unchanged files keep their keys and are not deployed again.\nExit "
    "status: 0 packaged, 2 refused (standard error says why), 1 wrong usage.\n";

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
bool is_bucket_name(std::string_view name) {
  const auto is_plain = [](char c) { return is_lower(c) || is_digit(c); };
  return name.size() >= 3 && name.size() <= 63 && is_plain(name.front()) && is_plain(name.back()) &&
         name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_plain(c) || c == '-' || c == '.'; });
}

Result<PackageOptions> read_options(const Arguments& arguments) {
  PackageOptions options;
  if (!arguments.has("s3-bucket")) return Error{"missing --s3-bucket BUCKET, the bucket for the objects"};
  options.bucket = arguments.value("s3-bucket");
  if (!is_bucket_name(options.bucket)) {
    return Error{fmt::format(
        "'{}' is not a valid bucket name; use 3 to 63 lower-case letters, digits, dots and hyphens, without s3://",
        options.bucket)};
  }
  std::string_view prefix = arguments.value("s3-prefix");
  while (prefix.starts_with('/')) prefix.remove_prefix(1);
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  options.prefix = prefix;
  if (("/" + options.prefix + "/").find("/../") != std::string::npos) return Error{"--s3-prefix must not contain '..'"};
  options.region = arguments.value("region");
  if (!options.region.empty()) {
    if (const Result<void> known = check_region(options.region); !known) return known.error();
  }
  options.folder = arguments.has("out-dir") ? arguments.value("out-dir") : kDefaultFolder;
  std::error_code ignored;
  const std::filesystem::path here = std::filesystem::current_path(ignored);
  options.without.push_back(std::filesystem::weakly_canonical(here / options.folder, ignored));
  if (arguments.has("output")) {
    const std::filesystem::path file{std::string(arguments.value("output"))};
    options.without.push_back(std::filesystem::weakly_canonical(here / file, ignored));
  }
  return options;
}

const CommandPage kPage = {
    .help = {.summary = "Packages the local files of a template for S3, and rewrites the template.",
             .usage = "TEMPLATE|- --s3-bucket BUCKET [OPTION…]",
             .options = kOptions,
             .examples = kExamples,
             .footer = kFooter},
    .operands = Operands::One};

Result<int> package_template(const Arguments& arguments) {
  const std::string& name = arguments.positional.front();
  const std::string output(arguments.value("output"));
  const bool json = arguments.value("diagnostics") == "json";
  const Result<PackageOptions> options = read_options(arguments);
  if (!options) return options.error();
  if (const Result<void> kept = check_output(output, {name}); !kept) return kept.error();
  Packager packager(*options);
  const std::string text = packager.run(name, arguments.value("format"));
  if (const TemplateProblems& main = packager.problems().back(); main.source == nullptr) {
    return Error{fmt::format("{}: {}", printable(name), main.problems.front().message)};
  }
  ProblemReport report(json);
  for (const TemplateProblems& file : packager.problems()) report.add(file.name, file.source, file.problems);
  report.finish();
  if (text.empty()) return kRefused;
  Result<int> status = write_result(output, text);
  if (!status || *status != 0 || json) return status;
  const std::string folder = options->folder.string();
  write_err(packager.objects() == 0 ? std::string("No local files to package.\n")
                                    : fmt::format("{} in {}; upload them to S3: aws s3 sync {} s3://{}/\n",
                                                  plural(packager.objects(), "object"), printable(folder),
                                                  printable(folder), options->bucket));
  return status;
}

}  // namespace

const HelpPage& package_help() { return kPage.help; }

int run_package_command(const Invocation& call) { return run_command(call, kPage, package_template); }

}  // namespace virga
