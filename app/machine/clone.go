package machine

import (
	"maps"
	"slices"

	"github.com/usher-dev/usher/language/value"
)

// clone copies all of s that Apply may change. Values are immutable and shared.
func clone(s State) State {
	n := s
	n.Slots = copyMap(s.Slots)
	n.Early = copyMap(s.Early)
	n.Saved = copyMap(s.Saved)
	n.Records = make(map[string]*Record, len(s.Records))
	for path, r := range s.Records {
		c := *r
		c.Parts = slices.Clone(r.Parts)
		n.Records[path] = &c
	}
	n.Open = cloneQuestion(s.Open)
	if s.Cursor != nil {
		c := *s.Cursor
		c.Trail, c.Done = slices.Clone(c.Trail), slices.Clone(c.Done)
		c.Skipped, c.Stuck = slices.Clone(c.Skipped), slices.Clone(c.Stuck)
		c.Told = slices.Clone(c.Told)
		n.Cursor = &c
	}
	if s.Waits != nil {
		c := *s.Waits
		n.Waits = &c
	}
	if s.Help != nil {
		c := *s.Help
		n.Help = &c
	}
	n.Undo, n.Stays = slices.Clone(s.Undo), slices.Clone(s.Stays)
	n.Pending = slices.Clone(s.Pending)
	return n
}

func cloneQuestion(q *Question) *Question {
	if q == nil {
		return nil
	}
	c := *q
	c.Row = maps.Clone(q.Row)
	c.Under = cloneQuestion(q.Under)
	return &c
}

func copyMap[V value.Value | Slot](m map[string]V) map[string]V {
	c := make(map[string]V, len(m)+1)
	maps.Copy(c, m)
	return c
}
