"""Checks a template that is in memory: python3 check.py libvirga.so"""
import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
library.virga_lint.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p]
library.virga_lint.restype = ctypes.c_void_p
library.virga_result_text.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
library.virga_result_text.restype = ctypes.c_char_p
library.virga_result_free.argtypes = [ctypes.c_void_p]


def lint(text: str, name: str) -> str:
    data = text.encode()
    result = library.virga_lint(data, len(data), name.encode(), None, b"parseable")
    try:
        return library.virga_result_text(result, None).decode()
    finally:
        library.virga_result_free(result)


print(lint("Resources:\n  Orders: {Type: AWS::SQS::Queue, Properties: {QueueNam: orders}}\n", "queue.yaml"), end="")
