package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
	"github.com/usher-dev/usher/server"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/web"
)

// served is one app that is served: where it is read from.
type served struct {
	name string
	fsys fs.FS
	dir  string // shown to people; "" inside the binary
}

// config is what a house is built from.
type config struct {
	listen  string
	data    string // folder of database, files and the operator's key
	db      string // URL
	sources []served
	env     func(string) (string, bool)
	tools   engine.Tools // nil: real calls
	signIn  bool
	demo    bool
	hosts   []string
	proxy   bool
	log     *slog.Logger
}

// house is a running server with all that it stands on.
type house struct {
	cfg    config
	store  *store.Store
	shelf  *converse.Shelf
	engine *engine.Engine
	talk   *converse.Conversations
	loop   *converse.Loop
	server *server.Server
	lis    net.Listener
	shelve *shelver
	built  atomic.Bool // everything above is set
	closed sync.Once
}

// open builds a house: it listens already, and serves when Serve is called.
func open(ctx context.Context, cfg config) (*house, error) {
	if err := os.MkdirAll(cfg.data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if cfg.db == "" {
		cfg.db = "sqlite:" + filepath.Join(cfg.data, "usher.db")
	}
	h := &house{cfg: cfg, shelf: &converse.Shelf{}}
	h.shelve = newShelver(cfg.sources, h.shelf, cfg.log)
	if err := h.shelve.first(); err != nil {
		return nil, err
	}
	node := hostNode()
	var err error
	h.store, err = store.Open(ctx, cfg.db, store.Options{Node: node, Folder: cfg.data, Now: time.Now, Log: cfg.log, OnCommit: h.hint})
	if err != nil {
		return nil, err
	}
	if err := h.build(ctx, node); err != nil {
		_ = h.store.Close()
		return nil, err
	}
	return h, nil
}

// hint wakes lanes that were written to, by another node too. It comes from the
// store's goroutines, which run before the rest of the house stands.
func (h *house) hint(lanes []string) {
	if !h.built.Load() {
		return
	}
	for _, l := range lanes {
		h.loop.Wake(l)
	}
	h.server.Hint(lanes)
}

func (h *house) build(ctx context.Context, node string) error {
	var err error
	if h.lis, err = net.Listen("tcp", h.cfg.listen); err != nil {
		return fmt.Errorf("listen on %s: %w", h.cfg.listen, err)
	}
	secret, err := h.store.Setting(ctx, "event_secret", func() []byte { return []byte(rand.Text() + rand.Text()) })
	if err != nil {
		return err
	}
	operator, err := h.operatorKey()
	if err != nil {
		return err
	}
	tools := h.cfg.tools
	if tools == nil {
		tools = tool.New(tool.Options{Env: h.cfg.env, Log: h.cfg.log})
	}
	h.engine = engine.New(engine.Options{
		Store: h.store, Apps: h.shelf, Tools: tools, Node: node, Now: time.Now, NewID: newID, Secret: secret,
		BaseURL: h.url(), Wake: func(lane string) { h.loop.Wake(lane) }, Log: h.cfg.log, Workers: 16,
	})
	h.talk = converse.New(converse.Options{
		Store: h.store, Engine: h.engine, Shelf: h.shelf, Node: node, Now: time.Now, Log: h.cfg.log,
		Committed: func(t *converse.Turn) { h.server.Committed(t) },
	})
	h.loop = converse.NewLoop(h.talk, 16, time.Second)
	files, err := openFiles(filepath.Join(h.cfg.data, "files"))
	if err != nil {
		return err
	}
	h.server = server.New(server.Options{
		Store: h.store, Engine: h.engine, Talk: h.talk, Shelf: h.shelf, Wake: h.loop.Wake, Faults: h.shelve.fault, Files: files,
		Pages: web.Files, Now: time.Now, NewID: newID, Log: h.cfg.log, SignIn: h.cfg.signIn, Proxy: h.cfg.proxy, Demo: h.cfg.demo, Operator: operator,
		Hosts: h.cfg.hosts, Version: version,
	})
	h.built.Store(true)
	return h.announce()
}

// url is the address of this house for those on this machine.
func (h *house) url() string { return "http://" + h.lis.Addr().String() }

// operatorKey is what the command line on this machine shows; only the owner of
// the data folder can read it.
func (h *house) operatorKey() (string, error) {
	at := filepath.Join(h.cfg.data, "operator.key")
	if key, err := os.ReadFile(at); err == nil {
		return string(key), nil
	}
	key := rand.Text() + rand.Text()
	if err := os.WriteFile(at, []byte(key), 0o600); err != nil {
		return "", fmt.Errorf("operator's key: %w", err)
	}
	return key, nil
}

// whereabouts is what `usher runs` and its like read to find the server.
type whereabouts struct {
	URL string `json:"url"`
	PID int    `json:"pid"`
}

func (h *house) announce() error {
	body, err := json.Marshal(whereabouts{URL: h.url(), PID: os.Getpid()})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(h.cfg.data, "server.json"), body, 0o600)
}

// serve answers until ctx ends, then lets what is under way finish.
func (h *house) serve(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { _ = h.loop.Run(work) })
	wg.Go(func() { _ = h.engine.Run(work) })
	wg.Go(func() { h.shelve.watch(work) })
	srv := &http.Server{
		Handler: h.server.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(h.cfg.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	wg.Go(func() { failed <- srv.Serve(h.lis) })
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	h.server.Close()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if e := srv.Shutdown(grace); e != nil {
		h.cfg.log.Warn("some requests were cut off", "err", e)
	}
	stop()
	wg.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, h.close())
}

// close puts the house away; what was accepted is in the database.
func (h *house) close() error {
	var err error
	h.closed.Do(func() {
		_ = os.Remove(filepath.Join(h.cfg.data, "server.json"))
		err = h.store.Close()
	})
	return err
}

// newID is a UUIDv7: ordered by time, unique across nodes.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// hostNode names this process among others on the same database.
func hostNode() string {
	name, err := os.Hostname()
	if err != nil {
		name = "node"
	}
	return fmt.Sprintf("%s-%d-%s", name, os.Getpid(), rand.Text()[:6])
}
