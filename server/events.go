package server

import (
	"errors"
	"io"
	"net/http"
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
			s.writeFault(w, r, worded(http.StatusRequestEntityTooLarge, "too_large", "too_large_event"))
			return
		}
		if err != nil {
			s.writeFault(w, r, fault(http.StatusRequestTimeout, "slow"))
			return
		}
		err = s.o.Engine.PostJSON(r.Context(), r.PathValue("token"), payload, r.Header.Get("Idempotency-Key"))
		if err != nil {
			s.writeFault(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write([]byte("{}\n"))
	})
}
