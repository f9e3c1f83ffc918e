package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/usher-dev/usher/store"
)

// How long a one-time link and a session live.
const (
	linkLife    = 15 * time.Minute
	sessionLife = 30 * 24 * time.Hour
	keyLife     = 365 * 24 * time.Hour
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
	huma.Register(s.api, s.op("login-link", "POST", "/api/operate/login", "Make a one-time link for a person (operators)"),
		func(ctx context.Context, in *input) (*body[link], error) {
			if err := s.mayOperate(ctx, in.Body.Person); err != nil {
				return nil, err
			}
			secret := rand.Text() + rand.Text()
			expires := s.o.Now().Add(linkLife)
			if err := s.o.Store.PutLogin(ctx, hashed(secret), in.Body.Person, expires); err != nil {
				return nil, s.answer(err)
			}
			return &body[link]{link{Path: "/login?link=" + secret, Expires: expires}}, nil
		})
	type key struct {
		Key     string    `json:"key" doc:"for Authorization: Bearer"`
		Expires time.Time `json:"expires"`
	}
	huma.Register(s.api, s.op("key", "POST", "/api/operate/key", "Make a key with which a program acts as one person, and may no more than that person (operators)"),
		func(ctx context.Context, in *input) (*body[key], error) {
			if err := s.mayOperate(ctx, in.Body.Person); err != nil {
				return nil, err
			}
			secret, expires, err := s.begin(ctx, in.Body.Person, keyLife)
			if err != nil {
				return nil, s.answer(err)
			}
			return &body[key]{key{Key: secret, Expires: expires}}, nil
		})
}

// mayOperate refuses whoever does not run this, and persons that are not there.
func (s *Server) mayOperate(ctx context.Context, person string) error {
	if !caller(ctx).Operator {
		return fault(http.StatusForbidden, "operators")
	}
	if !s.known(person) {
		return fault(http.StatusUnprocessableEntity, "unknown_person", "person", person)
	}
	return nil
}

// begin begins a session and returns its secret.
func (s *Server) begin(ctx context.Context, person string, life time.Duration) (secret string, expires time.Time, err error) {
	secret, expires = rand.Text()+rand.Text(), s.o.Now().Add(life)
	return secret, expires, s.o.Store.PutSession(ctx, store.Session{Hash: hashed(secret), Person: person, Expires: expires})
}
