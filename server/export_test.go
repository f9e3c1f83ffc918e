package server

import "time"

// SetWriteWait sets how long a subscriber may take to take what is sent.
func (s *Server) SetWriteWait(d time.Duration) { s.write = d }

// Patterns are those that the server answers, as the mux knows them.
var (
	Sentences = sentences
	Blank     = blank
	Accepted  = accepted
	Local     = local
)
