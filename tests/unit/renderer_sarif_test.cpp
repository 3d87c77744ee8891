// Validates our SARIF with Microsoft's validator, which checks the schema and further requirements of the standard.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/diagnostics/renderer.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

TEST(SarifRenderer, PassesTheMultitool) {
  const fs::path tool =
      fs::path(VIRGA_SOURCE_DIR) / "schemas/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool";
  ASSERT_TRUE(fs::exists(tool)) << "`./dev setup` installs it";
  // npm sets the executable bit with an install script, which we do not run.
  fs::permissions(tool, fs::perms::owner_exec, fs::perm_options::add);

  const RuleCatalog rules(
      {{"E3012", "Wrong type", "Types have to fit.", "https://docs.aws.amazon.com/"}, {"W1", "", "", ""}});
  const auto renderer = make_renderer(OutputFormat::Sarif, {.rules = &rules, .version = "1.0.0"});
  FileFindings file;
  file.name = "folder with/ä.yaml";
  file.source = std::make_shared<const SourceFile>(file.name, "a: 日本\nb:\n  - c\n  - d\n");
  for (const auto& [rule, range] : std::vector<std::pair<std::string, TextRange>>{
           {"E3012", {3, 9}}, {"W1", {10, 24}}, {"I3011", {0, 0}}, {"E9001", {24, 24}}}) {
    Diagnostic finding;
    finding.rule = rule;
    finding.severity = severity_of(rule);
    finding.range = range;
    finding.path = {std::string("a \"b\""), std::uint32_t{1}};
    finding.message = "It is \"wrong\"";
    finding.notes.push_back({{0, 1}, "Here too", nullptr});
    finding.fixes.push_back({"Replace it", FixSafety::Safe, {{range, "x\ny"}}});
    file.findings.push_back(std::move(finding));
  }
  std::string out;
  renderer->begin(out);
  renderer->file(file, out);
  file.name = fs::temp_directory_path().string() + "/absolute.yaml";
  renderer->file(file, out);
  file.is_file = false;
  file.source = nullptr;
  renderer->file(file, out);
  renderer->end({}, out);

  std::string pattern = (fs::temp_directory_path() / "virga-sarif-XXXXXX").string();
  const fs::path folder = ::mkdtemp(pattern.data());
  std::ofstream(folder / "log.sarif", std::ios::binary) << out;
  const std::string command = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 '" + tool.string() + "' validate '" +
                              (folder / "log.sarif").string() + "' > '" + (folder / "report").string() + "' 2>&1";
  const int status = std::system(command.c_str());  // NOLINT(cert-env33-c): the command is ours
  std::ostringstream report;
  report << std::ifstream(folder / "report").rdbuf();
  EXPECT_EQ(WEXITSTATUS(status), 0) << report.str() << out;
  EXPECT_NE(report.str().find("Analysis completed successfully"), std::string::npos) << report.str();
  EXPECT_EQ(report.str().find(": error "), std::string::npos) << report.str() << out;
  fs::remove_all(folder);
}

}  // namespace
}  // namespace virga
