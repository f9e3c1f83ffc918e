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

// listener is one stream. C holds at most one hint, and is closed at the end.
type listener struct{ C chan struct{} }

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

// tell hints to a lane's streams. It does not block.
func (h *hub) tell(lane string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	for l := range h.lanes[lane] {
		select {
		case l.C <- struct{}{}:
		default:
		}
	}
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
