// Read by the leak sanitizer, and by nothing else.

// HTSlib 1.16 gives a file's buffers up when closing it cannot write them: the leak is its own, on a full
// disk.
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libhts.so\n"; }
