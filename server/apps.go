package server

import (
	"context"
	"net/http"
	"sort"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/usher-dev/usher/app/people"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
)

// errSignIn asks for a sign-in.
var errSignIn = fault(http.StatusUnauthorized, "sign_in")

// body is an answer with a JSON body.
type body[T any] struct{ Body T }

// Named is somebody or something with a name.
type Named struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	Names    map[string]string `json:"names,omitempty" doc:"by language, where a person has a name of its own in one"`
	Language string            `json:"language,omitempty"`
}

// named is a person as their directory lists them.
func named(p people.Person) Named {
	n := Named{ID: p.ID, Name: p.Name, Language: p.Language}
	for column, name := range p.Fields {
		if lang, ok := strings.CutPrefix(column, "name."); ok && name != "" {
			if n.Names == nil {
				n.Names = map[string]string{}
			}
			n.Names[lang] = name
		}
	}
	return n
}

// Me says who one is.
type Me struct {
	Person Named   `json:"person"`
	People []Named `json:"people,omitempty" doc:"whom one may switch to; only where no sign-in is configured"`
	Demo   bool    `json:"demo,omitempty"`
}

// Someone names a person.
type Someone struct {
	Person string `json:"person" minLength:"1" maxLength:"100"`
}

// AppInfo is what a page shows before the first message.
type AppInfo struct {
	Name      string              `json:"name"`
	Title     value.Localized     `json:"title"`
	Languages []string            `json:"languages"`
	Starters  map[string][]string `json:"starters,omitempty" doc:"by language, sentences that people really say"`
	Offers    []Offer             `json:"offers,omitempty"`
	Error     string              `json:"error,omitempty" doc:"why the newest edit is not served"`
}

// Offer is one process that a person may start.
type Offer struct {
	Process string          `json:"process"`
	Title   value.Localized `json:"title"`
}

// seat is the assistant of an app and the person who talks to it.
func (s *Server) seat(ctx context.Context, app string) (*converse.Assistant, string, error) {
	person := caller(ctx).Person
	if person == "" {
		return nil, "", errSignIn
	}
	asst, ok := s.o.Shelf.Assistant(app)
	if !ok {
		return nil, "", worded(http.StatusNotFound, "not_found", "no_app")
	}
	return asst, person, nil
}

func (s *Server) me() {
	huma.Register(s.api, s.op("me", "GET", "/api/me", "Who am I"), func(ctx context.Context, _ *struct{}) (*body[Me], error) {
		c := caller(ctx)
		if c.Person == "" {
			return nil, errSignIn
		}
		out := Me{Person: s.person(c.Person), Demo: s.o.Demo}
		if !s.o.SignIn {
			out.People = s.everybody()
		}
		return &body[Me]{out}, nil
	})
	if s.o.SignIn {
		return
	}
	type input struct {
		Body Someone
	}
	type output struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
		Body      Me
	}
	huma.Register(s.api, s.op("be", "POST", "/api/me/person", "Be somebody else, where no sign-in is configured"),
		func(_ context.Context, in *input) (*output, error) {
			if !s.known(in.Body.Person) {
				return nil, fault(http.StatusUnprocessableEntity, "unknown_person", "person", in.Body.Person)
			}
			return &output{
				SetCookie: http.Cookie{Name: personCookie, Value: in.Body.Person, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode},
				Body:      Me{Person: s.person(in.Body.Person), People: s.everybody(), Demo: s.o.Demo},
			}, nil
		})
}

// directories are the people of every app that lists them, by the apps' names.
func (s *Server) directories() []*people.Directory {
	all := s.o.Shelf.All()
	sort.Slice(all, func(i, j int) bool { return all[i].App.Name < all[j].App.Name })
	var out []*people.Directory
	for _, a := range all {
		if a.App.People != nil && len(a.App.People.Persons()) > 0 {
			out = append(out, a.App.People)
		}
	}
	return out
}

func (s *Server) person(id string) Named {
	for _, d := range s.directories() {
		if p, ok := d.Person(id); ok {
			return named(p)
		}
	}
	return Named{ID: id, Name: id}
}

func (s *Server) everybody() []Named {
	seen := map[string]bool{}
	var out []Named
	for _, d := range s.directories() {
		for _, p := range d.Persons() {
			if !seen[p.ID] {
				seen[p.ID] = true
				out = append(out, named(p))
			}
		}
	}
	return out
}

func (s *Server) apps() {
	type AppList struct {
		Apps []AppInfo `json:"apps"`
	}
	huma.Register(s.api, s.op("apps", "GET", "/api/apps", "The apps that are served"), func(context.Context, *struct{}) (*body[AppList], error) {
		out := AppList{Apps: []AppInfo{}}
		for _, a := range s.o.Shelf.All() {
			out.Apps = append(out.Apps, AppInfo{Name: a.App.Name, Title: a.App.Title, Languages: a.App.Languages, Error: s.o.Faults(a.App.Name)})
		}
		sort.Slice(out.Apps, func(i, j int) bool { return out.Apps[i].Name < out.Apps[j].Name })
		return &body[AppList]{out}, nil
	})
	huma.Register(s.api, s.op("app", "GET", "/api/apps/{app}", "One app, as a page needs it"),
		func(ctx context.Context, in *appInput) (*body[AppInfo], error) {
			asst, person, err := s.seat(ctx, in.App)
			if err != nil {
				return nil, err
			}
			return &body[AppInfo]{s.appInfo(asst, person)}, nil
		})
}

// appInput names an app.
type appInput struct {
	App string `path:"app"`
}

func (s *Server) appInfo(asst *converse.Assistant, person string) AppInfo {
	a := asst.App
	out := AppInfo{
		Name: a.Name, Title: a.Title, Languages: a.Languages, Error: s.o.Faults(a.Name),
		Starters: asst.Starters(person, 3), Offers: []Offer{},
	}
	for _, p := range a.Processes {
		if len(p.Who) == 0 || a.People.May(person, p.Who) {
			out.Offers = append(out.Offers, Offer{Process: p.ID, Title: p.Title})
		}
	}
	return out
}

// op describes an operation. What is not a success is a Fault.
func (s *Server) op(id, method, path, summary string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary, MaxBodyBytes: 256 << 10, BodyReadTimeout: 15 * time.Second,
		Responses: s.faults(),
	}
}
