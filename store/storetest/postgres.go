package storetest

import (
	"testing"
)

// Postgres is a new, empty schema on a PostgreSQL server.
func Postgres(t testing.TB) Database {
	t.Helper()
	t.Skip("not yet")
	return Database{}
}
