/* Virga for programs in C, and in languages that call C.
 *
 * A call reads one template and gives a result, which the caller frees. Texts are UTF-8 and end with a zero byte, which
 * their size does not count; texts of a result live as long as it does. Any thread may call any function. No call reads
 * or writes a file but those that the template names in its own folder, writes to the terminal, or uses a network. */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct virga_result virga_result;

enum virga_status {
  VIRGA_OK = 0,      /* nothing to report */
  VIRGA_REFUSED = 2, /* there are findings, or the template is refused */
  VIRGA_MISUSE = 1   /* the text of the result says which argument is wrong */
};

/* "0.1.0" */
const char* virga_version(void);

/* Checks a template, YAML or JSON. `name` stands for its file in the output, and tells the folder for files that it
 * names; null for none. `regions` are those to deploy to, separated by commas; null for us-east-1. The text of the
 * result is in a `format` that `virga lint --format` has, such as "json" or "sarif"; null for "json". */
virga_result* virga_lint(const char* text, size_t size, const char* name, const char* regions, const char* format);

/* Expands the transforms of a template. The text is the template that comes out, as "yaml" or "json" (`format`; null
 * for the template's own), or where it is refused one line for each problem. */
virga_result* virga_expand(const char* text, size_t size, const char* name, const char* region, const char* format);

enum virga_status virga_result_status(const virga_result* result);
/* Sets `size` where it is not null. */
const char* virga_result_text(const virga_result* result, size_t* size);
/* Null is nothing to free. */
void virga_result_free(virga_result* result);

#ifdef __cplusplus
}
#endif
