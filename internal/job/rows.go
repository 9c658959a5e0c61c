package job

import (
	"github.com/glauxhq/glaux/internal/result"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Rows are the rows of a job, for as long as who reads them may see them: what is being read ends with a revoke.
type Rows struct {
	*result.Reader
	holds func() error // nil for who administers the workgroup
}

// Read returns rows as result.Reader does. An error with the code PERMISSION_DENIED is that the rights of who reads have changed.
func (r *Rows) Read(from int64, n int) ([][]value.Value, error) {
	if r.holds != nil {
		if err := r.holds(); err != nil {
			return nil, err
		}
	}
	return r.Reader.Read(from, n)
}
