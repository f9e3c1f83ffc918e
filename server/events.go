package server

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/usher-dev/usher/run/engine"
)

// maxEvent is how large an outside event may be, in bytes.
const maxEvent = 256 << 10

// events takes what outside systems say. The signed address is the
// authorisation, so no caller is needed; a cross-origin page can't use it
// because it can't know it.
func (s *Server) events() {
	s.mux.HandleFunc("POST /api/events/{token}", func(w http.ResponseWriter, r *http.Request) {
		payload, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEvent))
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			writeFault(w, fault(http.StatusRequestEntityTooLarge, "too_large", "An event may have 256 kB at most."))
			return
		}
		if err != nil {
			return
		}
		err = s.o.Engine.PostJSON(r.Context(), r.PathValue("token"), payload, r.Header.Get("Idempotency-Key"))
		if err != nil {
			writeFault(w, s.eventFault(err))
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write([]byte("{}\n"))
	})
	s.describe("event", "POST", "/api/events/{token}", "An outside event at its signed address", "202")
	s.describe("stream", "GET", "/api/apps/{app}/events", "Entries and state as server-sent events; Last-Event-ID goes on where it stopped", "200")
	s.describe("inbox-stream", "GET", "/api/inbox/events", "Says `changed` when an inbox changed", "200")
	s.describe("hand-in", "POST", "/api/files", "Hand in a file as multipart field `file`", "201")
	s.describe("file", "GET", "/api/files/{hash}", "A file, as an attachment", "200")
}

// eventFault explains what is wrong with an event to the system that sent it.
func (s *Server) eventFault(err error) error {
	var bad *engine.PayloadError
	if errors.As(err, &bad) {
		return fault(http.StatusUnprocessableEntity, "bad_event", bad.Error())
	}
	return s.answer(err)
}

// writeFault answers a request that is not huma's with an error.
func writeFault(w http.ResponseWriter, err error) {
	var f *Fault
	if !errors.As(err, &f) {
		f = fault(http.StatusInternalServerError, "fault", "Something went wrong here.")
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(f.Status)
	_ = json.NewEncoder(w).Encode(f)
}
