package engine

import (
	"context"
	"crypto/rand"
	"log/slog"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/run/tool"
)

// Times of the engine.
const (
	backoffFirst      = 200 * time.Millisecond
	backoffMost       = time.Minute
	persistFirst      = 100 * time.Millisecond
	persistMost       = 5 * time.Second
	persistTimeout    = 30 * time.Second
	definitionTimeout = 10 * time.Second
	defaultPoll       = time.Second
	holdTime          = 5 * time.Second
	defaultWorkers    = 8
	batch             = 64 // effects or timers read at once
)

// Apps finds the live apps: environment, people and calendar are always live.
type Apps interface {
	App(name string) (*app.App, bool)
}

// Tools makes one attempt of a tool call; *tool.Caller does.
type Tools interface {
	Call(ctx context.Context, r tool.Request) tool.Result
}

// Options is what an Engine stands on. Store, Apps and Tools must be set.
type Options struct {
	Store Store
	Apps  Apps
	Tools Tools
	// Node names this process: one that starts again is another node.
	Node string
	// Now tells the time; nil means time.Now.
	Now func() time.Time
	// NewID makes the ids of runs, UUIDv7; nil means random ones of the present time.
	NewID func() string
	// Secret signs the addresses of events. Without one they die with the process.
	Secret []byte
	// BaseURL is where this server is reached from outside, without a slash at its end.
	BaseURL string
	// Wake is told that a lane has an input; it must not block. nil does nothing.
	Wake func(lane string)
	Log  *slog.Logger // nil logs nothing
	// Workers is how many tools are called at once; 0 means 8.
	Workers int
	// Poll is how often Run looks for work that nobody told it of; 0 means each second.
	Poll time.Duration
	// After waits; nil means time.After. Tests move it by hand.
	After func(time.Duration) <-chan time.Time
	// Jitter is from 0 to below 1: how much of the chance part is added to a wait; nil means random.
	Jitter func() float64
}

// Engine performs what runs ask for. It is safe for concurrent use.
type Engine struct {
	o       Options
	kick    chan struct{}
	workers chan struct{} // one token for each call under way

	mu       sync.Mutex
	inFlight map[string]bool      // keys of effects that this process performs now
	holds    map[string]time.Time // keys of effects passed over until then

	defs *definitions
}

// New returns an Engine. It starts no goroutine; Run does.
func New(o Options) *Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewID == nil {
		o.NewID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if len(o.Secret) == 0 {
		o.Secret = []byte(rand.Text())
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	if o.Poll <= 0 {
		o.Poll = defaultPoll
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Jitter == nil {
		o.Jitter = mathrand.Float64
	}
	return &Engine{
		o: o, kick: make(chan struct{}, 1), workers: make(chan struct{}, o.Workers), inFlight: map[string]bool{},
		holds: map[string]time.Time{},
		defs:  newDefinitions(),
	}
}

func (e *Engine) wake(lane string) {
	if e.o.Wake != nil {
		e.o.Wake(lane)
	}
}
