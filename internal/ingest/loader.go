package ingest

import (
	"context"

	"github.com/glauxhq/glaux/internal/source"
)

// Loader reads the files of a delivery and writes the lake's own copies of them. An engine has one.
type Loader interface {
	// Convert writes the rows of c.Files as new Parquet files, one set for each billing period, in the order of the
	// periods. On an error nothing that it wrote counts.
	Convert(ctx context.Context, c source.Conversion) ([]source.Piece, error)
	// Measure counts the rows, and sums the columns, of Parquet files that Convert wrote. A column that is not in them, or
	// holds no value, is missing from the totals.
	Measure(ctx context.Context, paths, columns []string) (source.Measure, error)
}
