package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// dialect is all in which the statements of the two databases differ.
type dialect struct {
	words   *strings.Replacer
	judge   func(error) verdict
	explain func(error) error // for those who called
	cache   *sync.Map         // statement as written here → as the database takes it
}

// text returns a statement in the database's own words.
func (d dialect) text(sql string) string {
	if !strings.Contains(sql, "{") {
		return sql
	}
	if out, ok := d.cache.Load(sql); ok {
		return out.(string)
	}
	out := d.words.Replace(sql)
	d.cache.Store(sql, out)
	return out
}

// free is true of a conversation that no living node holds.
const free = `(conversation.node = '' OR NOT EXISTS (SELECT 1 FROM node n WHERE n.id = conversation.node AND n.until > {now}))`

// plain makes strings fit for both databases: PostgreSQL takes neither NUL nor
// broken UTF-8, and what is stored must not depend on the database.
func plain(args []any) []any {
	for i, a := range args {
		s, ok := a.(string)
		if !ok || (utf8.ValidString(s) && strings.IndexByte(s, 0) < 0) {
			continue
		}
		args[i] = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
	}
	return args
}

// migrate brings the schema up to date.
func migrate(ctx context.Context, db *sql.DB, name goose.Dialect) error {
	dir, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(name, db, dir)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}
