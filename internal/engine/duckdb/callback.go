package duckdb

/*
#include <stdint.h>
#include <stdlib.h>

typedef void *pointer;
extern void glauxBind(pointer info);
extern pointer glauxCopy(pointer handle);
extern void glauxCall(pointer info, pointer input, pointer output);
extern void glauxForget(pointer handle);
*/
import "C"

import (
	"runtime/cgo"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// The functions that DuckDB calls back: to bind a call in a query, to compute a chunk, and to copy and let go of what it keeps
// for us. What a function is, and the session that a call is in, travel through DuckDB as handles in pieces of C memory, since Go
// pointers may not.

// callbacks returns the addresses that DuckDB needs.
func callbacks() (bind, call, forget unsafe.Pointer) {
	return C.glauxBind, C.glauxCall, C.glauxForget
}

// remember puts a Go value where C can keep it.
func remember(v any) unsafe.Pointer {
	p := C.calloc(1, C.size_t(unsafe.Sizeof(C.uintptr_t(0))))
	*(*C.uintptr_t)(p) = C.uintptr_t(cgo.NewHandle(v))
	return p
}

// recall returns what was remembered.
func recall(p unsafe.Pointer) any { return cgo.Handle(*(*C.uintptr_t)(p)).Value() }

// forget lets go of what was remembered.
func forget(p unsafe.Pointer) {
	cgo.Handle(*(*C.uintptr_t)(p)).Delete()
	C.free(p)
}

//export glauxForget
func glauxForget(p unsafe.Pointer) { forget(p) }

//export glauxCopy
func glauxCopy(p unsafe.Pointer) unsafe.Pointer { return p }

//export glauxBind
func glauxBind(info unsafe.Pointer) {
	bind := bindings.BindInfo{Ptr: info}
	f, ok := recall(bindings.ScalarFunctionBindGetExtraInfo(bind)).(*function)
	if !ok {
		bindings.ScalarFunctionBindSetError(bind, "no such function")
		return
	}
	var client bindings.ClientContext
	bindings.ScalarFunctionGetClientContext(bind, &client)
	defer bindings.DestroyClientContext(&client)
	if s := f.in.session(bindings.ClientContextGetConnectionId(client)); s != nil {
		// One pointer for all calls of a session, so that DuckDB sees equal calls as equal.
		bindings.ScalarFunctionSetBindData(bind, s.handle, nil)
		bindings.ScalarFunctionSetBindDataCopy(bind, C.glauxCopy)
	}
}

//export glauxCall
func glauxCall(info, input, output unsafe.Pointer) {
	call := bindings.FunctionInfo{Ptr: info}
	f, ok := recall(bindings.ScalarFunctionGetExtraInfo(call)).(*function)
	if !ok {
		bindings.ScalarFunctionSetError(call, "no such function")
		return
	}
	var s *session
	if p := bindings.ScalarFunctionGetBindData(call); p != nil {
		s, _ = recall(p).(*session)
	}
	if err := f.compute(s, bindings.DataChunk{Ptr: input}, bindings.Vector{Ptr: output}); err != nil {
		bindings.ScalarFunctionSetError(call, err.Error())
	}
}
