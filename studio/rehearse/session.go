// Package rehearse owns talking to an app without the world: scripts, fakes, a
// clock moved by hand; what differs as a diff; what no test reached. The
// terminal's chat is a rehearsal with a person at the keys. It must never know
// of HTTP or SQL: it is given a store.
package rehearse

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
)

// Clock is a clock moved by hand. It is safe for concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at t.
func NewClock(t time.Time) *Clock { return &Clock{now: t} }

// Now is where the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to t; it never goes back.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t
	}
}

// Options are what a session stands on. App, Store and Clock must be set.
type Options struct {
	App    *app.App
	Store  converse.Store // empty, this session's own
	Clock  *Clock
	Tools  engine.Tools // nil: no tool answers
	Person string       // who talks when a call names nobody
	// IDs sets this session's ids apart from those of another on the same store.
	IDs string
	// Language is answered in whatever people write; "" follows them.
	Language string
}

// Session is an app that runs in memory, step by step, for whoever drives it. It
// is used by one goroutine.
type Session struct {
	o      Options
	asst   *converse.Assistant
	eng    *engine.Engine
	conv   *converse.Conversations
	tools  *recorder
	turns  []*converse.Turn // of the step under way
	ids    int
	said   int
	shown  int
	spoken map[string]bool
}

// NewSession makes a session. Its ids count up from 1, so that the same steps
// give the same output.
func NewSession(o Options) *Session {
	s := &Session{o: o, asst: converse.Prepare(o.App), tools: &recorder{to: o.Tools}, spoken: map[string]bool{}}
	shelf := &converse.Shelf{}
	shelf.Put(s.asst)
	s.eng = engine.New(engine.Options{
		Store: o.Store, Apps: shelf, Tools: s.tools, Node: "rehearsal", Now: o.Clock.Now, NewID: s.newID,
		Secret: []byte("a rehearsal signs nothing that leaves it"), BaseURL: "http://usher.invalid", Wake: func(string) {},
		Workers: 1,
	})
	s.conv = converse.New(converse.Options{
		Store: o.Store, Engine: s.eng, Shelf: shelf, Node: "rehearsal", Now: o.Clock.Now,
		Committed: func(t *converse.Turn) { s.turns = append(s.turns, t) },
	})
	return s
}

func (s *Session) newID() string {
	s.ids++
	return fmt.Sprintf("00000000-0000-7000-8000-%s%012d", s.o.IDs, s.ids)
}

// Say has person send a message and returns what followed until all rests.
func (s *Session) Say(ctx context.Context, person, text string, files ...value.File) (Shown, error) {
	if person == "" {
		person = s.o.Person
	}
	s.said++
	if err := s.speak(ctx, person); err != nil {
		return Shown{}, err
	}
	_, err := s.conv.Accept(ctx, converse.Message{
		ID: fmt.Sprintf("m%s%d", s.o.IDs, s.said), App: s.o.App.Name, Person: person, Text: text, Files: files, At: s.o.Clock.Now(),
	})
	if err != nil {
		return Shown{}, err
	}
	return s.rest(ctx, text)
}

// speak sets the person's language, once, when the session has one.
func (s *Session) speak(ctx context.Context, person string) error {
	if s.o.Language == "" || s.spoken[person] {
		return nil
	}
	s.spoken[person] = true
	_, err := s.conv.Accept(ctx, converse.Message{
		ID: "language-" + person, App: s.o.App.Name, Person: person, Language: s.o.Language, At: s.o.Clock.Now(),
	})
	if err != nil {
		return err
	}
	if err := s.settle(ctx); err != nil {
		return err
	}
	s.turns = nil
	return nil
}

// Greeting is what a person at a terminal reads first: the app and sentences to try.
func (s *Session) Greeting() string {
	lang := s.o.Language
	if lang == "" {
		lang = s.o.App.Languages[0]
	}
	var b strings.Builder
	b.WriteString(s.o.App.Title.In(lang, s.o.App.Languages...))
	for _, line := range s.asst.Starters("", 3)[lang] {
		b.WriteString("\n  " + line)
	}
	return b.String()
}

// Decision is what somebody decides in a rehearsal.
type Decision struct {
	By, Decision, Outcome, Reason string
}

// ErrNothingToDecide says that no open item is the person's to decide.
var ErrNothingToDecide = errors.New("nothing waits for this person's decision")

