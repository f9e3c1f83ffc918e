package server

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// who is the caller of a request.
type who struct {
	Person   string
	Operator bool
}

type whoKey struct{}

// caller returns who calls; the zero who when nobody is known.
func caller(ctx context.Context) who {
	w, _ := ctx.Value(whoKey{}).(who)
	return w
}

const (
	sessionCookie = "usher_session"
	personCookie  = "usher_person"
	personHeader  = "Usher-Person"
)

// identify finds out who calls: an operator's key, a session, or, where no
// sign-in is configured, the name that the request gives.
func (s *Server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), whoKey{}, s.who(r))))
	})
}

func (s *Server) who(r *http.Request) who {
	if key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && s.o.Operator != "" &&
		subtle.ConstantTimeCompare([]byte(key), []byte(s.o.Operator)) == 1 {
		return who{Person: r.Header.Get(personHeader), Operator: true}
	}
	if s.o.SignIn {
		c, err := r.Cookie(sessionCookie)
		if err != nil {
			return who{}
		}
		session, err := s.o.Store.Session(r.Context(), hashed(c.Value))
		if err != nil {
			return who{}
		}
		return who{Person: session.Person}
	}
	if p := r.Header.Get(personHeader); p != "" {
		return who{Person: p, Operator: true}
	}
	if c, err := r.Cookie(personCookie); err == nil && c.Value != "" {
		return who{Person: c.Value, Operator: true}
	}
	return who{Person: s.anybody(), Operator: true}
}

// anybody is who one is on one's own machine without having said so.
func (s *Server) anybody() string {
	for _, a := range s.o.Shelf.All() {
		if a.App.People != nil {
			if all := a.App.People.Persons(); len(all) > 0 {
				return all[0].ID
			}
		}
	}
	return "me"
}

// hosts refuses requests whose Host is not this machine's when no sign-in
// protects the pages: a page elsewhere could otherwise reach them under a name
// of its own (DNS rebinding).
func (s *Server) hosts(next http.Handler) http.Handler {
	if s.o.SignIn {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopbackName(r.Host) && !slices.Contains(s.o.Hosts, r.Host) {
			http.Error(w, "This address is served to this machine only. Use 127.0.0.1 or localhost, or configure sign-in.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func loopbackName(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// policy is the content security policy of every page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; " +
	"connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; manifest-src 'self'; " +
	"require-trusted-types-for 'script'"

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// logged writes one line a request; no body, no query, no header, so no secret.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &status{ResponseWriter: w, code: http.StatusOK}
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				s.o.Log.Error("request gave up", "method", r.Method, "route", r.Pattern, "panic", p)
				http.Error(rec, "something went wrong here; nothing was lost", http.StatusInternalServerError)
			}
			s.o.Log.Debug("request", "method", r.Method, "route", r.Pattern, "status", rec.code, "took", time.Since(began))
		}()
		next.ServeHTTP(rec, r)
	})
}

// status remembers the code of an answer.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }
