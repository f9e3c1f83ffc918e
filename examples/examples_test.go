package examples_test

import (
	"io/fs"
	"testing"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/examples"
)

func TestBothAppsLoadWithoutAWord(t *testing.T) {
	for name, fsys := range map[string]fs.FS{"workplace": examples.Workplace(), "runbooks": examples.Runbooks()} {
		a, faults := app.Load(fsys, name)
		for _, f := range faults {
			t.Errorf("%s: %s", name, f)
		}
		if a == nil {
			t.Fatalf("%s does not load", name)
		}
	}
}
