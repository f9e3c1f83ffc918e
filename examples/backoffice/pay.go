package backoffice

import (
	"context"
	"net/http"
	"time"
)

// callbackTries is how often the office tries to tell that it has paid.
const callbackTries = 5

// payLater pays a claim when its time has come; the caller holds o.mu.
func (o *Office) payLater(number string) {
	if o.payAfter <= 0 {
		return
	}
	o.own(func(ctx context.Context) {
		wait := o.payAfter
		for range callbackTries {
			if !sleep(ctx, wait) {
				return
			}
			if status, _ := o.pay(ctx, number); status < http.StatusInternalServerError {
				return
			}
			wait = min(2*wait, time.Minute)
		}
	})
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// happening is what the office does by itself to a paper, and tells about.
type happening struct {
	tool  string
	paper string                                                         // what it is called
	find  func(s *state, number string) (callback, when string, ok bool) // when is "" before it happened
	says  func(now time.Time) map[string]any                             // what the callback brings; made once
	as    string                                                         // the member of says that the state keeps
}

func (o *Office) happenings() map[string]happening {
	onDay := func(now time.Time) map[string]any { return map[string]any{"on": now.Format(time.DateOnly)} }
	return map[string]happening{
		"pay": {tool: "pay", paper: "claim", as: "on", says: onDay, find: func(s *state, n string) (string, string, bool) {
			c, ok := s.claims[n]
			return c.Callback, c.Paid, ok
		}},
		"deliver": {tool: "deliver", paper: "order", as: "on", says: onDay, find: func(s *state, n string) (string, string, bool) {
			p, ok := s.orders[n]
			return p.Callback, p.Delivered, ok
		}},
		"arrive": {tool: "arrive", paper: "visit", as: "at", says: func(now time.Time) map[string]any {
			return map[string]any{"at": now.Format("15:04")}
		}, find: func(s *state, n string) (string, string, bool) {
			v, ok := s.visits[n]
			return v.Callback, v.Arrived, ok
		}},
	}
}

func (o *Office) pay(ctx context.Context, number string) (status int, out map[string]any) {
	return o.happen(ctx, o.happenings()["pay"], number)
}

// happenNow answers POST /_/pay/{number}, /_/deliver/{number} and /_/arrive/{number}.
func (o *Office) happenNow(w http.ResponseWriter, r *http.Request) {
	h, ok := o.happenings()[r.PathValue("what")]
	if !ok {
		refuse(w, http.StatusNotFound, "there are /_/pay/C-1, /_/deliver/O-1 and /_/arrive/V-1")
		return
	}
	status, out := o.happen(r.Context(), h, r.PathValue("number"))
	answer(w, status, out)
}

// happen does it once, and tells whoever asked to be told. Asked again, it
// tells again, as real systems do.
func (o *Office) happen(ctx context.Context, h happening, number string) (status int, out map[string]any) {
	o.mu.Lock()
	callback, when, ok := h.find(&o.state, number)
	var err error
	if ok && when == "" {
		says := h.says(o.now())
		err = o.note(Entry{Tool: h.tool, Did: &Deed{Input: map[string]any{"number": number}, Status: http.StatusOK, Answer: says}})
		when = str(says, h.as)
	}
	o.mu.Unlock()
	switch {
	case err != nil:
		return fail(http.StatusServiceUnavailable, err.Error())
	case !ok:
		return fail(http.StatusNotFound, "there is no "+h.paper+" "+number)
	}
	out = map[string]any{"no": number, h.as: when}
	if callback == "" {
		return http.StatusOK, out
	}
	if err := o.callBack(ctx, callback, map[string]any{h.as: when}); err != nil {
		return fail(http.StatusBadGateway, "it is done, but nobody could be told: "+err.Error())
	}
	return http.StatusOK, out
}
