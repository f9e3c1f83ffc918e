package server

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
)

// Item is something to decide, in the reader's language.
type Item struct {
	ID           string            `json:"id"`
	Sort         string            `json:"sort" enum:"approve,judge,handoff"`
	App          string            `json:"app"`
	Run          string            `json:"run"`
	Process      string            `json:"process"`
	Title        string            `json:"title"`
	Person       Named             `json:"person"`
	Show         string            `json:"show"`
	Text         string            `json:"text,omitempty"`
	Values       []ItemValue       `json:"values"`
	Asked        []Named           `json:"asked,omitempty" doc:"who may decide, or could have; none: anybody else"`
	Said         []Said            `json:"said,omitempty" doc:"the person's own words"`
	Hash         string            `json:"hash" doc:"send it with the decision: it says which card was looked at"`
	Outcomes     []Choice          `json:"outcomes"`
	Consequences map[string]string `json:"consequences,omitempty"`
	AskedAt      time.Time         `json:"asked_at"`
	Due          *time.Time        `json:"due,omitempty"`
	Status       engine.ItemStatus `json:"status"`
	Why          string            `json:"why,omitempty"`
	Decision     string            `json:"decision,omitempty"`
	Outcome      string            `json:"outcome,omitempty"`
	DecidedBy    *Named            `json:"decided_by,omitempty"`
	DecidedAt    *time.Time        `json:"decided_at,omitempty"`
	Reason       string            `json:"reason,omitempty"`
}

// ItemValue is one value on a card.
type ItemValue struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Text  string `json:"text"`
	File  string `json:"file,omitempty" doc:"hash of a file that can be opened"`
}

// Said is something that the person wrote.
type Said struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Choice is one thing that can be decided.
type Choice struct {
	Key   string `json:"key"`
	Label string `json:"label"`
}

// Decided is a decision as a client sends it.
type Decided struct {
	Decision string `json:"decision" enum:"approve,reject,send_back,pick,done,retry,accept"`
	Outcome  string `json:"outcome,omitempty" maxLength:"100" doc:"with pick: the outcome's name"`
	Hash     string `json:"hash" doc:"of the card that was looked at"`
	Reason   string `json:"reason,omitempty" maxLength:"2000"`
}

type itemInput struct {
	ID       string `path:"id" maxLength:"200"`
	Language string `header:"Accept-Language"`
}

