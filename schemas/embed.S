// The facts as read-only data of the program: opening them costs nothing, and pages that are not looked at
// are never loaded. VIRGA_DATABASE_FILE is set by schemas/CMakeLists.txt.
        .section .rodata
        .balign 16
        .globl virga_database_begin, virga_database_end
virga_database_begin:
        .incbin VIRGA_DATABASE_FILE
virga_database_end:
        .balign 16
        .globl virga_documentation_begin, virga_documentation_end
virga_documentation_begin:
        .incbin VIRGA_DOCUMENTATION_FILE
virga_documentation_end:
        .section .note.GNU-stack, "", %progbits
