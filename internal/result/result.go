// Package result keeps the rows of a statement on the disk: written as they come, read from any row on. It promises that a value comes
// back as it was, type and all, that a reader sees whole rows only, that what is kept is bounded in bytes and time, and that nothing
// half-written is ever read after a crash.
package result
