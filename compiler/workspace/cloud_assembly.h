// Cloud assemblies: what `cdk synth` writes into cdk.out.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

// Where an app creates a construct. Lines and columns count from 1.
struct CreationPlace {
  std::string file;  // as the stack trace names it; mostly absolute, else from the folder that the assembly lies in
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// A folder with a manifest.json of stacks. Immutable; may be shared between threads.
// https://docs.aws.amazon.com/cdk/v2/guide/configure-synth.html
class CloudAssembly {
public:
  // Null when the folder holds none, or one that cannot be read.
  static std::shared_ptr<const CloudAssembly> open(const std::string& folder);

  // The region of the stack that a template of the folder is for; empty when that is only decided later.
  std::string_view region_of(std::string_view template_name) const;
  // The construct that makes a resource of a template of the folder: "Shop/Orders/Resource"; empty when none is known,
  // or several (nested stacks may share a logical id). Metadata's "aws:cdk:path" says it where the template has that.
  std::string_view construct_of(std::string_view template_name, std::string_view logical_id) const;
  // Where the app's own code creates a construct.
  std::optional<CreationPlace> creation_of(std::string_view construct_path) const;

private:
  friend class AssemblyReader;

  struct Stack {
    std::string region;
    std::map<std::string, std::string, std::less<>> constructs;  // logical id -> path; empty for several
  };
  std::vector<Stack> stacks_;
  std::map<std::string, std::size_t, std::less<>> templates_;  // file -> its stack, or the one that it is nested in
  std::map<std::string, CreationPlace, std::less<>> places_;   // path without the slash before it -> place
};

// The place in a line of a stack trace, "new Shop (/app/lib/shop.ts:16:20)"; nothing for frames of libraries.
std::optional<CreationPlace> place_of_frame(std::string_view frame);

}  // namespace virga