func (s *Server) inbox() {
	type listInput struct {
		Open     bool   `query:"open"`
		Language string `header:"Accept-Language"`
	}
	type InboxList struct {
		Items []Item `json:"items"`
	}
	huma.Register(s.api, s.op("inbox", "GET", "/api/inbox", "What waits for me, then what was decided"),
		func(ctx context.Context, in *listInput) (*body[InboxList], error) {
			me := caller(ctx).Person
			if me == "" {
				return nil, errSignIn
			}
			items, err := s.o.Store.Inbox(ctx, me, in.Open, 200)
			if err != nil {
				return nil, s.answer(err)
			}
			out := InboxList{Items: make([]Item, 0, len(items))}
			for _, it := range items {
				out.Items = append(out.Items, s.item(it, s.reader(me, in.Language)))
			}
			return &body[InboxList]{out}, nil
		})
	huma.Register(s.api, s.op("inbox-item", "GET", "/api/inbox/{id}", "One thing to decide, with the words that were said"),
		func(ctx context.Context, in *itemInput) (*body[Item], error) {
			it, err := s.mine(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			out := s.item(it, s.reader(caller(ctx).Person, in.Language))
			if out.Said, err = s.said(ctx, it); err != nil {
				return nil, s.answer(err)
			}
			return &body[Item]{out}, nil
		})
	s.decide()
	s.mux.HandleFunc("GET /api/inbox/events", s.inboxStream)
}

// mine is an item that the caller may decide or has to do with.
func (s *Server) mine(ctx context.Context, id string) (engine.Item, error) {
	me := caller(ctx)
	if me.Person == "" && !me.Operator {
		return engine.Item{}, errSignIn
	}
	it, err := s.o.Store.Item(ctx, id)
	if err != nil {
		return engine.Item{}, s.answer(err)
	}
	for _, p := range it.People {
		if p == me.Person || p == "*" && it.Person != me.Person {
			return it, nil
		}
	}
	if me.Operator {
		return it, nil
	}
	return engine.Item{}, s.answer(engine.ErrNotFound)
}

func (s *Server) decide() {
	type input struct {
		ID       string `path:"id" maxLength:"200"`
		Language string `header:"Accept-Language"`
		Body     Decided
	}
	huma.Register(s.api, s.op("decide", "POST", "/api/inbox/{id}/decision", "Decide, once"),
		func(ctx context.Context, in *input) (*body[Item], error) {
			it, err := s.mine(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			me := caller(ctx).Person
			lang := s.reader(me, in.Language)
			it, err = s.o.Engine.Decide(ctx, engine.Decision{
				Item: it.ID, By: me, ByName: s.name(it.App, me, lang), Decision: in.Body.Decision, Outcome: in.Body.Outcome,
				Hash: in.Body.Hash, Reason: in.Body.Reason, At: s.o.Now(),
			})
			if err != nil {
				return nil, s.undecided(ctx, err, in.ID, lang)
			}
			s.hub.tell(inboxLane)
			return &body[Item]{s.item(it, lang)}, nil
		})
}

// goneKeys are the sentences that say why nothing is left to decide.
var goneKeys = map[engine.ItemStatus]string{
	engine.ItemDecided: "already_decided", engine.ItemExpired: "item_expired", engine.ItemWithdrawn: "item_withdrawn",
}

// undecided explains why a decision was not taken, with the item as it is now.
func (s *Server) undecided(ctx context.Context, err error, id, lang string) error {
	var gone *engine.DecidedError
	switch {
	case errors.Is(err, engine.ErrChanged):
		it, e := s.o.Store.Item(ctx, id)
		if e != nil {
			return s.answer(e)
		}
		f := fault(http.StatusConflict, "changed")
		f.Detail = s.text(it.App, lang, "changed_since", nil)
		shown := s.item(it, lang)
		f.Item = &shown
		return f
	case errors.As(err, &gone):
		it := gone.Item
		shown := s.item(it, lang)
		code, args := string(it.Status), map[string]value.Localized{}
		if shown.DecidedBy != nil {
			args["who"] = value.Localized{"": shown.DecidedBy.Name}
		}
		if !it.DecidedAt.IsZero() {
			args["when"] = value.Localized{"": it.DecidedAt.In(s.zone(it.App)).Format("2006-01-02 15:04")}
		}
		f := fault(http.StatusConflict, code)
		f.Detail = s.text(it.App, lang, goneKeys[it.Status], args)
		f.Item = &shown
		return f
	}
	return s.answer(err)
}

func (s *Server) zone(app string) *time.Location {
	if asst, ok := s.o.Shelf.Assistant(app); ok {
		if z := asst.App.Setting(s.o.Now()).Zone; z != nil {
			return z
		}
	}
	return time.UTC
}

// text is one of Usher's own sentences in an app's words.
func (s *Server) text(app, lang, key string, args map[string]value.Localized) string {
	if asst, ok := s.o.Shelf.Assistant(app); ok {
		return asst.Catalogue.Say(lang, key, args)
	}
	return key
}

// name is a person's name in an app.
func (s *Server) name(app, person, lang string) string {
	if asst, ok := s.o.Shelf.Assistant(app); ok {
		return asst.Who(person, "", lang)
	}
	return person
}

// item renders a card on reading, in the reader's language.
func (s *Server) item(it engine.Item, lang string) Item {
	c := it.Card
	out := Item{
		ID: it.ID, Sort: c.Sort, App: it.App, Run: it.Run, Process: it.Process, Title: it.Process,
		Person: Named{ID: it.Person, Name: s.name(it.App, it.Person, lang)},
		Hash:   c.Hash, Values: []ItemValue{}, Outcomes: []Choice{}, AskedAt: it.AskedAt, Status: it.Status, Why: it.Why,
		Decision: it.Decision, Outcome: it.Outcome, Reason: it.Reason,
	}
	asst, ok := s.o.Shelf.Assistant(it.App)
	if !ok {
		return out
	}
	languages := asst.App.Languages
	if p, ok := asst.App.Process(it.Process); ok {
		out.Title = p.Title.In(lang, languages...)
	}
	out.Show, out.Text = c.Show.In(lang, languages...), asst.CardText(c.Text, lang)
	for _, p := range it.People {
		if p != "*" {
			out.Asked = append(out.Asked, Named{ID: p, Name: s.name(it.App, p, lang)})
		}
	}
	for _, v := range c.Values {
		iv := ItemValue{Name: v.Name, Label: v.Label.In(lang, languages...), Text: v.Text.In(lang, languages...)}
		if v.Value.File != nil {
			iv.File = v.Value.File.Hash
		}
		out.Values = append(out.Values, iv)
	}
	for _, key := range c.Outcomes {
		out.Outcomes = append(out.Outcomes, Choice{Key: key, Label: asst.DecisionLabel(key, lang)})
	}
	for _, key := range c.Outcomes {
		if asst.Catalogue.Has("then_" + c.Sort + "_" + key) {
			if out.Consequences == nil {
				out.Consequences = map[string]string{}
			}
			out.Consequences[key] = asst.Catalogue.Say(lang, "then_"+c.Sort+"_"+key, nil)
		}
	}
	if !c.Due.IsZero() {
		out.Due = &c.Due
	}
	if it.DecidedBy != "" {
		out.DecidedBy = &Named{ID: it.DecidedBy, Name: s.name(it.App, it.DecidedBy, lang)}
	}
	if !it.DecidedAt.IsZero() {
		out.DecidedAt = &it.DecidedAt
	}
	return out
}

// said are the messages in which the run's values were said.
func (s *Server) said(ctx context.Context, it engine.Item) (out []Said, err error) {
	err = s.everyEntry(ctx, it.Lane, func(e converse.Entry) {
		if e.Role == "person" && e.Run == it.Run && e.Text != "" {
			out = append(out, Said{Text: e.Text, At: e.At})
		}
	})
	return out, err
}

// reader is the language that a person reads: the one that Accept-Language asks
// for, else the directory's, else English.
func (s *Server) reader(person, accept string) string {
	if lang := accepted(accept); lang != "" {
		return lang
	}
	if p := s.person(person); p.Language != "" {
		return p.Language
	}
	return "en"
}
