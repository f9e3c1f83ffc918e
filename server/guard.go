package server

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// hosts refuses requests whose Host is not this machine's when no sign-in
// protects the pages: a page elsewhere could otherwise reach them under a name
// of its own (DNS rebinding).
func (s *Server) hosts(next http.Handler) http.Handler {
	if s.o.SignIn {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopbackName(r.Host) && !slices.Contains(s.o.Hosts, r.Host) {
			s.writeFault(w, r, fault(http.StatusForbidden, "host"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// bounded ends a call that waits too long for the database. Streams last, and a
// file may take its time to arrive; they bound what they ask of it themselves.
func (s *Server) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := r.URL.Path; !strings.HasPrefix(p, "/api/") || strings.HasPrefix(p, "/api/files") || r.Method == http.MethodGet && strings.HasSuffix(p, "/events") {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), s.o.Patience)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// crossOrigin refuses what a page of another site wants done.
func (s *Server) crossOrigin(next http.Handler) http.Handler {
	c := http.NewCrossOriginProtection()
	c.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.writeFault(w, r, fault(http.StatusForbidden, "cross_origin"))
	}))
	return c.Handler(next)
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
				s.writeFault(rec, r, fault(http.StatusInternalServerError, "fault"))
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
