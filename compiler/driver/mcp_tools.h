// The tools that `virga mcp` offers: each is a command of the program, run as a process of its own. So a tool gives
// what the command line gives, and nothing that happens in it can take the server down.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "compiler/support/result.h"

namespace virga::mcp {

struct ToolResult {
  std::string text;       // what the command printed
  bool is_error = false;  // the command was used wrongly, or refused the template
};

// What tools/list answers: [{name, title, description, inputSchema, annotations}].
// https://modelcontextprotocol.io/specification/2025-06-18/server/tools
nlohmann::json tool_list();

// Runs a tool. The error is for the protocol: there is no such tool. All else is a result that the model reads.
// `program` is the path of this program.
Result<ToolResult> call_tool(const std::string& program, std::string_view name, const nlohmann::json& arguments);

}  // namespace virga::mcp
