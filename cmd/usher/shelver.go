package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/run/converse"
)

// shelver reads apps and puts them on the shelf; an edited app is read again, and
// one that is broken by an edit stays as it last was, saying so.
type shelver struct {
	sources []served
	shelf   *converse.Shelf
	log     *slog.Logger

	mu     sync.Mutex
	faults map[string]string
	stamps map[string]string // of each source, as last read
}

func newShelver(sources []served, shelf *converse.Shelf, log *slog.Logger) *shelver {
	return &shelver{sources: sources, shelf: shelf, log: log, faults: map[string]string{}, stamps: map[string]string{}}
}

// brokenError says that an app can't be served from the start.
type brokenError struct {
	dir    string
	faults source.Faults
}

// Error implements error.
func (e *brokenError) Error() string {
	return fmt.Sprintf("%s has %d faults; `usher check %s` shows them", e.dir, len(e.faults.Errors()), e.dir)
}

// first reads every app; one that is broken is an error.
func (s *shelver) first() error {
	for _, src := range s.sources {
		a, faults := app.Load(src.fsys, src.name)
		if len(faults.Errors()) > 0 {
			return &brokenError{src.dir, faults}
		}
		s.stamps[src.name] = stamp(src.fsys)
		s.shelf.Put(converse.Prepare(a))
	}
	return nil
}

// fault says why the newest edit of an app is not served.
func (s *shelver) fault(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults[name]
}

// watch looks for edits each second until ctx ends. Looking at times and sizes
// works on every file system, those in networks and containers too.
func (s *shelver) watch(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, src := range s.sources {
			if src.dir != "" {
				s.look(src)
			}
		}
	}
}

func (s *shelver) look(src served) {
	now := stamp(src.fsys)
	if now == s.stamps[src.name] {
		return
	}
	s.stamps[src.name] = now
	a, faults := app.Load(src.fsys, src.name)
	if len(faults.Errors()) > 0 {
		text := ""
		for _, f := range faults {
			s.log.Error("edit not served; the last good app goes on", "app", src.name, "fault", f.String())
			if text == "" && f.Level == source.Error {
				text = f.String()
			}
		}
		s.set(src.name, text)
		return
	}
	if old, ok := s.shelf.App(src.name); ok && old.Hash == a.Hash {
		s.set(src.name, "")
		return
	}
	s.shelf.Put(converse.Prepare(a))
	s.set(src.name, "")
	s.log.Info("app reloaded", "app", src.name, "processes", len(a.Processes))
}

func (s *shelver) set(name, fault string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[name] = fault
}

// stamp changes when a file of the folder does.
func stamp(fsys fs.FS) string {
	h := fnv.New64a()
	_ = fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // a file that went away shows in the next look
		}
		if info, err := d.Info(); err == nil {
			fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return fmt.Sprintf("%x", h.Sum64())
}
