package duckdb

/*
#include <stdint.h>
#include <stdlib.h>

typedef void *pointer;
extern void glauxCall(pointer info, pointer input, pointer output);
extern void glauxForget(pointer handle);
*/
import "C"

import (
	"runtime/cgo"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// The two functions that DuckDB calls back: to compute a chunk, and to let go of a function. What a function is travels
// through DuckDB as a handle in a piece of C memory, since Go pointers may not.

// callbacks returns the addresses that DuckDB needs.
func callbacks() (call, forget unsafe.Pointer) {
	return C.glauxCall, C.glauxForget
}

// remember puts a Go value where C can keep it.
func remember(v any) unsafe.Pointer {
	p := C.malloc(C.size_t(unsafe.Sizeof(C.uintptr_t(0))))
	*(*C.uintptr_t)(p) = C.uintptr_t(cgo.NewHandle(v))
	return p
}

// recall returns what was remembered.
func recall(p unsafe.Pointer) any { return cgo.Handle(*(*C.uintptr_t)(p)).Value() }

//export glauxForget
func glauxForget(p unsafe.Pointer) {
	cgo.Handle(*(*C.uintptr_t)(p)).Delete()
	C.free(p)
}

//export glauxCall
func glauxCall(info, input, output unsafe.Pointer) {
	call := bindings.FunctionInfo{Ptr: info}
	f, ok := recall(bindings.ScalarFunctionGetExtraInfo(call)).(*function)
	if !ok {
		bindings.ScalarFunctionSetError(call, "no such function")
		return
	}
	if err := f.compute(bindings.DataChunk{Ptr: input}, bindings.Vector{Ptr: output}); err != nil {
		bindings.ScalarFunctionSetError(call, err.Error())
	}
}
