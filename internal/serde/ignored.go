package serde

import (
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// ignored stands in for the builder of a column of a file that the table does not name.
type ignored struct{ array.Builder }

func ignoredType() types.Type { return types.Text() }

// nowhere drops the values of such a column.
type nowhere struct{}

func (nowhere) put([]byte) bool { return true }
func (nowhere) null()           {}
