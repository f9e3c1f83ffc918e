package server

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
)

// pages serves the committed build: shells of HTML and what they load.
func (s *Server) pages() {
	s.mux.HandleFunc("GET /a/{app}", s.page("app.html"))
	s.mux.HandleFunc("GET /a/{app}/{rest...}", s.page("app.html"))
	s.mux.HandleFunc("GET /inbox", s.page("inbox.html"))
	s.mux.HandleFunc("GET /assets/{name...}", s.asset)
	first := "home.html"
	if s.o.Demo {
		first = "demo.html"
	}
	s.mux.HandleFunc("GET /{$}", s.page(first))
}

func (s *Server) page(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		data, err := fs.ReadFile(s.o.Pages, name)
		if err != nil {
			http.Error(w, "there is no such page", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(data)
	}
}

func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	name := path.Clean("/" + r.PathValue("name"))
	data, err := fs.ReadFile(s.o.Pages, path.Join("assets", name))
	if err != nil {
		http.Error(w, "there is no such file", http.StatusNotFound)
		return
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		w.Header().Set("Content-Type", t)
	}
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(data)
}
