package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/source"
)

// printJSON prints one object on one line.
func printJSON(st *stage, v any) error {
	enc := json.NewEncoder(st.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// folder opens a folder and gives the name that the app in it goes by.
func folder(dir string) (fs.FS, string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, "", err
	}
	info, err := os.Stat(abs)
	if err != nil || !info.IsDir() {
		return nil, "", fmt.Errorf("%s is no folder; give the folder of an app, or make one with `usher new %s`", dir, dir)
	}
	return os.DirFS(abs), appName(filepath.Base(abs)), nil
}

// appName makes a folder's name fit for an address.
func appName(base string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, base)
	if name = strings.Trim(name, "-"); name == "" {
		return "app"
	}
	return name
}

// loadApp reads and checks a folder. Faults are printed; a folder with errors is
// refused.
func loadApp(st *stage, dir string) (*app.App, fs.FS, error) {
	fsys, name, err := folder(dir)
	if err != nil {
		return nil, nil, err
	}
	a, faults := app.Load(fsys, name)
	if len(faults.Errors()) > 0 {
		printFaults(st, faults, dir)
		return nil, nil, failed(1)
	}
	return a, fsys, nil
}

// printFaults prints each fault with its excerpt, to standard error.
func printFaults(st *stage, faults source.Faults, dir string) {
	for _, f := range faults {
		f.Pos.File = filepath.Join(dir, f.Pos.File)
		fmt.Fprintln(st.err, f.Show())
	}
}
