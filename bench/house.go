package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
	"github.com/usher-dev/usher/store"
)

// node is the name of the one process on a database that is measured. A replay
// must go by the same name as the recording.
const node = "bench"

// house is the real stack in this process, without HTTP: what `usher serve`
// builds, with the same numbers of workers.
type house struct {
	store  *store.Store
	engine *engine.Engine
	talk   *converse.Conversations
	loop   *converse.Loop
	lanes  sync.Map // id → chan *converse.Turn
	said   sync.Map // person → *int
	stop   context.CancelFunc
	wait   sync.WaitGroup
}

// openHouse opens the stack on a database. record, if not nil, is given what is
// written. Nothing runs before start.
func openHouse(ctx context.Context, url string, a *app.App, record func(string, []any)) (*house, error) {
	h := &house{stop: func() {}}
	shelf := &converse.Shelf{}
	shelf.Put(converse.Prepare(a))
	var err error
	h.store, err = store.Open(ctx, url, store.Options{Node: node, Record: record, OnCommit: func(lanes []string) {
		for _, l := range lanes {
			h.loop.Wake(l)
		}
	}})
	if err != nil {
		return nil, err
	}
	h.engine = engine.New(engine.Options{
		Store: h.store, Apps: shelf, Tools: tool.New(tool.Options{}), Node: node, Secret: []byte("measured only"),
		BaseURL: "http://usher.invalid", Wake: func(lane string) { h.loop.Wake(lane) }, Workers: 16,
	})
	h.talk = converse.New(converse.Options{
		Store: h.store, Engine: h.engine, Shelf: shelf, Node: node, Now: time.Now, Committed: h.committed,
	})
	h.loop = converse.NewLoop(h.talk, 16, time.Second)
	return h, nil
}

// start has inputs handled as they come.
func (h *house) start() {
	ctx, stop := context.WithCancel(context.Background())
	h.stop = stop
	h.wait.Go(func() { _ = h.loop.Run(ctx) })
	h.wait.Go(func() { _ = h.engine.Run(ctx) })
}

func (h *house) close() error {
	h.stop()
	h.wait.Wait()
	return h.store.Close()
}

func (h *house) lane(id string) chan *converse.Turn {
	c, ok := h.lanes.Load(id)
	if !ok {
		c, _ = h.lanes.LoadOrStore(id, make(chan *converse.Turn, 64))
	}
	return c.(chan *converse.Turn)
}

func (h *house) committed(t *converse.Turn) {
	select {
	case h.lane(t.Lane.ID) <- t:
	default: // nobody looks
	}
}

// accept stores a person's message. A person is one goroutine's.
func (h *house) accept(ctx context.Context, person, text string) (converse.Accepted, error) {
	n, _ := h.said.LoadOrStore(person, new(int))
	*n.(*int)++
	return h.talk.Accept(ctx, converse.Message{ID: fmt.Sprint("m", *n.(*int)), App: appName, Person: person, Text: text})
}

// say stores a person's message and waits until its turn is committed.
func (h *house) say(ctx context.Context, person, text string) (*converse.Turn, error) {
	a, err := h.accept(ctx, person, text)
	if err != nil {
		return nil, err
	}
	return h.turn(ctx, a.Lane, a.Number)
}

// turn waits for the turn of a lane's input.
func (h *house) turn(ctx context.Context, lane string, input int64) (*converse.Turn, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case t := <-h.lane(lane):
			if t.Handled >= input {
				return t, nil
			}
		}
	}
}

// talkThrough says messages one after the other and tells what the last came to.
func (h *house) talkThrough(ctx context.Context, person string, messages []string) (last *converse.Turn, err error) {
	for _, m := range messages {
		if last, err = h.say(ctx, person, m); err != nil {
			return nil, err
		}
	}
	return last, nil
}
