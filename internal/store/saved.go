package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlitecodes "modernc.org/sqlite/lib"

	"github.com/glauxhq/glaux/internal/fault"
)

// errNotFound is the answer for what is not there and for what is somebody else's.
func errNotFound(what string) error {
	return fault.New(fault.NotFound, "NOT_FOUND", fmt.Sprintf("there is no such %s, or it is somebody else's", what))
}

// table is where one kind of record is kept.
type table struct{ name, what string }

// put writes a record, with write, that is new where its id is empty and there already otherwise.
func (s *Store) put(ctx context.Context, t table, owner, id string, write func(tx *sql.Tx) (sql.Result, error)) error {
	err := s.within(ctx, func(tx *sql.Tx) error {
		if id == "" {
			var count int
			// The name of the table is one of three of our own.
			if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+t.name+" WHERE owner = ?", owner).Scan(&count); err != nil {
				return err
			}
			if count >= maxRecords {
				return fault.New(fault.Exhausted, "TOO_MANY_RECORDS", fmt.Sprintf("you have %d of these already; delete some", count))
			}
		}
		done, err := write(tx)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return errNotFound(t.what)
	})
	var f *fault.Error
	var broken *sqlite.Error
	switch {
	case err == nil || errors.As(err, &f):
		return err
	case errors.As(err, &broken) && broken.Code() == sqlitecodes.SQLITE_CONSTRAINT_UNIQUE:
		return fault.New(fault.Conflict, "NAME_TAKEN", fmt.Sprintf("there is another %s of that name in this folder", t.what))
	}
	return fmt.Errorf("write records: %w", err)
}

// remove deletes a record of a principal.
func (s *Store) remove(ctx context.Context, t table, owner, id string) error {
	done, err := s.db.ExecContext(ctx, "DELETE FROM "+t.name+" WHERE owner = ? AND id = ?", owner, id) // as in put
	if err != nil {
		return fmt.Errorf("write records: %w", err)
	}
	n, err := done.RowsAffected()
	if err != nil {
		return fmt.Errorf("write records: %w", err)
	}
	if n == 0 {
		return errNotFound(t.what)
	}
	return nil
}

// cleanFolder returns a folder's path without empty parts.
func cleanFolder(folder string) string {
	parts := strings.FieldsFunc(folder, func(r rune) bool { return r == '/' })
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
	}
	return strings.Join(parts, "/")
}

// cleanName returns a name without blanks around it, or a fault where nothing is left.
func cleanName(name string) (string, error) {
	if name = strings.TrimSpace(name); name == "" {
		return "", fault.New(fault.Invalid, "INVALID_NAME", "a name is needed")
	}
	return name, nil
}

func queries() table     { return table{"saved_queries", "saved query"} }
func reports() table     { return table{"reports", "report"} }
func annotations() table { return table{"annotations", "annotation"} }

// SavedQueries returns the saved queries of a principal, by folder and name.
func (s *Store) SavedQueries(ctx context.Context, owner string) ([]SavedQuery, error) {
	return list(ctx, s.db, func(scan func(...any) error) (q SavedQuery, err error) {
		var created, updated int64
		err = scan(&q.ID, &q.Name, &q.Folder, &q.Description, &q.Database, &q.SQL, &q.Chart, &q.Owner, &created, &updated)
		q.Created, q.Updated = ofMoment(created), ofMoment(updated)
		return q, err
	}, `SELECT id, name, folder, description, database, sql, chart, owner, created, updated FROM saved_queries
		WHERE owner = ? ORDER BY folder, name`, owner)
}

