package duckdb

/*
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
static void one_arena(void) { mallopt(M_ARENA_MAX, 1); }
#else
static void one_arena(void) {}
#endif
*/
import "C"

// OneArena makes this process allocate from one arena. The C library keeps an arena for every thread that it sees, and what is freed in
// one is of no use to another: a process that loads a long bill holds 50 MB less with one. It is for programs that load with one
// thread: threads that run queries side by side would wait for each other. It does nothing where the C library has no arenas.
func OneArena() { C.one_arena() }
