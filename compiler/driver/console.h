// Where the program writes, and how.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace virga {

enum class Stream : unsigned char { Out, Err };

// Writes all bytes. False when the stream took no more (a full disk); a closed pipe ends the program quietly, as it
// does other filters.
bool write_to(Stream stream, std::string_view text);
// Why standard output did not take everything so far, as errno says it; 0 when it did.
int output_fault();
inline bool write_out(std::string_view text) { return write_to(Stream::Out, text); }
inline bool write_err(std::string_view text) { return write_to(Stream::Err, text); }

bool is_terminal(Stream stream);
// Colours are used on terminals, unless NO_COLOR is set; CLICOLOR_FORCE and FORCE_COLOR ask for them
// everywhere. --color overrides.
bool wants_color(Stream stream);
enum class ColorChoice : unsigned char { Auto, Always, Never };
void choose_color(ColorChoice choice);
// Columns of the terminal, or of COLUMNS; 100 when neither tells.
std::size_t terminal_width();

// Messages about what the program does, for standard error. Nothing is written below the level that was asked for.
enum class LogLevel : unsigned char { Debug, Info, Off };
void set_log_level(LogLevel level);
bool logs(LogLevel level);
void log(LogLevel level, std::string_view message);

// "virga lint: what is wrong" on standard error, without what could steer a terminal; gives the exit status of usage
// errors, 1.
int usage_error(std::string_view program, std::string_view message);

}  // namespace virga