// SaveQuery keeps a query of a principal; one without an id is new. Owner and times are the store's own.
func (s *Store) SaveQuery(ctx context.Context, owner string, q SavedQuery) (SavedQuery, error) {
	var err error
	if q.Name, err = cleanName(q.Name); err != nil {
		return SavedQuery{}, err
	}
	fresh := q.ID
	q.Folder, q.Owner, q.Updated = cleanFolder(q.Folder), owner, s.stamp()
	err = s.put(ctx, queries(), owner, q.ID, func(tx *sql.Tx) (sql.Result, error) {
		if fresh != "" {
			return tx.ExecContext(ctx, `UPDATE saved_queries SET name = ?, folder = ?, description = ?, database = ?, sql = ?, chart = ?, updated = ?
				WHERE id = ? AND owner = ?`, q.Name, q.Folder, q.Description, q.Database, q.SQL, q.Chart, moment(q.Updated), q.ID, owner)
		}
		q.ID, q.Created = NewID(), q.Updated
		return tx.ExecContext(ctx, `INSERT INTO saved_queries (id, owner, folder, name, description, database, sql, chart, created, updated)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, q.ID, owner, q.Folder, q.Name, q.Description, q.Database, q.SQL, q.Chart, moment(q.Created), moment(q.Updated))
	})
	if err == nil && fresh != "" {
		q.Created, err = s.created(ctx, queries(), q.ID)
	}
	return q, err
}

// DeleteQuery deletes a saved query of a principal.
func (s *Store) DeleteQuery(ctx context.Context, owner, id string) error {
	return s.remove(ctx, queries(), owner, id)
}

// Reports returns the saved reports of a principal, by folder and name.
func (s *Store) Reports(ctx context.Context, owner string) ([]Report, error) {
	return list(ctx, s.db, func(scan func(...any) error) (r Report, err error) {
		var created, updated int64
		err = scan(&r.ID, &r.Name, &r.Folder, &r.State, &r.Owner, &created, &updated)
		r.Created, r.Updated = ofMoment(created), ofMoment(updated)
		return r, err
	}, "SELECT id, name, folder, state, owner, created, updated FROM reports WHERE owner = ? ORDER BY folder, name", owner)
}

// SaveReport keeps a report of a principal; one without an id is new. Owner and times are the store's own.
func (s *Store) SaveReport(ctx context.Context, owner string, r Report) (Report, error) {
	var err error
	if r.Name, err = cleanName(r.Name); err != nil {
		return Report{}, err
	}
	fresh := r.ID
	r.Folder, r.Owner, r.Updated = cleanFolder(r.Folder), owner, s.stamp()
	err = s.put(ctx, reports(), owner, r.ID, func(tx *sql.Tx) (sql.Result, error) {
		if fresh != "" {
			return tx.ExecContext(ctx, "UPDATE reports SET name = ?, folder = ?, state = ?, updated = ? WHERE id = ? AND owner = ?",
				r.Name, r.Folder, r.State, moment(r.Updated), r.ID, owner)
		}
		r.ID, r.Created = NewID(), r.Updated
		return tx.ExecContext(ctx, "INSERT INTO reports (id, owner, folder, name, state, created, updated) VALUES (?, ?, ?, ?, ?, ?, ?)",
			r.ID, owner, r.Folder, r.Name, r.State, moment(r.Created), moment(r.Updated))
	})
	if err == nil && fresh != "" {
		r.Created, err = s.created(ctx, reports(), r.ID)
	}
	return r, err
}

// DeleteReport deletes a report of a principal.
func (s *Store) DeleteReport(ctx context.Context, owner, id string) error {
	return s.remove(ctx, reports(), owner, id)
}

// Annotations returns the annotations of a principal, by time.
func (s *Store) Annotations(ctx context.Context, owner string) ([]Annotation, error) {
	return list(ctx, s.db, func(scan func(...any) error) (a Annotation, err error) {
		var created int64
		err = scan(&a.ID, &a.Start, &a.End, &a.Text, &a.Owner, &created)
		a.Created = ofMoment(created)
		return a, err
	}, "SELECT id, start, stop, text, owner, created FROM annotations WHERE owner = ? ORDER BY start, id", owner)
}

// SaveAnnotation keeps an annotation of a principal; one without an id is new. Owner and time are the store's own. Start and End become
// what they mean in UTC: a date or an RFC 3339 moment.
func (s *Store) SaveAnnotation(ctx context.Context, owner string, a Annotation) (Annotation, error) {
	if err := a.check(); err != nil {
		return Annotation{}, err
	}
	fresh := a.ID
	a.Owner = owner
	err := s.put(ctx, annotations(), owner, a.ID, func(tx *sql.Tx) (sql.Result, error) {
		if fresh != "" {
			return tx.ExecContext(ctx, "UPDATE annotations SET start = ?, stop = ?, text = ? WHERE id = ? AND owner = ?", a.Start, a.End, a.Text, a.ID, owner)
		}
		a.ID, a.Created = NewID(), s.stamp()
		return tx.ExecContext(ctx, "INSERT INTO annotations (id, owner, start, stop, text, created) VALUES (?, ?, ?, ?, ?, ?)",
			a.ID, owner, a.Start, a.End, a.Text, moment(a.Created))
	})
	if err == nil && fresh != "" {
		a.Created, err = s.created(ctx, annotations(), a.ID)
	}
	return a, err
}

// DeleteAnnotation deletes an annotation of a principal.
func (s *Store) DeleteAnnotation(ctx context.Context, owner, id string) error {
	return s.remove(ctx, annotations(), owner, id)
}

// check brings an annotation's text and times into one form.
func (a *Annotation) check() error {
	if a.Text = strings.TrimSpace(a.Text); a.Text == "" {
		return fault.New(fault.Invalid, "INVALID_ANNOTATION", "an annotation needs a text")
	}
	start, err := readTime(&a.Start)
	if err != nil {
		return err
	}
	if a.End == "" {
		return nil
	}
	end, err := readTime(&a.End)
	if err != nil {
		return err
	}
	if !end.After(start) {
		return fault.New(fault.Invalid, "INVALID_ANNOTATION", fmt.Sprintf("the end %s is not after the start %s", a.End, a.Start))
	}
	return nil
}

// readTime reads a date or a moment, and writes it in UTC.
func readTime(text *string) (time.Time, error) {
	*text = strings.TrimSpace(*text)
	if t, err := time.Parse(time.DateOnly, *text); err == nil {
		return t, nil
	}
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", time.DateTime, "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.Parse(form, *text); err == nil {
			*text = t.UTC().Format(time.RFC3339Nano)
			return t, nil
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "INVALID_ANNOTATION", fmt.Sprintf("%q is no date (2025-11-03) and no moment (2025-11-03T14:00:00Z)", *text))
}

// stamp is now, as exact as a record keeps it.
func (s *Store) stamp() time.Time { return ofMoment(moment(s.now())) }

// created returns when a record was made.
func (s *Store) created(ctx context.Context, t table, id string) (time.Time, error) {
	var micros int64
	if err := s.db.QueryRowContext(ctx, "SELECT created FROM "+t.name+" WHERE id = ?", id).Scan(&micros); err != nil { // as in put
		return time.Time{}, fmt.Errorf("read records: %w", err)
	}
	return ofMoment(micros), nil
}
