package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
)

// How long a one-time link and a session live.
const (
	linkLife    = 15 * time.Minute
	sessionLife = 30 * 24 * time.Hour
)

// hashed is what is stored of a secret that somebody carries.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// operate is for the command line on the same machine.
func (s *Server) operate() {
	type input struct {
		Body Someone
	}
	type link struct {
		Path    string    `json:"path"`
		Expires time.Time `json:"expires"`
	}
	huma.Register(s.api, op("login-link", "POST", "/api/operate/login", "Make a one-time link for a person (operators)"),
		func(ctx context.Context, in *input) (*body[link], error) {
			if !caller(ctx).Operator {
				return nil, fault(http.StatusForbidden, "operators", "Only whoever runs this may make links.")
			}
			secret := s.o.NewID() + randomText()
			expires := s.o.Now().Add(linkLife)
			if err := s.o.Store.PutLogin(ctx, hashed(secret), in.Body.Person, expires); err != nil {
				return nil, s.answer(err)
			}
			return &body[link]{link{Path: "/login?link=" + secret, Expires: expires}}, nil
		})
	// A link is opened by GET and used by POST, so that previews of links in chats and mails do not use it up.
	s.mux.HandleFunc("GET /login", s.page("login.html"))
	s.mux.HandleFunc("POST /login", s.login)
	s.mux.HandleFunc("POST /logout", s.logout)
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	person, err := s.o.Store.TakeLogin(r.Context(), hashed(r.FormValue("link")))
	if errors.Is(err, engine.ErrNotFound) {
		http.Error(w, "This link was used or is too old. Ask for a new one. 此链接已使用或已过期,请重新索取。", http.StatusForbidden)
		return
	}
	if err != nil {
		writeFault(w, s.answer(err))
		return
	}
	secret := s.o.NewID() + randomText()
	expires := s.o.Now().Add(sessionLife)
	if err := s.o.Store.PutSession(r.Context(), store.Session{Hash: hashed(secret), Person: person, Expires: expires}); err != nil {
		writeFault(w, s.answer(err))
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: secret, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(sessionCookie); err == nil {
		if err := s.o.Store.DropSession(r.Context(), hashed(c.Value)); err != nil {
			writeFault(w, s.answer(err))
			return
		}
	}
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
