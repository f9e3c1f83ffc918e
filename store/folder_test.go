package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
)

func TestAProcessTakesOverFromTheOneBeforeItInItsFolderAtOnce(t *testing.T) {
	url := storetest.Postgres(t).URL
	dir := t.TempDir()
	start := func(node, folder string) (*store.Store, error) {
		return store.Open(t.Context(), url, store.Options{Node: node, Folder: folder, Lease: time.Hour})
	}
	dead, err := start("dead", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = dead.Close() })
	m := converse.Message{ID: "1", App: "office", Person: "lin", Text: "hello", At: time.Now()}
	if _, err := dead.Accept(t.Context(), m, "dead"); err != nil {
		t.Fatal(err)
	}

	stranger, err := start("stranger", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stranger.Close() })
	if lanes := ready(t, stranger); len(lanes) != 0 {
		t.Errorf("a stranger took %v while its node has a lease", lanes)
	}

	first, err := start("first", dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := start("second", dir); !errors.Is(err, store.ErrInUse) {
		t.Errorf("two processes in one folder: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	note(t, dir, "dead")
	heir, err := start("heir", dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = heir.Close() })
	if lanes := ready(t, heir); len(lanes) != 1 || lanes[0] != "office/lin" {
		t.Errorf("the heir took %v; want the dead node's lane", lanes)
	}
}

func ready(t *testing.T, s *store.Store) []string {
	t.Helper()
	lanes, err := s.Ready(context.Background(), s.Node(), 10)
	if err != nil {
		t.Fatal(err)
	}
	return lanes
}

// note leaves in a folder what a node that was killed there would have left.
func note(t *testing.T, dir, node string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "node"), []byte(node+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}
