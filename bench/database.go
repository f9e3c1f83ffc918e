package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/usher-dev/usher/store/storetest"
)

// database makes empty databases of one kind.
type database struct {
	name  string
	fresh func(context.Context) (url string, drop func(), err error)
}

// eachDatabase measures on SQLite in a file and on PostgreSQL, both of which
// wait for the disk at each commit.
func eachDatabase(ctx context.Context, s scale, name string, emit func(Result), measure func(database) (Result, error)) error {
	dir, err := os.MkdirTemp(s.dir, "usher-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	list := []database{{"sqlite", sqliteIn(dir)}}
	pg, stop, err := postgres(s.postgres)
	if err != nil {
		emit(Result{Bench: name, Set: "postgres", LeftOut: err.Error()})
	} else {
		defer stop()
		list = append(list, pg)
	}
	for _, db := range list {
		r, err := measure(db)
		if err != nil {
			return fmt.Errorf("%s: %w", db.name, err)
		}
		r.Bench, r.Set = name, db.name
		emit(r)
	}
	return nil
}

// sqliteIn makes each database a file of its own.
func sqliteIn(dir string) func(context.Context) (string, func(), error) {
	return func(context.Context) (string, func(), error) {
		sub, err := os.MkdirTemp(dir, "sqlite-")
		return "sqlite:" + filepath.Join(sub, "usher.db"), func() { _ = os.RemoveAll(sub) }, err
	}
}

// postgres is the server at an address, or one that is started; the error says
// why there is none.
func postgres(address string) (_ database, stop func(), err error) {
	stop = func() {}
	switch address {
	case "no":
		return database{}, nil, fmt.Errorf("by --postgres no")
	case "":
		server, err := storetest.NewServer()
		if err != nil {
			return database{}, nil, err
		}
		address, stop = server.URL, func() { _ = server.Close() }
	}
	return database{"postgres", func(ctx context.Context) (string, func(), error) {
		db, drop, err := storetest.Schema(ctx, address)
		if err != nil {
			return "", nil, err
		}
		return db.URL, func() { _ = drop() }, nil
	}}, stop, nil
}
