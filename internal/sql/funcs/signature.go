package funcs

import "github.com/glauxhq/glaux/internal/sql/types"

// Signature is one way to call a function.
type Signature struct {
	// Text is the signature as the manual shows it: `(array(T), T) -> boolean`.
	Text string
	// Params are the parameters, as patterns over type variables; with Variadic the last one may repeat.
	Params   []types.Type
	Variadic bool
}
