package server

import "sync"

// inboxLane is the name under which inboxes listen.
const inboxLane = "\x00inbox"

// hub tells streams that there is something to read. It carries no content: a
// stream reads from the store what it has not sent yet, so a hint that is lost
// or doubled changes nothing.
type hub struct {
	mu     sync.Mutex
	lanes  map[string]map[*listener]bool
	closed bool
}

// listener is one stream. C holds at most one hint; amended collects entries
// that were sent already and have changed.
type listener struct {
	C    chan struct{}
	mu   sync.Mutex
	seen []int64
}

func newHub() *hub { return &hub{lanes: map[string]map[*listener]bool{}} }

// listen adds a stream to a lane; the second result takes it off again.
func (h *hub) listen(lane string) (*listener, func()) {
	l := &listener{C: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(l.C)
		return l, func() {}
	}
	if h.lanes[lane] == nil {
		h.lanes[lane] = map[*listener]bool{}
	}
	h.lanes[lane][l] = true
	return l, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.lanes[lane], l)
		if len(h.lanes[lane]) == 0 {
			delete(h.lanes, lane)
		}
	}
}

// tell hints to a lane's streams; amended is an entry that changed, or 0.
func (h *hub) tell(lane string, amended int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	for l := range h.lanes[lane] {
		if amended > 0 {
			l.mu.Lock()
			l.seen = append(l.seen, amended)
			l.mu.Unlock()
		}
		select {
		case l.C <- struct{}{}:
		default:
		}
	}
}

// take returns the entries amended since the last time.
func (l *listener) take() []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	seen := l.seen
	l.seen = nil
	return seen
}

// close ends every stream.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	for _, lane := range h.lanes {
		for l := range lane {
			close(l.C)
		}
	}
}
