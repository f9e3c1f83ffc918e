package server_test

import (
	"bufio"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/server"
)

// heard is one server-sent event.
type heard struct {
	name string
	id   string
	data string
}

// subscriber reads a stream.
type subscriber struct {
	t     testing.TB
	body  interface{ Close() error }
	heard chan heard // closed at the end of the stream
	last  string     // Last-Event-ID
}

// subscribe opens a conversation's stream; after is a Last-Event-ID.
func (w *world) subscribe(t testing.TB, as, after string) *subscriber {
	t.Helper()
	return w.listen(t, scenario{as: as, path: "/api/apps/office/events", header: lastEvent(after)})
}

func lastEvent(id string) map[string]string {
	if id == "" {
		return nil
	}
	return map[string]string{"Last-Event-ID": id}
}

// listen opens any stream.
func (w *world) listen(t testing.TB, s scenario) *subscriber {
	t.Helper()
	res, err := client.Do(w.request(t, s))
	if err != nil {
		t.Fatal(err)
	}
	if ct := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || !strings.HasPrefix(ct, "text/event-stream") {
		t.Fatalf("a stream answered %d, %s", res.StatusCode, ct)
	}
	sub := &subscriber{t: t, body: res.Body, heard: make(chan heard, 1024)}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	go func() {
		defer close(sub.heard)
		var e heard
		for lines.Scan() {
			field, v, _ := strings.Cut(lines.Text(), ":")
			v = strings.TrimPrefix(v, " ")
			switch {
			case lines.Text() == "":
				if e != (heard{}) {
					sub.heard <- e
				}
				e = heard{}
			case field == "":
				e.name = "breath"
			case field == "event":
				e.name = v
			case field == "id":
				e.id = v
			case field == "data":
				e.data += v
			case field == "retry":
				e.name, e.data = "retry", v
			}
		}
	}()
	t.Cleanup(sub.leave)
	return sub
}

// leave drops the connection.
func (s *subscriber) leave() { _ = s.body.Close() }

// each yields what is heard, until the stream ends; it fails when nothing comes.
func (s *subscriber) each() iter.Seq[heard] {
	return func(yield func(heard) bool) {
		for {
			late := time.NewTimer(30 * time.Second)
			select {
			case e, ok := <-s.heard:
				late.Stop()
				if !ok {
					return
				}
				if e.id != "" {
					s.last = e.id
				}
				if !yield(e) {
					return
				}
			case <-late.C:
				s.t.Error("the stream says nothing")
				return
			}
		}
	}
}

// next is the next event of a name.
func (s *subscriber) next(name string) heard {
	s.t.Helper()
	for e := range s.each() {
		if e.name == name {
			return e
		}
	}
	s.t.Fatalf("the stream ended before %q", name)
	return heard{}
}

// entries are the next n entries.
func (s *subscriber) entries(n int) []converse.Entry {
	s.t.Helper()
	var out []converse.Entry
	for len(out) < n {
		e := s.next("entry")
		var x converse.Entry
		answer{t: s.t, body: e.data}.into(&x)
		if e.id != strconv.FormatInt(x.No, 10) {
			s.t.Errorf("entry %d has the id %s", x.No, e.id)
		}
		out = append(out, x)
	}
	return out
}

// everything is a whole conversation, paged back from its end.
func (w *world) everything(as string) []converse.Entry {
	w.t.Helper()
	page := w.conversation(as)
	all := page.Entries
	for page.More {
		page = server.Page{}
		w.try(w.t, scenario{
			name: "page", as: as, path: "/api/apps/office/conversation?before=" + strconv.FormatInt(all[0].No, 10), status: 200,
		}).into(&page)
		all = append(page.Entries, all...)
	}
	return all
}
