package engine_test

import (
	"testing"
	"testing/fstest"

	"github.com/usher-dev/usher/app"
)

// load reads a folder that must be without fault.
func load(t testing.TB, files map[string]string) *app.App {
	t.Helper()
	fsys := fstest.MapFS{}
	for path, text := range files {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	a, faults := app.Load(fsys, "workplace")
	if a == nil {
		t.Fatal(faults.Err())
	}
	return a
}
