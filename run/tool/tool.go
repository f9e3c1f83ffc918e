// Package tool owns calling the outside: HTTP operations as an app describes
// them, their limits and secrets. One Call is one attempt on the wire; retries,
// keys and what happens after are the engine's. It must never know of runs,
// conversations or stores, and no secret leaves it.
package tool

import (
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/language/value"
)

// Request is one attempt to call a tool.
type Request struct {
	App     *app.App // whose allow list and currency count
	Tool    *app.Tool
	With    map[string]value.Value
	Key     string // idempotency key, sent as the tool's key header
	Attempt int    // from 1
}

// Result is how an attempt ended.
type Result struct {
	// Outcome is "done", "failed", "unknown" (it may have happened) or a name
	// under the tool's `fails`.
	Outcome string
	// Value is the record of the tool's `out`, when done.
	Value value.Value
	// Again tells that another attempt with the same key may help: the address
	// did not answer, or answered 5xx, 429 or 408, and the tool is no `once` whose request may have
	// arrived.
	Again bool
	// After is how long the other side asked to wait (Retry-After), or 0.
	After time.Duration
	// Error says in a sentence for people what went wrong; it never holds a secret.
	Error    string
	Status   int // HTTP status, 0 when none came
	Duration time.Duration
}
