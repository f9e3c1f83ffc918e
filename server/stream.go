package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/usher-dev/usher/store"
)

// Streams look for themselves now and then, since a hint of another node may be
// lost, and breathe so that dead connections are noticed.
const (
	look    = 3 * time.Second
	breaths = 5 // looks without anything to say between two breaths
	// comeBack is how soon a browser comes back when a stream ends.
	comeBack = time.Second
	// recent is how many entries before the last one seen may have changed since.
	recent = 50
)

// sse writes server-sent events.
type sse struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	write time.Duration
}

// newSSE begins a stream. Its first line tells the browser when to come back.
func (s *Server) newSSE(w http.ResponseWriter) *sse {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	return &sse{w: w, rc: http.NewResponseController(w), write: s.write}
}

func (e *sse) send(event string, id int64, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return err
	}
	if id > 0 {
		return e.put("id: %d\nevent: %s\ndata: %s\n\n", id, event, body)
	}
	return e.put("event: %s\ndata: %s\n\n", event, body)
}

func (e *sse) breathe() error { return e.put(": \n\n") }

func (e *sse) retry() error { return e.put("retry: %d\n\n", comeBack.Milliseconds()) }

// put writes and flushes. A subscriber that takes nothing for too long is let
// go: it comes back and gets what it missed.
func (e *sse) put(format string, args ...any) error {
	_ = e.rc.SetWriteDeadline(time.Now().Add(e.write)) // not every writer has deadlines
	if _, err := fmt.Fprintf(e.w, format, args...); err != nil {
		return err
	}
	return e.rc.Flush()
}

// follow calls what whenever the listener is told, and quiet at each look
// without that, until the subscriber goes, the server closes or one of them fails.
func (s *Server) follow(ctx context.Context, out *sse, l *listener, what func() error, quiet func(n int) error) {
	for n := 1; ; {
		var err error
		select {
		case <-ctx.Done():
			return
		case _, open := <-l.C:
			if !open {
				_ = out.retry()
				return
			}
			n, err = 1, what()
		case <-s.o.After(look):
			err = quiet(n)
			if err == nil && n%breaths == 0 {
				err = out.breathe()
			}
			n++
		}
		if err != nil {
			return
		}
	}
}

// stream sends a conversation's entries after the one that the subscriber saw
// last, in order, each once, and the state when it changes.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	asst, person, err := s.seat(r.Context(), r.PathValue("app"))
	if err != nil {
		s.writeFault(w, r, err)
		return
	}
	lane := store.LaneID(asst.App.Name, person)
	l, leave := s.hub.listen(lane)
	defer leave()
	st := &streaming{s: s, out: s.newSSE(w), app: asst.App.Name, lane: lane, person: person, after: seen(r)}
	if st.resume(r.Context()) != nil || st.catchUp(r.Context()) != nil {
		return
	}
	catchUp := func() error { return st.catchUp(r.Context()) }
	s.follow(r.Context(), st.out, l, catchUp, func(int) error { return catchUp() })
}

// seen is the number of the last entry that the subscriber has.
func seen(r *http.Request) int64 {
	for _, v := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after")} {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil && n >= 0 {
			return n
		}
	}
	return 0
}

// streaming is one subscriber's place in a conversation.
type streaming struct {
	s      *Server
	out    *sse
	app    string
	lane   string
	person string
	after  int64
	open   []int64 // messages that were sent before their turn was made
	state  string  // as last sent
}

// resume sends again the person's newest messages that the subscriber has: what
// was understood in them may have become known since.
func (st *streaming) resume(ctx context.Context) error {
	if err := st.out.retry(); err != nil || st.after == 0 {
		return err
	}
	entries, err := st.s.o.Store.Entries(ctx, st.lane, max(st.after-recent, 0), recent)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Role != "person" || e.No > st.after {
			continue
		}
		if e.Turn == 0 {
			st.open = append(st.open, e.No)
		} else if err := st.out.send("amend", 0, e); err != nil {
			return err
		}
	}
	return nil
}

// catchUp sends what the subscriber does not have yet.
func (st *streaming) catchUp(ctx context.Context) error {
	if err := st.amend(ctx); err != nil {
		return err
	}
	const most = 100
	for {
		entries, err := st.s.o.Store.Entries(ctx, st.lane, st.after, most)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := st.out.send("entry", e.No, e); err != nil {
				return err
			}
			st.after = e.No
			if e.Role == "person" && e.Turn == 0 {
				st.open = append(st.open, e.No)
			}
		}
		if len(entries) < most {
			return st.sendState(ctx)
		}
	}
}

// amend sends again the messages whose turn was made since they were sent.
func (st *streaming) amend(ctx context.Context) error {
	for _, no := range slices.Clone(st.open) {
		entries, err := st.s.o.Store.Entries(ctx, st.lane, no-1, 1)
		if err != nil {
			return err
		}
		if len(entries) == 1 && entries[0].No == no && entries[0].Turn == 0 {
			return nil // turns are made in order: nor are the later ones made
		}
		st.open = st.open[1:]
		if len(entries) == 1 && entries[0].No == no {
			if err := st.out.send("amend", 0, entries[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (st *streaming) sendState(ctx context.Context) error {
	screen, err := st.s.o.Talk.Screen(ctx, st.app, st.person)
	if err != nil {
		return err
	}
	body, err := json.Marshal(screen)
	if err != nil || string(body) == st.state {
		return err
	}
	st.state = string(body)
	return st.out.send("state", 0, screen)
}

// inboxStream says that the inbox changed; what changed is read there. It says
// so at the beginning too: it may have changed while nobody listened.
func (s *Server) inboxStream(w http.ResponseWriter, r *http.Request) {
	me := caller(r.Context()).Person
	if me == "" {
		s.writeFault(w, r, errSignIn)
		return
	}
	l, leave := s.hub.listen(inboxLane)
	defer leave()
	out := s.newSSE(w)
	last := ""
	look := func() error {
		now, err := s.standing(r.Context(), me)
		if err != nil || now == last {
			return err
		}
		last = now
		return out.send("changed", 0, struct{}{})
	}
	if out.retry() != nil || look() != nil {
		return
	}
	s.follow(r.Context(), out, l, look, func(n int) error {
		if n%breaths != 0 {
			return nil
		}
		return look()
	})
}

// standing is how a person's inbox stands, to tell whether it changed; never "".
func (s *Server) standing(ctx context.Context, person string) (string, error) {
	items, err := s.o.Store.Inbox(ctx, person, false, 200)
	var b strings.Builder
	for _, it := range items {
		b.WriteString(it.ID + " " + string(it.Status) + "\n")
	}
	return b.String() + ".", err
}
