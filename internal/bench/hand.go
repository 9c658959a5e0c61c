package bench

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	driverduckdb "github.com/duckdb/duckdb-go/v2"
)

// hand is DuckDB without anything of ours: its driver, and Arrow for the rows.
type hand struct {
	connector *driverduckdb.Connector
	conn      driver.Conn
	arrow     *driverduckdb.Arrow
}

// openHand opens a database in memory with the limits that the engine has by default.
func openHand(ctx context.Context, temp string) (*hand, error) {
	connector, err := driverduckdb.NewConnector("", nil)
	if err != nil {
		return nil, err
	}
	conn, err := connector.Connect(ctx)
	if err != nil {
		return nil, errors.Join(err, connector.Close())
	}
	arrow, err := driverduckdb.NewArrowFromConn(conn)
	if err != nil {
		return nil, errors.Join(err, conn.Close(), connector.Close())
	}
	h := &hand{connector, conn, arrow}
	if _, err := h.ask(ctx, "SET temp_directory = "+quote(filepath.Join(temp, "hand"))); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func (h *hand) close() error { return errors.Join(h.conn.Close(), h.connector.Close()) }

// ask runs a statement and fetches its rows.
func (h *hand) ask(ctx context.Context, text string) (rows int64, err error) {
	reader, err := h.arrow.QueryContext(ctx, text)
	if err != nil {
		return 0, err
	}
	defer reader.Release()
	for reader.Next() {
		rows += reader.RecordBatch().NumRows()
	}
	return rows, reader.Err()
}

// quote writes a text as a literal.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// over puts the files into the SQL by hand.
func (q question) over(files []string) string {
	quoted := make([]string, len(files))
	for i, f := range files {
		quoted[i] = quote(f)
	}
	return strings.ReplaceAll(q.duckdb, "FILES", fmt.Sprintf("read_parquet([%s])", strings.Join(quoted, ", ")))
}
