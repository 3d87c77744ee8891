// `virga mcp`: the Model Context Protocol over standard input and output, one JSON-RPC message per line.
// https://modelcontextprotocol.io/specification/2025-06-18/basic
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/mcp_tools.h"
#include "compiler/support/json_text.h"
#include "lsp/protocol/messages.h"

namespace virga {

namespace {

using Json = nlohmann::json;
using lsp::ErrorCode;

// Versions of the protocol whose tools are as we serve them, the newest first.
constexpr std::string_view kVersions[] = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};

constexpr std::string_view kInstructions =
    "Checks, expands, compares and fixes AWS CloudFormation and SAM templates, without a network. Lint a template "
    "after "
    "each change; ask 'schema' before writing a resource type that you are not sure of.";

class McpServer {
public:
  explicit McpServer(std::string program) : program_(std::move(program)) {}

  // The answer to a message, or nothing for a notification.
  std::string answer(std::string_view line) const {
    const Result<Json> message = parse_json(line);
    if (!message) return failure(nullptr, ErrorCode::ParseError, message.message());
    if (!message->is_object() || message->value("jsonrpc", Json()) != "2.0") {
      return failure(nullptr, ErrorCode::InvalidRequest, "expected a message of JSON-RPC 2.0");
    }
    const auto method = message->find("method");
    const auto id = message->find("id");
    // Notifications, and answers to requests, which we never send.
    if (method == message->end() || id == message->end()) return {};
    if (!method->is_string() || !(id->is_string() || id->is_number())) {
      return failure(nullptr, ErrorCode::InvalidRequest, "a request needs a method and an id");
    }
    return request(*id, method->get<std::string>(), message->value("params", Json::object()));
  }

private:
  static std::string success(const Json& id, Json result) { return lsp::to_text(lsp::response(id, std::move(result))); }
  static std::string failure(const Json& id, ErrorCode code, std::string_view message) {
    return lsp::to_text(lsp::error_response(id, code, message));
  }

  std::string request(const Json& id, const std::string& method, const Json& params) const {
    if (method == "ping") return success(id, Json::object());
    if (method == "initialize") return success(id, initialize(params));
    if (method == "tools/list") return success(id, {{"tools", mcp::tool_list()}});
    if (method != "tools/call") {
      return failure(id, ErrorCode::MethodNotFound, fmt::format("unknown method '{}'", method));
    }
    const Json name = params.is_object() ? params.value("name", Json()) : Json();
    const Json arguments = params.is_object() ? params.value("arguments", Json::object()) : Json();
    if (!name.is_string() || !arguments.is_object()) {
      return failure(id, ErrorCode::InvalidParams, "tools/call needs a name, and arguments that are an object");
    }
    const Result<mcp::ToolResult> called = mcp::call_tool(program_, name.get<std::string>(), arguments);
    if (!called) return failure(id, ErrorCode::InvalidParams, called.message());
    Json content = {{"type", "text"}, {"text", called->text}};
    return success(id, {{"content", Json::array({std::move(content)})}, {"isError", called->is_error}});
  }

  static Json initialize(const Json& params) {
    const Json asked = params.is_object() ? params.value("protocolVersion", Json()) : Json();
    const auto* const known = std::find_if(std::begin(kVersions), std::end(kVersions),
                                           [&](std::string_view version) { return asked == version; });
    return {{"protocolVersion", known == std::end(kVersions) ? kVersions[0] : *known},
            {"capabilities", {{"tools", Json::object()}}},
            {"serverInfo", {{"name", "virga"}, {"title", "Virga"}, {"version", program_version()}}},
            {"instructions", kInstructions}};
  }

  std::string program_;
};

// Answers each line of standard input until it ends.
int serve(const McpServer& server) {
  std::string buffer;
  std::array<char, std::size_t{64} * 1024> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): read() fills it
  for (;;) {
    const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return 0;
    const std::size_t seen = buffer.size();
    buffer.append(bytes.data(), static_cast<std::size_t>(count));
    std::size_t begin = 0;
    for (std::size_t end = buffer.find('\n', seen); end != std::string::npos; end = buffer.find('\n', begin)) {
      const std::string_view line = std::string_view(buffer).substr(begin, end - begin);
      begin = end + 1;
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      const std::string text = server.answer(line);
      if (!text.empty() && !write_out(text + "\n")) return kFailed;
    }
    buffer.erase(0, begin);
    if (buffer.size() > kMaxJsonBytes) return usage_error("virga mcp", "a message is longer than 16 MiB");
  }
}

constexpr OptionSpec kOptions[] = {{"help", 'h', Arity::Flag, false, {}, "print this help", "Options"}};

constexpr HelpExample kExamples[] = {
    {R"({"mcpServers": {"virga": {"command": "virga", "args": ["mcp"]}}})", "in an agent's configuration"},
};

const CommandPage kPage = {.help = {.summary = "Serves the Model Context Protocol over standard input and output.",
                                    .usage = "",
                                    .options = kOptions,
                                    .examples = kExamples,
                                    .footer = "The tools are lint, expand, diff, fix, schema and explain. They return "
                                              "what these commands print as JSON.\n"}};

}  // namespace

const HelpPage& mcp_help() { return kPage.help; }

int run_mcp_command(const Invocation& call) {
  return run_command(call, kPage, [](const Arguments& arguments) -> Result<int> {
    if (!arguments.positional.empty()) {
      return Error{"takes no arguments; it communicates over standard input and output"};
    }
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return Error{"the path of this program is not known: " + error.message()};
    return serve(McpServer(program.string()));
  });
}

}  // namespace virga
