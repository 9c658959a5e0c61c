package statement

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// maxRepaired is how many partitions one MSCK REPAIR TABLE registers at most.
const maxRepaired = 1_000_000

// repair registers the partitions whose folders lie below the table's location under the names that Hive gives them, key=value. It forgets
// none.
func (e *Executor) repair(ctx context.Context, c query.Call, s *ast.RepairTable) (*query.Result, error) {
	name, err := e.target(ctx, c, s.Name)
	if err != nil {
		return nil, err
	}
	own, err := e.own(name)
	if err != nil {
		return nil, err
	}
	if own == nil || own.Kind != metastore.External || len(own.PartitionKeys) == 0 {
		return nil, hive(fault.Invalid, ddlTask+"Table %s is not a partitioned external table", name.Table)
	}
	found, err := e.folders(ctx, own)
	if err != nil {
		return nil, err
	}
	var missing, lines []string
	_, err = e.edit(ctx, func(r *metastore.Record) error {
		old := r.Table(name.Database, name.Table)
		if old == nil {
			return noTable(name)
		}
		t := old.Clone()
		known := map[string]bool{}
		for _, p := range t.Partitions {
			known[partitionName(t.PartitionKeys, p.Values)] = true
		}
		for _, values := range found {
			shown := partitionName(t.PartitionKeys, values)
			if known[shown] {
				continue
			}
			missing = append(missing, name.Table+":"+shown)
			lines = append(lines, fmt.Sprintf("Repair: Added partition to metastore %s:%s", name.Table, shown))
			t.Partitions = append(t.Partitions, metastore.Partition{
				Values: values, Location: t.Location + partitionName(t.PartitionKeys, escaped(values)) + "/", Created: e.Now(),
			})
		}
		if len(missing) == 0 {
			return errNothing
		}
		r.Databases[name.Database].Tables[name.Table] = t
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(missing) > 0 {
		lines = append([]string{"Partitions not in metastore:\t" + strings.Join(missing, "\t")}, lines...)
	}
	return query.Texts("result", lines), nil
}

// folders returns the values of the partitions whose folders lie below the table's location, in the order of their names.
func (e *Executor) folders(ctx context.Context, t *metastore.Table) ([][]string, error) {
	places, err := e.places()
	if err != nil {
		return nil, err
	}
	if places.Remote(t.Location) {
		return nil, fault.New(fault.Invalid, "NOT_SUPPORTED", fmt.Sprintf(
			"MSCK REPAIR TABLE is not supported in Glaux for %s, which lies in S3: use ALTER TABLE ADD PARTITION, or partition projection", t.Location))
	}
	root, err := e.located(t.Location)
	if err != nil {
		return nil, err
	}
	return below(ctx, t, root, nil)
}

// below returns the partitions below a folder, for whose path the first values are known already.
func below(ctx context.Context, t *metastore.Table, folder string, values []string) ([][]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(values) == len(t.PartitionKeys) {
		return [][]string{values}, nil
	}
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "HIVE_CANNOT_OPEN_SPLIT", fmt.Sprintf("The location of %s cannot be listed", t.Name))
	}
	key := t.PartitionKeys[len(values)]
	var all [][]string
	for _, entry := range entries {
		text, ok := folderValue(entry, key)
		if !ok {
			continue
		}
		found, err := below(ctx, t, filepath.Join(folder, entry.Name()), append(slices.Clone(values), text))
		if err != nil {
			return nil, err
		}
		if all = append(all, found...); len(all) > maxRepaired {
			return nil, fault.New(fault.Exhausted, "", fmt.Sprintf("more than %d partitions", maxRepaired))
		}
	}
	return all, nil
}

// folderValue returns the value in the name of a folder of a key. Names are compared without case; a value that is none of the key's type
// is no partition.
func folderValue(entry fs.DirEntry, key metastore.Column) (string, bool) {
	name, text, ok := strings.Cut(entry.Name(), "=")
	if !entry.IsDir() || !ok || !strings.EqualFold(name, key.Name) {
		return "", false
	}
	if plain, err := url.PathUnescape(text); err == nil {
		text = plain
	}
	if text == hiveNull {
		return text, true
	}
	text, err := partitionText(key, &ast.String{Value: text})
	return text, err == nil
}

// escaped returns the values as they stand in the names of folders.
func escaped(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		var b strings.Builder
		for j := range len(v) {
			if c := v[j]; c < ' ' || c == 0x7f || strings.IndexByte(`"#%'*/:=?\{[]^`, c) >= 0 {
				fmt.Fprintf(&b, "%%%02X", c)
				continue
			}
			b.WriteByte(v[j])
		}
		out[i] = b.String()
		if out[i] == "" {
			out[i] = hiveNull
		}
	}
	return out
}
