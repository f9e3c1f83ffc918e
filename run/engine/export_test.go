package engine

import "time"

// Backoff shows how long an engine waits.
func Backoff(e *Engine, attempt int, after time.Duration) time.Duration {
	return e.backoff(attempt, after)
}
