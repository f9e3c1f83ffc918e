package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// skeleton is the app that `usher new` writes.
//
//go:embed all:skeleton
var skeleton embed.FS

type newCmd struct {
	Dir string `arg:"" help:"The folder to make; it must not exist or be empty."`
}

// Run writes the skeleton; nothing is overwritten.
func (c newCmd) Run(st *stage) error {
	entries, err := os.ReadDir(c.Dir)
	if err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty; give a folder that is new", c.Dir)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	src, err := fs.Sub(skeleton, "skeleton")
	if err != nil {
		return err
	}
	var files []string
	err = fs.WalkDir(src, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(src, path)
		if err != nil {
			return err
		}
		to := filepath.Join(c.Dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		files = append(files, path)
		return os.WriteFile(to, data, 0o644)
	})
	if err != nil {
		return err
	}
	if st.json {
		return printJSON(st, map[string]any{"dir": c.Dir, "files": files})
	}
	fmt.Fprintf(st.out, "%s is an app now. Next:\n  usher check %s\n  usher test %s\n  usher chat %s\n  usher demo %s\n", c.Dir, c.Dir, c.Dir, c.Dir, c.Dir)
	return nil
}
