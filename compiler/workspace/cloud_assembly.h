// CDK cloud assemblies: the output of `cdk synth` in cdk.out.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

// Where an app creates a construct. Line and column count from 1.
struct CreationPlace {
  std::string file;  // as the stack trace names it; mostly absolute, else from the folder that the assembly lies in
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// A folder with a manifest.json that lists stacks. Immutable; may be shared between threads.
// https://docs.aws.amazon.com/cdk/v2/guide/configure-synth.html
class CloudAssembly {
public:
  // Null if the folder contains no assembly. An error if its manifest is broken, "cdk.out/manifest.json:1:17: …", or if
  // a folder with the file cdk.out, which marks an assembly, has none.
  static Result<std::shared_ptr<const CloudAssembly>> open(const std::string& folder);

  // Whether the manifest lists a template in the folder, be the file there or not.
  bool has_template(std::string_view template_name) const { return templates_.contains(template_name); }
  // The templates in the folder that the manifest lists, be the files there or not; sorted.
  std::vector<std::string> templates() const;
  // The region of the stack to which a template in the folder belongs; empty if it is only known at deployment.
  std::string_view region_of(std::string_view template_name) const;
  // The construct that creates a resource of a template in the folder: "Shop/Orders/Resource"; empty if none is known,
  // or several (nested stacks may share a logical ID). The template's metadata "aws:cdk:path", if present, is more
  // precise.
  std::string_view construct_of(std::string_view template_name, std::string_view logical_id) const;
  // Where the app's own code creates a construct; nullopt if unknown.
  std::optional<CreationPlace> creation_of(std::string_view construct_path) const;

private:
  friend class AssemblyReader;

  struct Stack {
    std::string region;
    std::map<std::string, std::string, std::less<>> constructs;  // logical ID -> path; empty if there are several
  };
  std::vector<Stack> stacks_;
  std::map<std::string, std::size_t, std::less<>> templates_;  // file -> its stack, or the stack that it is nested in
  std::map<std::string, CreationPlace, std::less<>> places_;   // path without its leading slash -> place
};

// Whether the file is one that the assembly in its folder lists.
bool is_of_cloud_assembly(const std::string& path);

// The place in a line of a stack trace, "new Shop (/app/lib/shop.ts:16:20)"; nullopt for frames in libraries.
std::optional<CreationPlace> place_of_frame(std::string_view frame);

}  // namespace virga
