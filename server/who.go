package server

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/usher-dev/usher/run/engine"
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

// identify finds out who calls the API: the operator's key, a session, or, where
// no sign-in is configured, the name that the request gives. Where sign-in is
// configured nobody else gets past here. Pages are empty shells and need nobody.
func (s *Server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/") || signedAddress(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		me, err := s.who(r)
		if err == nil && s.o.SignIn && me == (who{}) {
			err = errSignIn
		}
		if err != nil {
			s.writeFault(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), whoKey{}, me)))
	})
}

// signedAddress tells whether the address itself is the authorisation.
func signedAddress(path string) bool { return strings.HasPrefix(path, "/api/events/") }

func (s *Server) who(r *http.Request) (who, error) {
	if key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if s.o.Operator != "" && subtle.ConstantTimeCompare([]byte(key), []byte(s.o.Operator)) == 1 {
			return s.named(r, who{Operator: true})
		}
		me, err := s.session(r, key)
		if err == nil && me == (who{}) {
			err = errSignIn // a wrong key is never taken for no key
		}
		return me, err
	}
	if s.o.SignIn {
		c, err := r.Cookie(sessionCookie)
		if err != nil {
			return who{}, nil
		}
		return s.session(r, c.Value)
	}
	if r.Header.Get(personHeader) == "" {
		if c, err := r.Cookie(personCookie); err == nil && s.known(c.Value) {
			return who{Person: c.Value, Operator: true}, nil
		}
	}
	return s.named(r, who{Person: s.anybody(), Operator: true})
}

// named takes the person from the header, where there is one.
func (s *Server) named(r *http.Request, me who) (who, error) {
	p := r.Header.Get(personHeader)
	if p == "" {
		return me, nil
	}
	if !s.known(p) {
		return who{}, fault(http.StatusUnauthorized, "unknown_person", "person", strings.ToValidUTF8(p[:min(len(p), 100)], "?"))
	}
	me.Person = p
	return me, nil
}

// session is who signed in with a secret; nobody when it is none or has ended,
// or the person has left.
func (s *Server) session(r *http.Request, secret string) (who, error) {
	ctx, cancel := context.WithTimeout(r.Context(), s.o.Patience)
	defer cancel()
	x, err := s.o.Store.Session(ctx, hashed(secret))
	if errors.Is(err, engine.ErrNotFound) || err == nil && !s.known(x.Person) {
		return who{}, nil
	}
	return who{Person: x.Person}, err
}

// maxPerson is how long a person's id may be, in bytes.
const maxPerson = 100

// known tells whether somebody of that name may be here: one of the people of an
// app, or anybody where no app lists its people.
func (s *Server) known(person string) bool {
	if person == "" || len(person) > maxPerson || !utf8.ValidString(person) ||
		strings.ContainsFunc(person, func(c rune) bool { return c == '/' || !unicode.IsPrint(c) }) {
		return false
	}
	all := s.directories()
	for _, d := range all {
		if _, ok := d.Person(person); ok {
			return true
		}
	}
	return len(all) == 0
}

// anybody is who one is on one's own machine without having said so.
func (s *Server) anybody() string {
	for _, d := range s.directories() {
		if all := d.Persons(); len(all) > 0 {
			return all[0].ID
		}
	}
	return "me"
}
