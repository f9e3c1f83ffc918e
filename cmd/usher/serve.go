package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"
)

type serveCmd struct {
	Dirs   []string `arg:"" optional:"" name:"dir" help:"Folders of apps."`
	Config string   `help:"The server's file; usher.yaml in the working folder is read by itself." placeholder:"FILE"`
	Listen string   `help:"HOST:PORT to listen on; port 0 picks one. 127.0.0.1:8080 by default." placeholder:"ADDR"`
	Data   string   `help:"Folder for the database and what people hand in; ./data by default." placeholder:"DIR"`
	DB     string   `name:"db" help:"sqlite:PATH or postgres://…; a file in the data folder by default." placeholder:"URL"`
	SignIn string   `name:"sign-in" help:"How people sign in: links (one-time links by usher login). Needed outside this machine." placeholder:"HOW"`
	Log    string   `help:"debug, info, warn or error." default:"info" enum:"debug,info,warn,error"`
}

// serverFile is usher.yaml.
type serverFile struct {
	Listen string   `yaml:"listen"`
	Data   string   `yaml:"data"`
	DB     string   `yaml:"db"`
	Apps   []string `yaml:"apps"`
	SignIn string   `yaml:"sign_in"`
	Hosts  []string `yaml:"hosts"`
	Proxy  bool     `yaml:"proxy"` // a proxy that ends TLS stands before it
}

// Run serves until it is told to stop.
func (c serveCmd) Run(st *stage) error {
	file, err := c.file(st)
	if err != nil {
		return err
	}
	c.fill(st, file)
	sources, err := c.sources(file)
	if err != nil {
		return err
	}
	if err := c.guard(); err != nil {
		return err
	}
	h, err := open(st.ctx, config{
		listen: c.Listen, data: c.Data, db: c.DB, sources: sources, env: st.env, signIn: c.SignIn != "", hosts: file.Hosts, proxy: file.Proxy,
		log: logger(st, c.Log),
	})
	if err != nil {
		return explain(st, err)
	}
	fmt.Fprintln(st.out, h.url())
	for _, s := range sources {
		fmt.Fprintf(st.out, "  %s/a/%s\n", h.url(), s.name)
	}
	return h.serve(st.ctx)
}

// file reads usher.yaml.
func (c serveCmd) file(_ *stage) (serverFile, error) {
	at := c.Config
	if at == "" {
		at = "usher.yaml"
	}
	var f serverFile
	data, err := os.ReadFile(at)
	if errors.Is(err, os.ErrNotExist) && c.Config == "" {
		return f, nil
	}
	if err != nil {
		return f, err
	}
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		return f, fmt.Errorf("%s: %s", at, yaml.FormatError(err, false, true))
	}
	dir := filepath.Dir(at)
	for i, a := range f.Apps {
		if !filepath.IsAbs(a) {
			f.Apps[i] = filepath.Join(dir, a)
		}
	}
	return f, nil
}

// fill takes from the environment and then from the file what no flag says.
func (c *serveCmd) fill(st *stage, f serverFile) {
	for _, x := range []struct {
		to        *string
		env, file string
		otherwise string
	}{
		{&c.Listen, "USHER_LISTEN", f.Listen, "127.0.0.1:8080"},
		{&c.Data, "USHER_DATA_DIR", f.Data, "data"},
		{&c.DB, "USHER_DB", f.DB, ""},
		{&c.SignIn, "USHER_SIGN_IN", f.SignIn, ""},
	} {
		if *x.to != "" {
			continue
		}
		if v, ok := st.env(x.env); ok && v != "" {
			*x.to = v
			continue
		}
		if *x.to = x.file; *x.to == "" {
			*x.to = x.otherwise
		}
	}
}

func (c serveCmd) sources(f serverFile) ([]served, error) {
	dirs := c.Dirs
	if len(dirs) == 0 {
		dirs = f.Apps
	}
	if len(dirs) == 0 {
		return nil, errors.New("no app to serve; give its folder, or list it under apps in usher.yaml")
	}
	var out []served
	seen := map[string]string{}
	for _, dir := range dirs {
		fsys, name, err := folder(dir)
		if err != nil {
			return nil, err
		}
		if other, twice := seen[name]; twice {
			return nil, fmt.Errorf("%s and %s would both be served as %q; rename one folder", other, dir, name)
		}
		seen[name] = dir
		out = append(out, served{name: name, fsys: fsys, dir: dir})
	}
	return out, nil
}

// guard refuses to listen to the world while anybody could be anybody.
func (c serveCmd) guard() error {
	if c.SignIn != "" && c.SignIn != "links" {
		return fmt.Errorf("--sign-in %s is not known; links is", c.SignIn)
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("--listen %s is no HOST:PORT; one is 127.0.0.1:8080", c.Listen)
	}
	if c.SignIn == "" && !loopback(host) {
		return fmt.Errorf("%s can be reached from other machines, and without sign-in anybody could be anybody there; "+
			"add --sign-in links and make a link for each person with `usher login PERSON`, or listen on 127.0.0.1", c.Listen)
	}
	return nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// explain prints the faults of a broken app with their places.
func explain(st *stage, err error) error {
	var broken *brokenError
	if errors.As(err, &broken) {
		printFaults(st, broken.faults, broken.dir)
	}
	return err
}

// logger writes structured lines to standard error.
func logger(st *stage, level string) *slog.Logger {
	var l slog.Level
	_ = l.UnmarshalText([]byte(level))
	o := &slog.HandlerOptions{Level: l}
	if st.json {
		return slog.New(slog.NewJSONHandler(st.err, o))
	}
	return slog.New(slog.NewTextHandler(st.err, o))
}
