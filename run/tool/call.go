package tool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/language/value"
)

// The outcomes that every tool has.
const (
	done    = "done"
	failed  = "failed"
	unknown = "unknown"
)

// The effects of tools.
const (
	read = "read"
	once = "once"
)

// maxAfter bounds how long another side may ask to wait.
const maxAfter = time.Hour

// attempt is one call under way.
type attempt struct {
	caller *Caller
	req    Request
	hide   hider
	sent   atomic.Bool // a connection was made: something may have arrived
}

// Call makes one attempt, bounded by the tool's timeout and by ctx. It never
// fails otherwise than by its Result, whose texts hold no secret. No secret is
// in the log either.
func (c *Caller) Call(ctx context.Context, r Request) Result {
	start := time.Now()
	res := c.call(ctx, r)
	res.Duration = time.Since(start)
	name := ""
	if r.Tool != nil {
		name = r.Tool.Name
	}
	c.options.Log.DebugContext(ctx, "tool call", "tool", name, "key", r.Key, "attempt", r.Attempt,
		"outcome", res.Outcome, "status", res.Status, "again", res.Again, "error", res.Error, "duration", res.Duration)
	return res
}

func (c *Caller) call(ctx context.Context, r Request) Result {
	if r.Tool == nil {
		return Result{Outcome: failed, Error: "there is no such tool"}
	}
	a := &attempt{caller: c, req: r}
	timeout, err := timeoutOf(r.Tool, c.options.Timeout)
	if err != nil {
		return a.fault(err)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { a.sent.Store(true) },
	})
	request, err := a.request(ctx)
	if err != nil {
		return a.fault(err)
	}
	answer, err := c.client(r.App, r.Tool.Effect).Do(request)
	if err != nil {
		return a.unanswered(err, timeout)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, c.options.Limit+1))
	if err != nil {
		return a.unanswered(err, timeout)
	}
	return a.answered(answer, body)
}

// timeoutOf returns how long a tool may take.
func timeoutOf(t *app.Tool, otherwise time.Duration) (time.Duration, error) {
	if t.Timeout.IsNone() {
		return otherwise, nil
	}
	parts, ok := value.Parts(t.Timeout)
	if !ok || parts.Working != 0 || parts.Years != 0 || parts.Months != 0 {
		return 0, fmt.Errorf("its timeout is %s; it would be like 5s", t.Timeout)
	}
	d := lengthOf(parts)
	if d <= 0 {
		return otherwise, nil
	}
	return d, nil
}

func lengthOf(s value.Stretch) time.Duration {
	const day = 24 * time.Hour
	return time.Duration(s.Weeks)*7*day + time.Duration(s.Days)*day + time.Duration(s.Hours)*time.Hour +
		time.Duration(s.Minutes)*time.Minute + time.Duration(s.Seconds)*time.Second + time.Duration(s.Millis)*time.Millisecond
}

// fault is an attempt that was never made.
func (a *attempt) fault(err error) Result {
	return a.result(Result{Outcome: failed, Error: err.Error()})
}

// result finishes the sentence of an error.
func (a *attempt) result(r Result) Result {
	if r.Error != "" {
		r.Error = a.req.Tool.Name + ": " + clip(a.hide.inError(r.Error))
	}
	return r
}

// unanswered judges an attempt to which no whole answer came.
func (a *attempt) unanswered(err error, timeout time.Duration) Result {
	var refused *RefusedError
	if errors.As(err, &refused) {
		return a.result(Result{Outcome: failed, Error: refused.Error()})
	}
	res := Result{Outcome: failed, Again: true, Error: sentence(err, timeout)}
	if a.sent.Load() && a.req.Tool.Effect == once {
		res.Outcome, res.Again = unknown, false
		res.Error += "; it may have happened all the same"
	}
	if a.sent.Load() && a.req.Tool.Effect != read {
		res.Outcome = unknown
	}
	return a.result(res)
}

// sentence says for people why no answer came. Errors of net and net/http hold
// the address, so their text is used only where its kind is known.
func sentence(err error, timeout time.Duration) string {
	var dns *net.DNSError
	var timed net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return "the call was broken off"
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("it did not answer within %s", timeout)
	case errors.As(err, &dns):
		return "its host is not known here"
	case errors.As(err, &timed) && timed.Timeout():
		return "no connection to it could be made in time"
	case isRefusal(err):
		return "it refused the connection; it may not be running"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it ended the connection before its answer was whole"
	case errors.Is(err, http.ErrSchemeMismatch), strings.Contains(err.Error(), "tls:"), strings.Contains(err.Error(), "x509:"):
		return "its certificate can't be trusted, or it does not speak TLS"
	default:
		return "the connection to it broke"
	}
}

// answered judges a whole answer by its status.
func (a *attempt) answered(answer *http.Response, body []byte) Result {
	t, status := a.req.Tool, answer.StatusCode
	res := Result{Status: status, After: a.after(answer.Header.Get("Retry-After"))}
	if name, ok := t.Fails[status]; ok {
		res.Outcome, res.Error = name, a.told(status, body)
		return a.result(res)
	}
	switch {
	case status >= 200 && status < 300:
		return a.result(a.fitted(res, body))
	case status >= 500:
		res.Outcome, res.Again = failed, t.Effect != once
		if t.Effect != read {
			res.Outcome = unknown
		}
	case status == http.StatusTooManyRequests:
		res.Outcome, res.Again = failed, t.Effect != once
	case status == http.StatusRequestTimeout:
		res.Outcome, res.Again = failed, t.Effect != once
		if t.Effect == once {
			res.Outcome = unknown
		}
	case status >= 300 && status < 400:
		res.Outcome, res.Error = failed, fmt.Sprintf("it sends elsewhere (%d), which is not followed", status)
		return a.result(res)
	default:
		res.Outcome = failed
	}
	res.Error = a.told(status, body)
	return a.result(res)
}

// after reads a Retry-After: seconds or a date (RFC 9110, 10.2.3).
func (a *attempt) after(header string) time.Duration {
	if header == "" {
		return 0
	}
	d, err := time.ParseDuration(strings.TrimSpace(header) + "s")
	if err != nil {
		at, err := http.ParseTime(header)
		if err != nil {
			return 0
		}
		d = at.Sub(a.caller.options.Now())
	}
	return min(max(d, 0), maxAfter)
}
