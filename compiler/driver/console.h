// Output to the terminal and standard streams.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace virga {

enum class Stream : unsigned char { Out, Err };

// Writes all bytes. False if the stream accepts no more (such as a full disk); a closed pipe ends the program quietly,
// as for other filters.
bool write_to(Stream stream, std::string_view text);
// The errno of the last failed write to standard output; 0 if there was none.
int output_fault();
inline bool write_out(std::string_view text) { return write_to(Stream::Out, text); }
inline bool write_err(std::string_view text) { return write_to(Stream::Err, text); }

bool is_terminal(Stream stream);
// Whether to use colors: on terminals unless NO_COLOR is set; CLICOLOR_FORCE and FORCE_COLOR enable them everywhere.
// --color overrides all of these.
bool wants_color(Stream stream);
enum class ColorChoice : unsigned char { Auto, Always, Never };
void choose_color(ColorChoice choice);
// The width of the terminal in columns, or COLUMNS; 100 if neither is known.
std::size_t terminal_width();

// Log messages on standard error. Messages below the current level are not written.
enum class LogLevel : unsigned char { Debug, Info, Off };
void set_log_level(LogLevel level);
bool logs(LogLevel level);
void log(LogLevel level, std::string_view message);

// Writes "virga lint: message" to standard error without terminal control characters. Returns the exit status for usage
// errors, 1.
int usage_error(std::string_view program, std::string_view message);

}  // namespace virga
