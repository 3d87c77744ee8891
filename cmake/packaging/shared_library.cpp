// The one file that only libvirga.so has.
//
// The C library's variable of this name tells std::shared_ptr whether it can count without atomic operations. The other
// objects look for it within the program that they are linked into, where a shared library has it not; so it has one of
// its own, which says no, and nobody outside sees it (libvirga.map).
extern "C" char __libc_single_threaded;  // NOLINT(bugprone-reserved-identifier): its name
char __libc_single_threaded = 0;         // NOLINT(bugprone-reserved-identifier)
