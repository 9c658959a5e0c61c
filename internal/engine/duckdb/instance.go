package duckdb

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// instance is one DuckDB database in memory, shut off from the world: it reads and writes only below the folders that it
// was given, loads no extension, and its settings can no longer be changed.
type instance struct {
	db bindings.Database

	mu     sync.Mutex
	closed bool
	active sync.WaitGroup // open sessions
	// leaving are the calls that go on although nobody waits for them.
	leaving sync.WaitGroup
	// sessions are the open sessions by DuckDB's number of their connection.
	sessions sync.Map

	// limit is the limit of memory, as text and in bytes.
	limit      string
	limitBytes int64

	registering sync.Mutex
	functions   map[string]bool // the names of the functions in Go that it knows
}

// setting is a SET of an instance. Value is a number, a boolean, or text; a list becomes a list.
type setting struct {
	name  string
	value any
}

// openInstance opens an instance with the limit of memory and the settings, the last of which lock it.
func openInstance(memory string, settings []setting) (*instance, error) {
	in := &instance{functions: map[string]bool{}}
	var config bindings.Config
	defer bindings.DestroyConfig(&config)
	if bindings.CreateConfig(&config) == bindings.StateError {
		return nil, errors.New("no configuration")
	}
	var msg string
	if bindings.OpenExt(":memory:", &in.db, config, &msg) == bindings.StateError {
		return nil, engineError(msg)
	}
	if err := in.setUp(memory, settings); err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}

// fence returns the settings that shut an instance off. Folders are where it may read and write, paths single files; own are the settings that
// may be changed later. Their order matters: the last one ends all other setting.
func fence(folders, paths, own []string) []setting {
	return []setting{
		{"autoinstall_known_extensions", false},
		{"autoload_known_extensions", false},
		{"allow_community_extensions", false},
		{"allow_persistent_secrets", false},
		{"enable_external_file_cache", true},
		{"parquet_metadata_cache", true},
		{"TimeZone", "UTC"},
		{"allowed_directories", folders},
		{"allowed_paths", paths},
		{"enable_external_access", false},
		{"allowed_configs", own},
		{"lock_configuration", true},
	}
}

// setUp sets the limit of memory and runs the settings in order, on a connection of its own.
func (in *instance) setUp(memory string, settings []setting) error {
	s, err := in.connect()
	if err != nil {
		return err
	}
	defer s.close()
	if err := in.limitMemory(s, memory); err != nil {
		return err
	}
	for _, set := range settings {
		if err := s.do(fmt.Sprintf("SET GLOBAL %s = %s", set.name, literal(set.value))); err != nil {
			return fmt.Errorf("set %s: %w", set.name, err)
		}
	}
	return nil
}

// literal writes the value of a setting.
func literal(v any) string {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = quote(s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	default:
		return quote(fmt.Sprint(v))
	}
}

// quote writes a text as a literal of DuckDB.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// connect opens a session; who closes the instance waits for it.
func (in *instance) connect() (*session, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.closed {
		return nil, errors.New("the engine is closed")
	}
	s := &session{in: in}
	if bindings.Connect(in.db, &s.conn) == bindings.StateError {
		return nil, errors.New("no connection")
	}
	var client bindings.ClientContext
	bindings.ConnectionGetClientContext(s.conn, &client)
	s.id = bindings.ClientContextGetConnectionId(client)
	bindings.DestroyClientContext(&client)
	s.handle = remember(s)
	in.sessions.Store(s.id, s)
	in.active.Add(1)
	return s, nil
}

// session returns the open session of a connection, nil when it is none of ours.
func (in *instance) session(id bindings.IdxT) *session {
	if s, ok := in.sessions.Load(id); ok {
		return s.(*session) //nolint:forcetypeassert // nothing else is stored
	}
	return nil
}

// close waits until all sessions are closed and then closes the instance: later, by itself, when a call was left that goes on.
func (in *instance) close() {
	in.mu.Lock()
	in.closed = true
	in.mu.Unlock()
	in.active.Wait()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		in.leaving.Wait()
		bindings.Close(&in.db)
	}()
	select {
	case <-gone:
	case <-time.After(patience):
	}
}
