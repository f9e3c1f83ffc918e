// Package backoffice is the office behind the example app: finance, personnel,
// travel, IT and facilities as one HTTP server with state. It counts what each
// tool was asked and what it really did, and it can be told to fail in the ways
// in which systems fail. It must never know of Usher: it is what Usher talks to.
package backoffice

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Options is what an Office is made of. The zero value works.
type Options struct {
	// Now tells the time; nil means time.Now.
	Now func() time.Time
	// Ledger keeps what happened; nil keeps it in memory only.
	Ledger Ledger
	// PayAfter is how long after a claim the finance office pays it and calls
	// back; 0 means that it pays only when told to, by POST /_/pay/NUMBER.
	PayAfter time.Duration
}

// shanghai is where the office stands: what is paid at one in the morning there
// is paid on that day, wherever the server runs.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Office is the back office. It is safe for concurrent use. Close it.
type Office struct {
	now      func() time.Time
	payAfter time.Duration
	client   *http.Client
	tools    []*tool

	mu     sync.Mutex
	ledger Ledger
	broken error // why the ledger can't be used; nothing is done then
	state  state
	counts map[string]*count
	faults map[string][]*fault

	stop   context.CancelFunc // ends the goroutines that the office owns
	ctx    context.Context
	owned  sync.WaitGroup
	closed bool
}

// New opens the office on its ledger. A ledger that can't be read does not
// keep it from opening: every tool then answers 503 and says why.
func New(o Options) *Office {
	office := &Office{
		ledger: o.Ledger, payAfter: o.PayAfter, client: loopbackClient(),
		state: newState(), counts: map[string]*count{}, faults: map[string][]*fault{},
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	office.now = func() time.Time { return o.Now().In(shanghai) }
	if office.ledger == nil {
		office.ledger = memory{}
	}
	office.tools = allTools()
	office.ctx, office.stop = context.WithCancel(context.Background())
	office.broken = office.ledger.Read(office.replay)
	office.mu.Lock()
	defer office.mu.Unlock()
	for _, number := range office.state.unpaid() {
		office.payLater(number)
	}
	return office
}

// Close stops the payments under way, waits for them and closes the ledger. It
// may be called twice.
func (o *Office) Close() error {
	o.mu.Lock()
	if o.closed {
		o.mu.Unlock()
		return nil
	}
	o.closed = true
	o.mu.Unlock()
	o.stop()
	o.owned.Wait()
	o.client.CloseIdleConnections()
	return o.ledger.Close()
}

// own runs f in a goroutine that Close waits for. The caller holds o.mu.
func (o *Office) own(f func(ctx context.Context)) {
	if o.closed {
		return
	}
	o.owned.Add(1)
	go func() {
		defer o.owned.Done()
		f(o.ctx)
	}()
}
