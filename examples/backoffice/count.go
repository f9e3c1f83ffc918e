package backoffice

import "net/http"

// count is how often a tool was called and how often it did something, in all
// and by idempotency key.
type count struct {
	Calls   int            `json:"calls"`
	Effects int            `json:"effects"`
	Keys    map[string]int `json:"keys"` // effects by key
	answers map[string]Deed
}

// of is the count of a tool; the caller holds o.mu.
func (o *Office) of(tool string) *count {
	c := o.counts[tool]
	if c == nil {
		c = &count{Keys: map[string]int{}, answers: map[string]Deed{}}
		o.counts[tool] = c
	}
	return c
}

// note keeps an entry and counts it; the caller holds o.mu. What can't be kept
// is not done.
func (o *Office) note(e Entry) error {
	e.At = o.now()
	if err := o.ledger.Append(e); err != nil {
		return err
	}
	o.replay(e)
	return nil
}

// replay does to the state and the counts what an entry says.
func (o *Office) replay(e Entry) {
	c := o.of(e.Tool)
	if e.Did == nil {
		c.Calls++
		return
	}
	c.Effects++
	if e.Key != "" {
		c.Keys[e.Key]++
		c.answers[e.Key] = *e.Did
	}
	if t := o.tool(e.Tool); t != nil && t.apply != nil {
		t.apply(&o.state, e.Did.Input, e.Did.Answer)
	}
}

// effects answers GET /_/effects.
func (o *Office) effects(w http.ResponseWriter, _ *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	answer(w, http.StatusOK, o.counts)
}
