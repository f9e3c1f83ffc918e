// Package server owns HTTP: the API, its streams, the pages, health, and who may
// call. It turns requests into calls on the floors below and errors into
// answers; it decides nothing about runs and must never write SQL.
package server

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
)

// Options are what a Server stands on. All but Faults, Log, Operator and Hosts
// must be set.
type Options struct {
	Store  *store.Store
	Engine *engine.Engine
	Talk   *converse.Conversations
	Shelf  *converse.Shelf
	Wake   func(lane string) // has a lane handled soon
	// Faults says why the newest edit of an app is not served, "" when it is.
	Faults func(app string) string
	Files  Files
	Pages  fs.FS // the committed build of web
	Now    func() time.Time
	NewID  func() string
	Log    *slog.Logger

	// SignIn demands a session. Without it everybody on this machine may be anybody,
	// which is why the caller must listen on loopback only.
	SignIn bool
	Demo   bool
	// Proxy tells that a proxy of one's own stands in front: only then are
	// X-Forwarded-Proto and X-Forwarded-For believed.
	Proxy    bool
	Operator string   // bearer key of the command line; "" lets nobody operate
	Hosts    []string // names that Host may have beside loopback's, when SignIn is off
	Version  string

	// Patience is how long a request waits for the database; 10 s when zero. It
	// should be shorter than the store's.
	Patience time.Duration
	// After waits; nil means time.After. Streams use it to breathe and to look.
	After func(time.Duration) <-chan time.Time
}

// Server answers HTTP. It is safe for concurrent use.
type Server struct {
	o       Options
	hub     *hub
	mux     *http.ServeMux
	api     huma.API
	logins  *attempts
	closing atomic.Bool
	write   time.Duration // how long a subscriber may take to take what is sent
}

// New builds a Server; Handler serves it.
func New(o Options) *Server {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Faults == nil {
		o.Faults = func(string) string { return "" }
	}
	if o.Patience <= 0 {
		o.Patience = 10 * time.Second
	}
	if o.After == nil {
		o.After = time.After
	}
	s := &Server{o: o, hub: newHub(), mux: http.NewServeMux(), logins: newAttempts(), write: 30 * time.Second}
	c := huma.DefaultConfig("Usher", o.Version)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "/api/openapi", "", ""
	c.Info.Description = "An app server that recognises a task, guides a person through it, and explains itself."
	c.CreateHooks = nil // no $schema links in answers
	c.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON}
	c.Transformers = []huma.Transformer{localize}
	s.api = humago.New(s.mux, c)
	s.me()
	s.apps()
	s.messages()
	s.inbox()
	s.runs()
	s.events()
	s.operate()
	s.files()
	s.login()
	s.handmade()
	s.pages()
	s.health()
	s.mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		s.writeFault(w, r, worded(http.StatusNotFound, "not_found", "no_call"))
	})
	return s
}

// OpenAPI is the document that describes the API, as JSON.
func (s *Server) OpenAPI() ([]byte, error) { return s.api.OpenAPI().MarshalJSON() }

// Committed tells the streams that a turn was written. It does not block.
func (s *Server) Committed(t *converse.Turn) {
	s.hub.tell(t.Lane.ID)
	if len(t.Changes.Items) > 0 || len(t.Changes.DropItems) > 0 {
		s.hub.tell(inboxLane)
	}
}

// Hint tells the streams of lanes that another node may have written to them. It
// does not block.
func (s *Server) Hint(lanes []string) {
	for _, l := range lanes {
		s.hub.tell(l)
	}
	s.hub.tell(inboxLane)
}

// Handler is everything, behind the checks that hold for every request.
func (s *Server) Handler() http.Handler {
	h := s.identify(s.logged(s.mux)) // logged is innermost: there the route is known
	return headers(s.hosts(s.crossOrigin(s.bounded(h))))
}

// Close ends the streams, so that a graceful shutdown need not wait for pages
// that stay open. They come back with Last-Event-ID. From then on it is not
// ready, so that a balancer sends new requests elsewhere; those that come are
// answered all the same.
func (s *Server) Close() {
	s.closing.Store(true)
	s.hub.close()
}

// health answers those who watch the process.
func (s *Server) health() {
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	s.mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if s.closing.Load() {
			http.Error(w, "shutting down", http.StatusServiceUnavailable)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), min(2*time.Second, s.o.Patience))
		defer cancel()
		if err := s.o.Store.Ping(ctx); err != nil {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		if len(s.o.Shelf.All()) == 0 {
			http.Error(w, "no app is loaded", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
}
