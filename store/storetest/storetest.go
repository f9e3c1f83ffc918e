// Package storetest gives tests real databases: SQLite in memory, SQLite in a
// file, and PostgreSQL, started for the test where it is installed. It is for
// tests only.
package storetest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/usher-dev/usher/store"
)

// Database is one empty database of one test.
type Database struct {
	Name string // memory, sqlite, postgres
	URL  string
	// Nodes tells that several stores may be open at a time.
	Nodes bool
	// Keeps tells that what is written is there when it is opened again.
	Keeps bool
}

// Open opens the test's database; a second call opens the same one again. The
// store is closed when the test ends.
type Open func(opt ...store.Options) *store.Store

// Each runs test once on each kind of database.
func Each(t *testing.T, test func(t *testing.T, open Open)) {
	t.Helper()
	EachDatabase(t, func(t *testing.T, db Database) { test(t, db.Opener(t)) })
}

// EachDatabase runs test once on each kind of database. PostgreSQL is the one
// at USHER_TEST_POSTGRES (an address like postgres://…), else one that is
// started here; without its programs the test is skipped, and fails where CI=true.
func EachDatabase(t *testing.T, test func(t *testing.T, db Database)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) {
		test(t, Database{Name: "memory", URL: "sqlite::memory:"})
	})
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite is a new database in a file.
func SQLite(t testing.TB) Database {
	t.Helper()
	return Database{Name: "sqlite", URL: "sqlite:" + filepath.Join(t.TempDir(), "usher.db"), Keeps: true}
}

// Opener returns what opens the database.
func (db Database) Opener(t testing.TB) Open {
	return func(opt ...store.Options) *store.Store {
		t.Helper()
		var o store.Options
		if len(opt) > 0 {
			o = opt[0]
		}
		s, err := store.Open(context.Background(), db.URL, o)
		if err != nil {
			t.Fatalf("open %s: %v", db.Name, err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Errorf("close %s: %v", db.Name, err)
			}
		})
		return s
	}
}
