package server

import (
	"errors"
	"net/http"

	"github.com/usher-dev/usher/run/engine"
)

// Fault is an error for people: Detail says what was wrong and what would be
// right. It is the body of every answer that is not a success.
type Fault struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Code   string `json:"code,omitempty" doc:"what a program may decide on"`
	Item   *Item  `json:"item,omitempty" doc:"the inbox item as it is now"`
}

// Error implements error.
func (f *Fault) Error() string { return f.Detail }

// GetStatus implements huma.StatusError.
func (f *Fault) GetStatus() int { return f.Status }

func fault(status int, code, detail string) *Fault {
	return &Fault{Status: status, Title: http.StatusText(status), Code: code, Detail: detail}
}

// answer turns an error of the floors below into one for people. What it does
// not know is logged whole and shown without its detail.
func (s *Server) answer(err error) error {
	var f *Fault
	var choice *engine.ChoiceError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return f
	case errors.Is(err, engine.ErrNotFound):
		return fault(http.StatusNotFound, "not_found", "There is no such thing here.")
	case errors.Is(err, engine.ErrNotYours):
		return fault(http.StatusForbidden, "not_yours", "This is not yours to decide.")
	case errors.Is(err, engine.ErrEnded):
		return fault(http.StatusGone, "ended", "This has ended; nothing waits for it any more.")
	case errors.As(err, &choice):
		return fault(http.StatusUnprocessableEntity, "not_offered", choice.Error())
	case errors.Is(err, engine.ErrLongReason):
		return fault(http.StatusUnprocessableEntity, "long_reason", engine.ErrLongReason.Error())
	}
	s.o.Log.Error("request failed", "err", err)
	return fault(http.StatusInternalServerError, "fault", "Something went wrong here. What was accepted before is safe; please try again.")
}
