// Package converse owns the conversation: a message, decision, event or timer
// becomes a turn, and a turn becomes replies. It holds the stack of runs, the
// digression and the way back, and the one open question. It must never know
// of HTTP or SQL.
package converse

import (
	"context"
	"errors"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/recognize"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
)

// Message is what a person sends.
type Message struct {
	ID       string // the client's; a second one with the same ID is the first
	App      string
	Person   string
	Text     string
	Files    []value.File
	Values   map[string]string // canonical values from a typed control, by slot
	Language string            // an explicit switch of language; no text then
	At       time.Time
}

// Accepted is the receipt of a message that is committed.
type Accepted struct {
	Lane   string
	Number int64 // within the conversation, in order
	Entry  int64 // of the message in the page's order
	Again  bool  // the ID was known already
}

// Queued is an input that waits for its turn: either a Message or an
// engine.Input.
type Queued struct {
	Number  int64
	Entry   int64 // of a message
	Message *Message
	Input   *engine.Input
}

// Lane is a conversation as it is stored: one per person and app.
type Lane struct {
	ID       string // app + "/" + person
	App      string
	Person   string
	Language string // set by the person; "" when never
	Spoken   string // language of the last message long enough to tell
	Epoch    int64  // raised by each claim; fences
	Seq      int64  // raised by each turn; fences
	Last     int64  // Number of the last input that came
	Handled  int64  // Number of the last input that is handled
	Entries  int64  // Entry given last
	Turns    int64  // turns so far
	Memory   Memory
}

// Memory is what the conversation itself remembers between turns.
type Memory struct {
	Stack  []string `json:"stack,omitempty"`  // ids of open runs that talk, the top last
	Paused []string `json:"paused,omitempty"` // ids of runs put aside by the person
	// Next are requests of one message that wait for the first to rest.
	Next []Request `json:"next,omitempty"`
	// Between is set when Usher asked "A or B?".
	Between []string `json:"between,omitempty"`
	First   string   `json:"first,omitempty"` // the message that Between is about
	Misses  int      `json:"misses,omitempty"`
	Asked   string   `json:"asked,omitempty"` // run whose question stands open
	// Last is what ended last, with the values that were said for it; Anew is
	// what a yes begins again, with a correction in it.
	Last *Past    `json:"last,omitempty"`
	Anew *Request `json:"anew,omitempty"`
}

// Request is a process asked for that waits until the one before it rests.
type Request struct {
	Process string                 `json:"process"`
	Values  map[string]value.Value `json:"values,omitempty"` // what was said for it
}

// Past is a run that ended.
type Past struct {
	Request
	Why string `json:"why,omitempty"` // the sentence that says why it ended so, "" when it went well
}

// Cause says what a turn follows from.
type Cause string

// The causes of a turn.
const (
	CauseMessage  Cause = "message"
	CauseDecision Cause = "decision"
	CauseEvent    Cause = "event"
	CauseTimer    Cause = "timer"
	CauseResult   Cause = "result" // of a tool call or a sub-run
)

// Entry is one thing on the page: what the person said or what Usher replied.
type Entry struct {
	No        int64        `json:"no"`             // order on the page, and the SSE id
	Role      string       `json:"role"`           // person, usher
	Kind      string       `json:"kind,omitempty"` // "", ask, item (Markdown), notice
	Text      string       `json:"text"`
	At        time.Time    `json:"at"`
	Turn      int64        `json:"turn,omitempty"`
	Run       string       `json:"run,omitempty"`
	Slot      string       `json:"slot,omitempty"`
	Values    []Chip       `json:"values,omitempty"` // what was understood in a person's message
	Files     []value.File `json:"files,omitempty"`
	Why       bool         `json:"why,omitempty"` // something was decided: "why?" has an answer
	Citations []Citation   `json:"citations,omitempty"`
}

// Chip is a value that was understood, as shown under the message.
type Chip struct {
	Slot  string      `json:"slot"`
	Label string      `json:"label"`
	Text  string      `json:"text"`
	Value value.Value `json:"value"`
}

// Citation points at a passage; the passage is stored as it was quoted.
type Citation struct {
	Document string `json:"document"`
	Title    string `json:"title"`
	Heading  string `json:"heading,omitempty"`
	Start    int    `json:"start"` // bytes of the document
	End      int    `json:"end"`
	Text     string `json:"text"`
}

// Step of a trace: one reason why a turn went as it did.
type Step struct {
	What     string             `json:"what"` // language, recognition, command, refused, quote, call, decision, event, timer, start, end, error
	Ranked   []recognize.Ranked `json:"ranked,omitempty"`
	None     float64            `json:"none,omitempty"`
	Command  *machine.Command   `json:"command,omitempty"`
	Applied  bool               `json:"applied,omitempty"`
	Why      string             `json:"why,omitempty"`
	Run      string             `json:"run,omitempty"`
	Process  string             `json:"process,omitempty"`
	Tool     string             `json:"tool,omitempty"`
	Key      string             `json:"key,omitempty"`
	Outcome  string             `json:"outcome,omitempty"`
	By       string             `json:"by,omitempty"`
	Document string             `json:"document,omitempty"`
	Heading  string             `json:"heading,omitempty"`
}

// Turn is one cause and all that followed from it, written in one transaction.
type Turn struct {
	Lane     Lane // as it is to be; Epoch and WasSeq must still be what they were
	WasSeq   int64
	Number   int64 // 1, 2, 3 … within the conversation
	Cause    Cause
	Handled  int64 // Number of the input
	Message  int64 // Entry of the person's message, 0 when none: gets its chips and turn
	Chips    []Chip
	Run      string // the run on top after the turn
	Ended    []string
	Language string
	Commands []machine.Command
	Trace    []Step
	Replies  []Entry // No is given by Commit, which writes it back
	Changes  engine.Changes
	At       time.Time
}

// ErrFenced says that the lane was written by somebody else since it was
// loaded; load it again.
var ErrFenced = errors.New("the conversation has moved on")

// Store is what conversations need of a database, on top of what the engine needs.
type Store interface {
	engine.Store
	// Accept stores m, gives it its number, and claims the lane for node where it is
	// free. When it returns, m is committed and will not be lost.
	Accept(ctx context.Context, m Message, node string) (Accepted, error)
	// Ready returns lanes that have inputs to be handled and that node holds, or that
	// nobody holds (they are claimed), at most limit.
	Ready(ctx context.Context, node string, limit int) ([]string, error)
	// Load reads a lane, its next inputs (at most 16) and its open runs; it claims it for
	// node, or returns engine.ErrTaken. A lane that does not exist yet is engine.ErrNotFound.
	Load(ctx context.Context, lane, node string) (Lane, []Queued, []engine.Run, error)
	// Lane reads a lane without claiming it; engine.ErrNotFound when there is none yet.
	Lane(ctx context.Context, lane string) (Lane, error)
	// Commit writes a turn: ErrFenced when the lane or a run has moved on. It gives the replies
	// their numbers (messages may have come since the load) and writes them back into t.Replies,
	// and Seq, Entries and Last into t.Lane; after an error t is unchanged.
	Commit(ctx context.Context, t *Turn) error
	// Entries returns what stands on the page after a number, in order.
	Entries(ctx context.Context, lane string, after int64, limit int) ([]Entry, error)
	// Turns returns turns with their traces after a number, in order.
	Turns(ctx context.Context, lane string, after int64, limit int) ([]Turn, error)
}
