package server

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
)

// Posted is a message as a client sends it.
type Posted struct {
	ID     string            `json:"id" minLength:"1" maxLength:"100" pattern:"^[^\\x00-\\x1f\\x7f]+$" patternDescription:"text without control characters" doc:"the client's id; the same id twice is one message"`
	Text   string            `json:"text,omitempty" maxLength:"20000"`
	Files  []FileRef         `json:"files,omitempty" maxItems:"10"`
	Values map[string]string `json:"values,omitempty" doc:"canonical values from a typed control, by slot"`
}

// FileRef names a file that was handed in before.
type FileRef struct {
	Hash string `json:"hash" pattern:"^[0-9a-f]{64}$"`
	Name string `json:"name" maxLength:"255"`
}

// Spoken sets the language of a conversation.
type Spoken struct {
	ID       string `json:"id" minLength:"1" maxLength:"100" pattern:"^[^\\x00-\\x1f\\x7f]+$" patternDescription:"text without control characters"`
	Language string `json:"language" enum:"en,zh"`
}

// Receipt says that a message is committed and will be handled.
type Receipt struct {
	Number int64 `json:"number" doc:"its place within the conversation"`
	Entry  int64 `json:"entry" doc:"its place on the page"`
	Again  bool  `json:"again,omitempty" doc:"the id was known already"`
}

// Page is a stretch of a conversation.
type Page struct {
	Entries []converse.Entry `json:"entries"`
	State   converse.Screen  `json:"state"`
	Last    int64            `json:"last"`
	More    bool             `json:"more"`
}

type receiptOutput struct {
	Status int
	Body   Receipt
}

func (s *Server) messages() {
	type post struct {
		App  string `path:"app"`
		Body Posted
	}
	o := s.op("say", "POST", "/api/apps/{app}/messages", "Say something to an app; committed when answered")
	o.DefaultStatus = http.StatusAccepted
	huma.Register(s.api, o, func(ctx context.Context, in *post) (*receiptOutput, error) {
		asst, person, err := s.seat(ctx, in.App)
		if err != nil {
			return nil, err
		}
		if blank(in.Body.Text) && len(in.Body.Files) == 0 && len(in.Body.Values) == 0 {
			return nil, fault(http.StatusUnprocessableEntity, "empty")
		}
		files, err := s.handedIn(ctx, person, in.Body.Files)
		if err != nil {
			return nil, s.answer(err)
		}
		return s.accept(ctx, converse.Message{
			ID: in.Body.ID, App: asst.App.Name, Person: person, Text: in.Body.Text, Files: files, Values: in.Body.Values, At: s.o.Now(),
		})
	})
	type speak struct {
		App  string `path:"app"`
		Body Spoken
	}
	o = s.op("speak", "POST", "/api/apps/{app}/language", "Set the language of the conversation")
	o.DefaultStatus = http.StatusAccepted
	huma.Register(s.api, o, func(ctx context.Context, in *speak) (*receiptOutput, error) {
		asst, person, err := s.seat(ctx, in.App)
		if err != nil {
			return nil, err
		}
		return s.accept(ctx, converse.Message{ID: in.Body.ID, App: asst.App.Name, Person: person, Language: in.Body.Language, At: s.o.Now()})
	})
	s.conversation()
	s.turns()
	s.mux.HandleFunc("GET /api/apps/{app}/events", s.stream)
}

func (s *Server) accept(ctx context.Context, m converse.Message) (*receiptOutput, error) {
	a, err := s.o.Talk.Accept(ctx, m)
	if err != nil {
		return nil, s.answer(err)
	}
	s.o.Wake(a.Lane)
	s.hub.tell(a.Lane)
	return &receiptOutput{Status: http.StatusAccepted, Body: Receipt{Number: a.Number, Entry: a.Entry, Again: a.Again}}, nil
}

// handedIn looks up files by hash; only the name is taken from the caller. What
// somebody else handed in is no file of theirs, though they know its hash.
func (s *Server) handedIn(ctx context.Context, person string, refs []FileRef) ([]value.File, error) {
	var out []value.File
	for _, r := range refs {
		f, owners, err := s.o.Store.File(ctx, r.Hash)
		if errors.Is(err, engine.ErrNotFound) || err == nil && !slices.Contains(owners, person) {
			return nil, worded(http.StatusUnprocessableEntity, "no_file", "lost_file", "name", r.Name)
		}
		if err != nil {
			return nil, err
		}
		if r.Name != "" {
			f.Name = r.Name
		}
		out = append(out, f)
	}
	return out, nil
}

// pageLength is how many entries a page of a conversation has.
const pageLength = 100

func (s *Server) conversation() {
	type input struct {
		App    string `path:"app"`
		Before int64  `query:"before" minimum:"0"`
	}
	huma.Register(s.api, s.op("conversation", "GET", "/api/apps/{app}/conversation", "The newest entries and the state; ?before pages back"),
		func(ctx context.Context, in *input) (*body[Page], error) {
			asst, person, err := s.seat(ctx, in.App)
			if err != nil {
				return nil, err
			}
			entries, err := s.o.Store.EntriesBefore(ctx, store.LaneID(asst.App.Name, person), in.Before, pageLength)
			if err != nil {
				return nil, s.answer(err)
			}
			out := Page{Entries: []converse.Entry{}}
			if n := len(entries); n > 0 {
				out.Entries, out.Last, out.More = entries, entries[n-1].No, entries[0].No > 1
			}
			if out.State, err = s.o.Talk.Screen(ctx, asst.App.Name, person); err != nil {
				return nil, s.answer(err)
			}
			return &body[Page]{out}, nil
		})
}

// TurnInfo explains a turn.
type TurnInfo struct {
	Turn      int64               `json:"turn"`
	Cause     converse.Cause      `json:"cause"`
	Sentence  string              `json:"sentence" doc:"why, in a sentence"`
	Trace     []converse.Step     `json:"trace"`
	Citations []converse.Citation `json:"citations"`
}

func (s *Server) turns() {
	type input struct {
		App  string `path:"app"`
		Turn int64  `path:"turn" minimum:"1"`
	}
	huma.Register(s.api, s.op("why", "GET", "/api/apps/{app}/turns/{turn}", "Why a turn went as it did"),
		func(ctx context.Context, in *input) (*body[TurnInfo], error) {
			asst, person, err := s.seat(ctx, in.App)
			if err != nil {
				return nil, err
			}
			turns, err := s.o.Store.Turns(ctx, asst.App.Name+"/"+person, in.Turn-1, 1)
			if err != nil {
				return nil, s.answer(err)
			}
			if len(turns) == 0 || turns[0].Number != in.Turn {
				return nil, s.answer(engine.ErrNotFound)
			}
			t := &turns[0]
			out := TurnInfo{Turn: t.Number, Cause: t.Cause, Sentence: s.o.Talk.Why(ctx, asst, person, t), Trace: t.Trace, Citations: []converse.Citation{}}
			for _, r := range t.Replies {
				out.Citations = append(out.Citations, r.Citations...)
			}
			return &body[TurnInfo]{out}, nil
		})
}
