package converse

import (
	"context"
	"sync"
	"time"
)

// Loop handles lanes as they are woken, several at once, one turn at a time
// within a lane. It polls too, so that a lost wake-up or another node's death
// costs a second and no message.
type Loop struct {
	c       *Conversations
	workers int
	every   time.Duration

	mu    sync.Mutex
	queue []string
	state map[string]laneState
	wake  chan struct{} // holds one token when queue may be non-empty
}

type laneState int

const (
	idle laneState = iota
	waiting
	working
	again // woken while it was worked on
)

// NewLoop returns a loop with so many workers that polls each so often.
func NewLoop(c *Conversations, workers int, every time.Duration) *Loop {
	return &Loop{c: c, workers: max(workers, 1), every: every, state: map[string]laneState{}, wake: make(chan struct{}, max(workers, 1))}
}

// Wake has a lane handled soon. It never blocks.
func (l *Loop) Wake(lane string) {
	l.mu.Lock()
	switch l.state[lane] {
	case idle:
		l.state[lane] = waiting
		l.queue = append(l.queue, lane)
	case working:
		l.state[lane] = again
	}
	l.mu.Unlock()
	l.token()
}

func (l *Loop) token() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// next takes a lane off the queue.
func (l *Loop) next() (string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		return "", false
	}
	lane := l.queue[0]
	l.queue = l.queue[1:]
	l.state[lane] = working
	if len(l.queue) > 0 {
		l.token()
	}
	return lane, true
}

// done puts a lane back when it was woken meanwhile.
func (l *Loop) done(lane string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state[lane] == again {
		l.state[lane] = waiting
		l.queue = append(l.queue, lane)
		l.token()
		return
	}
	delete(l.state, lane)
}

// Run handles lanes until ctx ends, and returns when every worker has stopped.
// A turn that is being made when ctx ends is committed or left for the next
// start; nothing is lost either way.
func (l *Loop) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for range l.workers {
		wg.Go(func() { l.work(ctx) })
	}
	wg.Go(func() { l.poll(ctx) })
	wg.Wait()
	return nil
}

func (l *Loop) work(ctx context.Context) {
	for {
		lane, ok := l.next()
		if !ok {
			select {
			case <-ctx.Done():
				return
			case <-l.wake:
				continue
			}
		}
		if _, err := l.c.Handle(ctx, lane); err != nil && ctx.Err() == nil {
			l.c.o.Log.Error("conversation not handled; it is tried again", "lane", lane, "err", err)
		}
		l.done(lane)
		if ctx.Err() != nil {
			return
		}
	}
}

// poll looks for lanes that nobody woke.
func (l *Loop) poll(ctx context.Context) {
	tick := time.NewTicker(l.every)
	defer tick.Stop()
	for {
		lanes, err := l.c.o.Store.Ready(ctx, l.c.o.Node, 256)
		if err != nil && ctx.Err() == nil {
			l.c.o.Log.Warn("database does not answer; waiting messages are safe", "err", err)
		}
		for _, lane := range lanes {
			l.Wake(lane)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
