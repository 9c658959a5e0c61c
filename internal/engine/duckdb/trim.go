package duckdb

/*
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
static void trim(void) { malloc_trim(0); }
#else
static void trim(void) {}
#endif
*/
import "C"

// trim gives memory that was freed back to the system. The C library keeps it, in an arena for each thread, where another thread has no
// use of it: a process that loads one long file after the other would grow by what the last one left. It does nothing where the C library
// cannot.
func trim() { C.trim() }

// Trim gives memory that was freed back to the system, where the C library can.
func Trim() { trim() }
