package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/run/converse"
)

// write puts a file and moves its time on, as an editor would.
func write(t *testing.T, dir, name, text string, tick int) {
	t.Helper()
	at := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	when := time.Date(2026, 11, 25, 10, 0, tick, 0, time.UTC)
	if err := os.Chtimes(at, when, when); err != nil {
		t.Fatal(err)
	}
}

func TestAnEditIsServedAndABrokenOneLeavesTheLastGoodOne(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "app.yaml", "usher: 1\ntitle: Office\nlanguages: [en]\n", 0)
	write(t, dir, "processes/a.md", "# One thing\n\n1. Do it.\n", 0)
	var log bytes.Buffer
	shelf := &converse.Shelf{}
	s := newShelver([]served{{name: "office", fsys: os.DirFS(dir), dir: dir}}, shelf, slog.New(slog.NewTextHandler(&log, nil)))
	if err := s.first(); err != nil {
		t.Fatal(err)
	}
	title := func() string {
		a, _ := shelf.App("office")
		p, ok := a.Process("a")
		if !ok {
			return "gone"
		}
		return p.Title.In("en")
	}

	write(t, dir, "processes/a.md", "# Another thing\n\n1. Do it.\n", 1)
	s.look(s.sources[0])
	if got := title(); got != "Another thing" || s.fault("office") != "" {
		t.Errorf("after an edit %q is served, fault %q", got, s.fault("office"))
	}

	write(t, dir, "processes/a.md", "---\nslots: {amount: {typ: money}}\n---\n", 2)
	s.look(s.sources[0])
	if got := title(); got != "Another thing" {
		t.Errorf("a broken edit is served: %q", got)
	}
	if f := s.fault("office"); !strings.Contains(f, "processes/a.md:2:") {
		t.Errorf("the fault is %q", f)
	}
	if !strings.Contains(log.String(), "last good app goes on") {
		t.Errorf("the log says nothing: %s", log.String())
	}

	write(t, dir, "processes/a.md", "# Mended\n\n1. Do it.\n", 3)
	s.look(s.sources[0])
	if got := title(); got != "Mended" || s.fault("office") != "" {
		t.Errorf("after mending %q is served, fault %q", got, s.fault("office"))
	}
}
