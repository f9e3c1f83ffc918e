package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
)

// Fault is an error for people: Detail says what was wrong and what would be
// right, in the language of Accept-Language. It is the body of every answer that
// is not a success.
type Fault struct {
	Status int          `json:"status"`
	Title  string       `json:"title" doc:"of the status, in English"`
	Detail string       `json:"detail" doc:"a sentence for people"`
	Code   string       `json:"code,omitempty" doc:"what a program may decide on"`
	Errors []FaultField `json:"errors,omitempty" doc:"each field that is not right"`
	Item   *Item        `json:"item,omitempty" doc:"the inbox item as it is now"`

	say  string   // key of the sentence where it is not the code
	args []string // of the sentence, in pairs of name and text
}

// FaultField is one field of a request that is not right.
type FaultField struct {
	Message  string `json:"message"`
	Location string `json:"location"`
}

// Error implements error.
func (f *Fault) Error() string { return f.in("en").Detail }

// GetStatus implements huma.StatusError.
func (f *Fault) GetStatus() int { return f.Status }

// ContentType implements huma.ContentTypeFilter.
func (f *Fault) ContentType(string) string { return "application/problem+json" }

// in is the fault in a language; one that has its Detail keeps it.
func (f *Fault) in(lang string) *Fault {
	if f.Detail != "" {
		return f
	}
	said := *f
	key := f.say
	if key == "" {
		key = f.Code
	}
	said.Detail = sentence(lang, key, f.args...)
	return &said
}

// fault is an error that is said by its code.
func fault(status int, code string, args ...string) *Fault {
	return &Fault{Status: status, Title: http.StatusText(status), Code: code, args: args}
}

// worded is a fault whose code is shared by several sentences.
func worded(status int, code, key string, args ...string) *Fault {
	f := fault(status, code, args...)
	f.say = key
	return f
}

// answer turns an error of the floors below into one for people. What it does
// not know is logged whole and shown without its detail.
func (s *Server) answer(err error) error {
	var f *Fault
	var choice *engine.ChoiceError
	var payload *engine.PayloadError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return f
	case errors.Is(err, engine.ErrNotFound):
		return fault(http.StatusNotFound, "not_found")
	case errors.Is(err, engine.ErrNotYours):
		return fault(http.StatusForbidden, "not_yours")
	case errors.Is(err, engine.ErrEnded):
		return fault(http.StatusConflict, "ended")
	case errors.As(err, &choice):
		return fault(http.StatusUnprocessableEntity, "bad_choice", "choices", strings.Join(choice.Outcomes, ", "))
	case errors.As(err, &payload):
		return fault(http.StatusUnprocessableEntity, "bad_event", "why", payload.Cause.Error())
	case errors.Is(err, store.ErrFull):
		s.o.Log.Error("the database is full", "err", err)
		return fault(http.StatusInsufficientStorage, "full")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, store.ErrClosed), errors.Is(err, context.Canceled):
		return fault(http.StatusServiceUnavailable, "away")
	}
	s.o.Log.Error("request failed", "err", err)
	return fault(http.StatusInternalServerError, "fault")
}

// writeFault answers a request that is not huma's with an error.
func (s *Server) writeFault(w http.ResponseWriter, r *http.Request, err error) {
	var f *Fault
	if !errors.As(s.answer(err), &f) {
		f = fault(http.StatusInternalServerError, "fault")
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(f.Status)
	_ = json.NewEncoder(w).Encode(f.in(accepted(r.Header.Get("Accept-Language"))))
}

// localize words every error that huma is about to write, its own ones as well.
func localize(ctx huma.Context, _ string, v any) (any, error) {
	lang := accepted(ctx.Header("Accept-Language"))
	switch e := v.(type) {
	case *Fault:
		return e.in(lang), nil
	case *huma.ErrorModel:
		return malformed(e).in(lang), nil
	}
	return v, nil
}

// What huma says of a field, as far as there is a better sentence for it.
var (
	sayMissing = regexp.MustCompile(`^expected required property (.+) to be present$`)
	sayLength  = regexp.MustCompile(`^expected length <= (\d+)$`)
)

// malformed is a fault of huma's own: a request that is not as it should be. The
// values that were sent are not sent back.
func malformed(e *huma.ErrorModel) *Fault {
	f := fault(e.Status, "bad_json", "why", e.Detail)
	for _, d := range e.Errors {
		f.Errors = append(f.Errors, FaultField{Message: d.Message, Location: d.Location})
	}
	switch {
	case e.Status == http.StatusRequestEntityTooLarge:
		f.Code, f.args = "too_large", []string{"limit", "256 kB"}
	case e.Status == http.StatusUnsupportedMediaType:
		f.Code = "not_json"
	case e.Status == http.StatusRequestTimeout:
		f.Code = "slow"
	case e.Status >= http.StatusInternalServerError:
		f.Code, f.Errors = "fault", nil
	case len(f.Errors) > 0:
		f.Code, f.args = fieldFault(e.Status, f.Errors[0])
	}
	return f
}

func fieldFault(status int, x FaultField) (code string, args []string) {
	field := strings.TrimPrefix(x.Location, "body.")
	if x.Message == errEncoding.Error() {
		return "bad_encoding", nil
	}
	if status == http.StatusBadRequest {
		return "bad_json", []string{"why", x.Message}
	}
	if x.Message == "unexpected property" {
		return "unknown_field", []string{"field", field}
	}
	if m := sayMissing.FindStringSubmatch(x.Message); m != nil {
		return "missing_field", []string{"field", m[1]}
	}
	if m := sayLength.FindStringSubmatch(x.Message); m != nil {
		return "too_long", []string{"field", field, "limit", m[1]}
	}
	return "bad_field", []string{"field", field, "why", x.Message}
}