// Decide decides the item that waits for d.By longest.
func (s *Session) Decide(ctx context.Context, d Decision) (Shown, error) {
	items, err := s.o.Store.Inbox(ctx, d.By, true, 100)
	if err != nil {
		return Shown{}, err
	}
	if len(items) == 0 {
		return Shown{}, fmt.Errorf("%s: %w", d.By, ErrNothingToDecide)
	}
	it := items[len(items)-1]
	_, err = s.eng.Decide(ctx, engine.Decision{
		Item: it.ID, By: d.By, ByName: s.asst.Who(d.By, "", s.o.App.Languages[0]), Decision: d.Decision, Outcome: d.Outcome,
		Hash: it.Card.Hash, Reason: d.Reason, At: s.o.Clock.Now(),
	})
	if err != nil {
		return Shown{}, err
	}
	return s.rest(ctx, "")
}

// Event has an outside event come for the newest open run that knows it.
func (s *Session) Event(ctx context.Context, name string, payload []byte) (Shown, error) {
	runs, err := s.o.Store.Runs(ctx, engine.RunFilter{App: s.o.App.Name, Open: true, Limit: 100})
	if err != nil {
		return Shown{}, err
	}
	for _, r := range runs {
		p, ok := s.o.App.Process(r.Process)
		if !ok || !knowsEvent(p.Steps, name) {
			continue
		}
		s.said++
		if err := s.eng.PostJSON(ctx, s.eng.EventToken(r.ID, name), payload, fmt.Sprintf("e%s%d", s.o.IDs, s.said)); err != nil {
			return Shown{}, err
		}
		return s.rest(ctx, "")
	}
	return Shown{}, fmt.Errorf("no open run waits for an event %q", name)
}

// Later moves the clock on, stopping at each timer on the way.
func (s *Session) Later(ctx context.Context, to time.Time) (Shown, error) {
	s.turns = nil
	for {
		due, err := s.eng.Next(ctx)
		if err != nil {
			return Shown{}, err
		}
		if due.IsZero() || due.After(to) {
			break
		}
		s.o.Clock.Set(due)
		if err := s.settle(ctx); err != nil {
			return Shown{}, err
		}
	}
	s.o.Clock.Set(to)
	return s.rest(ctx, "")
}

// LaterBy moves the clock on by a duration value, in the app's calendar.
func (s *Session) LaterBy(ctx context.Context, d value.Value) (Shown, error) {
	set := s.o.App.Setting(s.o.Clock.Now())
	to, err := value.AddDuration(set.Now, d, set.Calendar, set.Zone)
	if err != nil {
		return Shown{}, err
	}
	return s.Later(ctx, to)
}

// bound is how many rounds a step may take before it counts as endless.
const bound = 10000

// rest lets everything happen that follows, and shows it.
func (s *Session) rest(ctx context.Context, text string) (Shown, error) {
	if err := s.settle(ctx); err != nil {
		return Shown{}, err
	}
	turns := s.turns
	s.turns = nil
	calls := s.tools.take()
	if len(turns) == 0 {
		return Shown{}, nil
	}
	s.shown++
	return s.show(ctx, text, turns, calls)
}

// settle works until no input, effect or timer is due.
func (s *Session) settle(ctx context.Context) error {
	for range bound {
		did, err := s.round(ctx)
		if err != nil {
			return err
		}
		if !did {
			return nil
		}
	}
	return errors.New("the app does not come to rest: a process goes in circles")
}

func (s *Session) round(ctx context.Context) (bool, error) {
	lanes, err := s.o.Store.Ready(ctx, "rehearsal", 100)
	if err != nil {
		return false, err
	}
	did := false
	for _, lane := range lanes {
		n, err := s.conv.Handle(ctx, lane)
		if err != nil {
			return false, err
		}
		did = did || n > 0
	}
	fired, err := s.eng.Fire(ctx)
	if err != nil {
		return false, err
	}
	performed, err := s.eng.Perform(ctx, 100)
	return did || fired > 0 || performed > 0, err
}

// command splits "/as wang reject: too much" style lines.
func command(line string) (name, rest string, ok bool) {
	if !strings.HasPrefix(line, "/") {
		return "", "", false
	}
	name, rest, _ = strings.Cut(line[1:], " ")
	return name, strings.TrimSpace(rest), name != ""
}
