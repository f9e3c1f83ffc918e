package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/usher-dev/usher/run/converse"
)

// Streams breathe so that dead connections are noticed, and look for themselves
// now and then, since a hint of another node may be lost.
const (
	breath = 15 * time.Second
	look   = 3 * time.Second
)

// sse writes server-sent events.
type sse struct {
	w  http.ResponseWriter
	rc *http.ResponseController
}

func newSSE(w http.ResponseWriter) *sse {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	return &sse{w: w, rc: http.NewResponseController(w)}
}

func (e *sse) send(event string, id int64, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return err
	}
	if id > 0 {
		if _, err := fmt.Fprintf(e.w, "id: %d\n", id); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(e.w, "event: %s\ndata: %s\n\n", event, body); err != nil {
		return err
	}
	return e.rc.Flush()
}

func (e *sse) breathe() error {
	if _, err := e.w.Write([]byte(": \n\n")); err != nil {
		return err
	}
	return e.rc.Flush()
}

// stream sends a conversation's entries after the one that the subscriber saw
// last, in order, each once, and the state when it changes.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	asst, person, err := s.seat(r.Context(), r.PathValue("app"))
	if err != nil {
		writeFault(w, s.answer(err))
		return
	}
	lane := asst.App.Name + "/" + person
	l, leave := s.hub.listen(lane)
	defer leave()
	st := &streaming{s: s, out: newSSE(w), asst: asst, lane: lane, person: person, after: seen(r)}
	if err := st.resume(r.Context()); err != nil {
		return
	}
	for next := time.Now().Add(breath); ; {
		if err := st.catchUp(r.Context(), l.take()); err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case _, open := <-l.C:
			if !open {
				return
			}
		case <-time.After(look):
			if time.Now().Before(next) {
				continue
			}
			next = time.Now().Add(breath)
			if st.out.breathe() != nil {
				return
			}
		}
	}
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
	asst   *converse.Assistant
	lane   string
	person string
	after  int64
	state  string // as last sent
}

// resume sends again the person's newest messages that the subscriber has: what
// was understood in them may have become known since.
func (st *streaming) resume(ctx context.Context) error {
	if st.after == 0 {
		return st.out.breathe()
	}
	entries, err := st.s.o.Store.Entries(ctx, st.lane, max(st.after-5, 0), 5)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Role == "person" && e.No <= st.after {
			if err := st.out.send("amend", 0, e); err != nil {
				return err
			}
		}
	}
	return st.out.breathe()
}

func (st *streaming) catchUp(ctx context.Context, amended []int64) error {
	for _, no := range amended {
		entries, err := st.s.o.Store.Entries(ctx, st.lane, no-1, 1)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.No == no && no <= st.after {
				if err := st.out.send("amend", 0, e); err != nil {
					return err
				}
			}
		}
	}
	for {
		entries, err := st.s.o.Store.Entries(ctx, st.lane, st.after, 100)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := st.out.send("entry", e.No, e); err != nil {
				return err
			}
			st.after = e.No
		}
		if len(entries) < 100 {
			break
		}
	}
	return st.sendState(ctx)
}

func (st *streaming) sendState(ctx context.Context) error {
	screen, err := st.s.o.Talk.Screen(ctx, st.asst.App.Name, st.person)
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

// inboxStream says that the inbox changed; what changed is read there.
func (s *Server) inboxStream(w http.ResponseWriter, r *http.Request) {
	if caller(r.Context()).Person == "" {
		writeFault(w, errSignIn)
		return
	}
	l, leave := s.hub.listen(inboxLane)
	defer leave()
	out := newSSE(w)
	if out.breathe() != nil {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case _, open := <-l.C:
			if !open || out.send("changed", 0, struct{}{}) != nil {
				return
			}
		case <-time.After(breath):
			if out.breathe() != nil {
				return
			}
		}
	}
}
