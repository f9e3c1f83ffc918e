package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// folder is the place that a node keeps to itself. Its lock shows that the
// process before is dead, so that what that one held need not wait for the end
// of its lease.
type folder struct{ lock *os.File }

// takeFolder locks the folder and ends the lease of the node that had it before.
func (db *postgresDB) takeFolder(ctx context.Context) error {
	if db.opt.Folder == "" {
		return nil
	}
	if err := os.MkdirAll(db.opt.Folder, 0o700); err != nil {
		return err
	}
	lock, err := lockFile(filepath.Join(db.opt.Folder, "node.lock"))
	if err != nil {
		return err
	}
	db.folder.lock = lock
	at := filepath.Join(db.opt.Folder, "node")
	before, err := os.ReadFile(at)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if name := strings.TrimSpace(string(before)); name != "" && name != db.opt.Node {
		if _, err := db.pool.ExecContext(ctx, "DELETE FROM node WHERE id = $1", name); err != nil {
			return fmt.Errorf("take over from the process before: %w", err)
		}
	}
	return os.WriteFile(at, []byte(db.opt.Node+"\n"), 0o600)
}

func (f *folder) leave() error {
	if f.lock == nil {
		return nil
	}
	return f.lock.Close()
}
