package converse

import (
	"sync"
	"sync/atomic"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/recognize"
	"github.com/usher-dev/usher/language/say"
	"github.com/usher-dev/usher/run/knowledge"
)

// Assistant is an app with all that is derived from it: the recogniser, the
// index of its documents and its catalogue of sentences. It is immutable and
// safe for concurrent use; an edit makes a new one.
type Assistant struct {
	App        *app.App
	Recognizer *recognize.Recognizer
	Documents  *knowledge.Index
	Catalogue  *say.Catalogue
}

// Prepare derives an Assistant. It takes as long as training takes: some
// milliseconds for a small app, about a second for 500 processes.
func Prepare(a *app.App) *Assistant {
	classes := make([]recognize.Class, 0, len(a.Processes))
	for _, p := range a.Processes {
		classes = append(classes, class(p))
	}
	documents := make([]knowledge.Document, 0, len(a.Documents))
	for _, d := range a.Documents {
		documents = append(documents, knowledge.Document{Path: d.Path, Title: d.Title, Text: d.Text})
	}
	return &Assistant{
		App:        a,
		Recognizer: recognize.Train(classes),
		Documents:  knowledge.Build(documents),
		Catalogue:  say.New(a.Say),
	}
}

// class is what the recogniser learns of a process.
func class(p *process.Process) recognize.Class {
	c := recognize.Class{ID: p.ID, Title: p.Title, Examples: p.Examples, Not: p.Not, Text: p.Body}
	for _, s := range p.Slots {
		c.Names = append(c.Names, s.Name)
		for _, l := range s.Label {
			c.Names = append(c.Names, l)
		}
		for _, o := range s.Spec.Options {
			for _, words := range o.Words {
				c.Names = append(c.Names, words...)
			}
		}
	}
	if p.Runbook != nil {
		c.Names = append(c.Names, p.Runbook.Headings...)
	}
	return c
}

// Shelf holds the assistants that are served, by name. A reload swaps one while
// turns go on with the one that they took. The zero Shelf is empty and ready.
type Shelf struct {
	mu    sync.Mutex // held while the map is copied
	names atomic.Pointer[map[string]*Assistant]
}

// Put adds or replaces an assistant under its app's name.
func (s *Shelf) Put(a *Assistant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := map[string]*Assistant{a.App.Name: a}
	if old := s.names.Load(); old != nil {
		for name, other := range *old {
			if name != a.App.Name {
				next[name] = other
			}
		}
	}
	s.names.Store(&next)
}

// Assistant returns the one under name.
func (s *Shelf) Assistant(name string) (*Assistant, bool) {
	m := s.names.Load()
	if m == nil {
		return nil, false
	}
	a, ok := (*m)[name]
	return a, ok
}

// App returns the app under name; with it a Shelf is the engine's Apps.
func (s *Shelf) App(name string) (*app.App, bool) {
	a, ok := s.Assistant(name)
	if !ok {
		return nil, false
	}
	return a.App, true
}

// All returns every assistant, in no order.
func (s *Shelf) All() []*Assistant {
	m := s.names.Load()
	if m == nil {
		return nil
	}
	out := make([]*Assistant, 0, len(*m))
	for _, a := range *m {
		out = append(out, a)
	}
	return out
}
