/* Checks a template that is in memory; docs/embedding.md shows how it is built. */
#include <stdio.h>
#include <string.h>
#include <virga.h>

int main(void) {
  const char* text =
      "Resources:\n"
      "  Orders:\n"
      "    Type: AWS::SQS::Queue\n"
      "    Properties:\n"
      "      QueueNam: orders\n";

  virga_result* result = virga_lint(text, strlen(text), "queue.yaml", NULL, "parseable");
  int status = virga_result_status(result);
  fputs(virga_result_text(result, NULL), stdout);
  virga_result_free(result);

  const char* loop =
      "Transform: AWS::LanguageExtensions\n"
      "Resources:\n"
      "  Fn::ForEach::Topics: [Kind, [A, B], {\"Topic${Kind}\": {Type: AWS::SNS::Topic}}]\n";
  result = virga_expand(loop, strlen(loop), NULL, NULL, NULL);
  fputs(virga_result_text(result, NULL), stdout);
  virga_result_free(result);
  return status;
}
