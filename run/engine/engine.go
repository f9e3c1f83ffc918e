// Package engine owns the durable loop of runs: it applies events to the pure
// machine, turns the machine's actions into rows to be written in one
// transaction, performs effects outside any transaction, fires timers, and
// takes decisions and outside events. It knows no conversation: a run belongs
// to a lane, within which everything happens in order, and that is all.
package engine

import (
	"context"
	"errors"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
)

// Run is one execution of a process for one person, pinned to the definition
// that it started with.
type Run struct {
	ID         string // UUIDv7
	App        string
	Lane       string
	Person     string
	Process    string
	Definition string // hash of a Definition
	Status     machine.Status
	Seq        int64 // of the last event; fences writes
	State      machine.State
	Parent     string // run that started this one as a sub-run, or ""
	ParentSeq  int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// Definition is what a run is pinned to: the source of its process, of its
// sub-processes and of the tools that they use, as JSON of Pinned.
type Definition struct {
	Hash    string // hex SHA-256 of Source
	App     string
	Process string
	Format  int
	Source  []byte
}

// EffectStatus is where an effect stands.
type EffectStatus string

// An effect is asked in the transaction of the event that asked for it, started
// in a commit of its own before anything goes on the wire, and then one of the rest.
const (
	EffectAsked   EffectStatus = "asked"
	EffectStarted EffectStatus = "started"
	EffectDone    EffectStatus = "done"
	EffectFailed  EffectStatus = "failed"
	EffectUnknown EffectStatus = "unknown"
	EffectDropped EffectStatus = "dropped" // its run ended before it started
)

// Effect is one tool call that a run asked for.
type Effect struct {
	Key     string // run id + "/" + Seq: the idempotency key, the same for every attempt
	Run     string
	Lane    string
	App     string
	Seq     int64
	Path    string
	Tool    string
	With    map[string]value.Value
	Undo    int64 // Seq of the call it takes back, or 0
	Status  EffectStatus
	Attempt int       // attempts begun
	NextAt  time.Time // not before
	Node    string    // who started it
	Outcome string
	Result  value.Value
	Error   string
	AskedAt time.Time
	DoneAt  time.Time
}

// Timer wakes a run.
type Timer struct {
	Run  string
	Lane string
	Seq  int64
	Part int
	Name string // late, remind, wait
	Due  time.Time
}

// ItemStatus is where an inbox item stands.
type ItemStatus string

// An item is open until decided once, withdrawn by its run or expired.
const (
	ItemOpen      ItemStatus = "open"
	ItemDecided   ItemStatus = "decided"
	ItemWithdrawn ItemStatus = "withdrawn"
	ItemExpired   ItemStatus = "expired"
)

// Item is something that a person has to decide.
type Item struct {
	ID        string // run id + "-" + Seq + "-" + part
	Run       string
	Lane      string
	App       string
	Process   string
	Person    string // the run's person
	Seq       int64
	Path      string
	Card      machine.Item
	People    []string // who may decide, by id; "*" is anybody
	Status    ItemStatus
	Why       string // of withdrawn: superseded, cancelled, expired, moved_on; of open: see WhyToOwner
	Decision  string
	Outcome   string // what was picked
	DecidedBy string
	Reason    string
	AskedAt   time.Time
	DecidedAt time.Time
}

// Decision is what somebody decides on an item.
type Decision struct {
	Item     string
	By       string
	ByName   string
	Decision string // approve, reject, send_back, pick, done, retry, accept
	Outcome  string // with pick
	Hash     string // of the card that was looked at
	Reason   string
	At       time.Time
}

// Input is something that happened to a run and waits to be applied in its
// lane's order. ID makes it happen once: a second input with the same lane and
// ID is dropped.
type Input struct {
	ID    string
	Lane  string
	Run   string
	Event machine.Event
}

// RunChange is a run as it is to be written.
type RunChange struct {
	Run    Run
	New    bool
	Was    int64 // Seq that the row must still have; fence
	Events []machine.Event
}

// Drop names what a run no longer asks: items or timers of the event Seq.
type Drop struct {
	Run  string
	Seq  int64
	Part int    // -1: all parts
	Name string // timer's name, "" all
	Why  string // superseded, cancelled, expired, moved_on
	At   time.Time
}

// Changes is all that applying events asks a store to write in one transaction.
type Changes struct {
	Definitions []Definition // insert if new
	Runs        []RunChange
	Effects     []Effect
	DropEffects []string // keys of effects still asked, now unwanted
	Timers      []Timer
	DropTimers  []Drop
	Items       []Item
	DropItems   []Drop
}

// RunFilter chooses runs; empty fields choose all.
type RunFilter struct {
	App, Person, Process string
	Open                 bool   // only runs that are not final
	Before               string // run id, for paging: only older ones
	Limit                int
}

// Errors that a caller decides on.
var (
	ErrNotFound = errors.New("there is no such thing")
	ErrTaken    = errors.New("somebody else has it")
	ErrNotYours = errors.New("this is not yours to decide")
	// ErrChanged: the card's hash is an old one: changed since you looked.
	ErrChanged = errors.New("changed since you looked")
)

// DecidedError says that an item is no longer open.
type DecidedError struct {
	Item Item // as it is now: by whom, when, or why it was withdrawn
}

// Error implements error.
func (e *DecidedError) Error() string { return "already " + string(e.Item.Status) }

// Store is what the engine needs of a database. Every method is one
// transaction; none waits for anything but the database. An error that is not
// one of those named is a fault of the database, after which nothing was written.
type Store interface {
	// ReadyEffects returns effects that are asked and due, and those found
	// started whose node's lease has ended, oldest first.
	ReadyEffects(ctx context.Context, now time.Time, limit int) ([]Effect, error)
	// StartEffect marks an effect started by node, committed when it returns;
	// ErrTaken when it is not asked (or its node's lease still lives). Attempt counts up. The Effect returned
	// has Status as it was before, so that "found started" can be told.
	StartEffect(ctx context.Context, key, node string) (Effect, error)
	// RetryEffect puts a started effect back to asked, due at next.
	RetryEffect(ctx context.Context, key string, next time.Time, reason string) error
	// FinishEffect stores how it ended and in, in one transaction. A late result
	// of a node that was fenced out is stored all the same; the second one is dropped.
	FinishEffect(ctx context.Context, e Effect, in Input) error

	// DueTimers returns timers due at now, earliest first.
	DueTimers(ctx context.Context, now time.Time, limit int) ([]Timer, error)
	// FireTimer removes t and stores in; nothing when t is gone.
	FireTimer(ctx context.Context, t Timer, in Input) error
	// NextDue returns when the next timer or effect is due, zero when none is.
	NextDue(ctx context.Context) (time.Time, error)

	// Decide stores d on its item and in, when the item is open, d.By may decide it and d.Hash
	// is the card's: one winner. Else ErrNotFound, ErrNotYours, ErrChanged or a DecidedError.
	Decide(ctx context.Context, d Decision, in Input) (Item, error)
	Item(ctx context.Context, id string) (Item, error)
	// Inbox returns the items that person may decide, open ones first, newest first.
	Inbox(ctx context.Context, person string, open bool, limit int) ([]Item, error)

	// Post stores an input for a run.
	Post(ctx context.Context, in Input) error

	Run(ctx context.Context, id string) (Run, error)
	Runs(ctx context.Context, f RunFilter) ([]Run, error)
	RunEvents(ctx context.Context, run string) ([]machine.Event, error)
	RunEffects(ctx context.Context, run string) ([]Effect, error)
	RunItems(ctx context.Context, run string) ([]Item, error)
	Definition(ctx context.Context, hash string) (Definition, error)
}
