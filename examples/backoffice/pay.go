package backoffice

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// callbackTries is how often a callback is tried before the office gives up.
const callbackTries = 5

// loopbackClient reaches this machine and nothing else, whatever the address
// that was handed in resolves to.
func loopbackClient() *http.Client {
	d := net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !at.Addr().Unmap().IsLoopback() {
			return fmt.Errorf("%s is not on this machine", address)
		}
		return nil
	}}
	return &http.Client{
		Timeout:   10 * time.Second,
		Transport: &http.Transport{DialContext: d.DialContext},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

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

// payNow answers POST /_/pay/{number}.
func (o *Office) payNow(w http.ResponseWriter, r *http.Request) {
	status, out := o.pay(r.Context(), r.PathValue("number"))
	answer(w, status, out)
}

// pay pays a claim and tells whoever asked to be told. A claim is paid once; its
// callback may be sent again, as those of real systems are.
func (o *Office) pay(ctx context.Context, number string) (status int, out map[string]any) {
	o.mu.Lock()
	c, ok := o.state.Claims[number]
	var err error
	if ok && c.Paid == "" {
		out = map[string]any{"no": number, "on": o.now().Format(time.DateOnly)}
		err = o.note(Entry{Tool: "pay", Did: &Deed{Input: map[string]any{"number": number}, Status: http.StatusOK, Answer: out}})
		c = o.state.Claims[number]
	}
	o.mu.Unlock()
	switch {
	case err != nil:
		return http.StatusServiceUnavailable, map[string]any{"error": err.Error()}
	case !ok:
		return http.StatusNotFound, map[string]any{"error": "there is no claim " + number}
	}
	out = map[string]any{"no": number, "on": c.Paid}
	if c.Callback == "" {
		return http.StatusOK, out
	}
	if err := o.callBack(ctx, c.Callback, map[string]any{"on": c.Paid}); err != nil {
		return http.StatusBadGateway, map[string]any{"error": "paid, but nobody could be told: " + err.Error()}
	}
	return http.StatusOK, out
}

func (o *Office) callBack(ctx context.Context, url string, payload map[string]any) error {
	body, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := o.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxBody))
	if res.StatusCode >= 300 {
		return fmt.Errorf("it answered %d", res.StatusCode)
	}
	return nil
}
