package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/usher-dev/usher/examples"
	"github.com/usher-dev/usher/examples/backoffice"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
	"github.com/usher-dev/usher/studio/rehearse"
)

type demoCmd struct {
	Dir    string `arg:"" optional:"" help:"A folder of your own, in place of the example app."`
	Listen string `help:"HOST:PORT to listen on; port 0 picks one." default:"127.0.0.1:8080"`
	Data   string `help:"Folder for the database; a new temporary one by default." placeholder:"DIR"`
	DB     string `name:"db" help:"sqlite:PATH or postgres://…; a file in the data folder by default." placeholder:"URL"`
	Log    string `help:"debug, info, warn or error." default:"warn" enum:"debug,info,warn,error"`
}

// Run serves the example, or a folder, on this machine only.
func (c demoCmd) Run(st *stage) error {
	if err := (serveCmd{Listen: c.Listen}).guard(); err != nil {
		return err
	}
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "usher-demo-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		c.Data = dir
	}
	cfg := config{listen: c.Listen, data: c.Data, db: c.DB, env: st.env, demo: true, log: logger(st, c.Log)}
	if c.Dir != "" {
		return c.own(st, cfg)
	}
	return c.workplace(st, cfg)
}

// own shows one's own folder; what is not set up answers from tests/fakes.yaml.
func (c demoCmd) own(st *stage, cfg config) error {
	fsys, name, err := folder(c.Dir)
	if err != nil {
		return err
	}
	fakes, err := rehearse.ReadFakes(fsys)
	if err != nil {
		return err
	}
	cfg.sources = []served{{name: name, fsys: fsys, dir: c.Dir}}
	cfg.tools = &rehearse.Stage{Fakes: fakes, Real: tool.New(tool.Options{Env: st.env, Log: cfg.log}), Now: st.now}
	return c.run(st, cfg, name)
}

// demoPays is how long the demo's finance office takes to pay a claim: long
// enough to see that the run waits, short enough to stay for.
const demoPays = 15 * time.Second

// workplace shows the example app with its back office beside it.
func (c demoCmd) workplace(st *stage, cfg config) error {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("back office: %w", err)
	}
	office := backoffice.New(backoffice.Options{Now: st.now, Ledger: backoffice.File(c.Data), PayAfter: demoPays})
	defer func() { _ = office.Close() }()
	srv := &http.Server{Handler: office.Handler(), ReadHeaderTimeout: 5 * time.Second}
	var wg sync.WaitGroup
	wg.Go(func() { _ = srv.Serve(lis) })
	defer wg.Wait()
	defer func() { _ = srv.Shutdown(context.WithoutCancel(st.ctx)) }()
	set := backoffice.Environment(lis.Addr().String())
	cfg.env = func(name string) (string, bool) {
		if v, ok := set[name]; ok {
			return v, true
		}
		return st.env(name)
	}
	cfg.sources = []served{{name: "workplace", fsys: examples.Workplace()}}
	return c.run(st, cfg, "workplace")
}

func (c demoCmd) run(st *stage, cfg config, name string) error {
	h, err := open(st.ctx, cfg)
	if err != nil {
		return explain(st, err)
	}
	asst, _ := h.shelf.Assistant(name)
	lang := asst.App.Languages[0]
	starters := asst.Starters("", 3)
	if st.json {
		if err := printJSON(st, map[string]any{"url": h.url(), "app": h.url() + "/a/" + name, "starters": starters}); err != nil {
			return err
		}
		return h.serve(st.ctx)
	}
	fmt.Fprintln(st.out, h.url())
	fmt.Fprintln(st.out, "Try, at "+h.url()+"/a/"+name+":")
	for i, s := range starters[lang] {
		if zh := starters["zh"]; lang != "zh" && i < len(zh) {
			s += "   ·   " + zh[i]
		}
		fmt.Fprintln(st.out, "  "+s)
	}
	fmt.Fprintln(st.out, "What waits for others is at "+h.url()+"/inbox. Ctrl-C stops.")
	return h.serve(st.ctx)
}

var _ engine.Tools = (*rehearse.Stage)(nil)
