// Package machine owns the pure state machine of a run: (process, state, event)
// → (state, actions). It has no I/O, no clock and no randomness, so the same
// events always give the same state. It must never know of stores, networks,
// conversations or languages' catalogues.
//
// A run is walked from its first step at every event. Each step that has
// finished left a Record with a hash of everything that it depended on; a
// record whose dependencies are unchanged is passed over, one whose
// dependencies changed is done again (its effect is undone first). That one
// rule is what makes correction, going back, crash recovery and branches that
// flip the same mechanism.
package machine

import (
	"time"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// Status is where a run stands.
type Status string

// The statuses of a run. Done, Rejected, Cancelled and Failed are final;
// HandedOff is with a person, who ends it or gives it back.
const (
	Active    Status = "active"  // it is the person's turn
	Waiting   Status = "waiting" // for a system, a decision, an event, a time or a sub-run
	Done      Status = "done"
	Rejected  Status = "rejected"
	Cancelled Status = "cancelled"
	Failed    Status = "failed"
	HandedOff Status = "handed_off"
)

// Final tells whether nothing more can happen in the run.
func (s Status) Final() bool {
	return s == Done || s == Rejected || s == Cancelled || s == Failed
}

// CommandKind names what a message can mean; the set is closed.
type CommandKind string

// The commands. Start, Resume, Question, Language, Clarify, Pause and Smalltalk are carried
// out by the conversation, all others by the machine of the run on top.
const (
	CmdStart     CommandKind = "start"
	CmdSet       CommandKind = "set"
	CmdCorrect   CommandKind = "correct"
	CmdAffirm    CommandKind = "affirm"
	CmdDeny      CommandKind = "deny"
	CmdChoose    CommandKind = "choose"
	CmdSkip      CommandKind = "skip"
	CmdUnknown   CommandKind = "unknown"
	CmdBack      CommandKind = "back"
	CmdRepeat    CommandKind = "repeat"
	CmdDone      CommandKind = "done"
	CmdStuck     CommandKind = "stuck"
	CmdWhere     CommandKind = "where"
	CmdWhy       CommandKind = "why"
	CmdQuestion  CommandKind = "question"
	CmdCancel    CommandKind = "cancel"
	CmdRestart   CommandKind = "restart"
	CmdPause     CommandKind = "pause"
	CmdResume    CommandKind = "resume"
	CmdLanguage  CommandKind = "language"
	CmdClarify   CommandKind = "clarify"
	CmdHandoff   CommandKind = "handoff"
	CmdSmalltalk CommandKind = "smalltalk"
)

// Command is one meaning of a message. Which fields are set follows from Kind:
// start: Process (and Values said with it); set, correct: Slot, Value, Span;
// choose: N (from 1), or in a runbook Slot, the number of the item to go to; back: Slot or ""; question, smalltalk: Text; resume: Run;
// language: Language; done: Text "solved" when
// the whole trouble is gone and no further item of the runbook is needed; clarify: Text is the reason ("not_a_date", "unclear", …)
// and Slot the one that was asked for. A field of the open row of a list is set
// with Slot "list" or "list.field". cancel: Text "parent" when the parent run
// ended; nothing is asked then. A clarify that is given to the machine counts
// as a miss of the open question.
type Command struct {
	Kind     CommandKind            `json:"kind"`
	Process  string                 `json:"process,omitempty"`
	Slot     string                 `json:"slot,omitempty"`
	Value    value.Value            `json:"value,omitzero"`
	Values   map[string]value.Value `json:"values,omitempty"`
	Span     *[2]int                `json:"span,omitempty"` // bytes of the message
	N        int                    `json:"n,omitempty"`
	Run      string                 `json:"run,omitempty"`
	Language string                 `json:"language,omitempty"`
	Text     string                 `json:"text,omitempty"`
}

// EventKind names what can happen to a run.
type EventKind string

// The events of a run.
const (
	EvBegin    EventKind = "begin"    // Values: what is known from the start
	EvSaid     EventKind = "said"     // Commands
	EvResult   EventKind = "result"   // of a call: For, Outcome, Result, Error
	EvDecision EventKind = "decision" // on an item: For, Part, Decision, Outcome, By, Reason
	EvEvent    EventKind = "event"    // from outside: Name, Result
	EvTimer    EventKind = "timer"    // For, Name (late, remind or wait)
	EvChild    EventKind = "child"    // a sub-run ended: For, Outcome (its status), Result (its slots)
)

// Event is one thing that happened to a run. Seq is given by whoever stores it:
// 1, 2, 3 … within the run.
type Event struct {
	Seq  int64     `json:"seq"`
	At   time.Time `json:"at"`
	Kind EventKind `json:"kind"`

	Values   map[string]value.Value `json:"values,omitempty"`
	Commands []Command              `json:"commands,omitempty"`

	For      int64       `json:"for,omitempty"`     // Seq of the event that asked
	Part     int         `json:"part,omitempty"`    // which of several approvals, from 0
	Outcome  string      `json:"outcome,omitempty"` // result: done, failed, unknown or a name under `fails`
	Result   value.Value `json:"result,omitzero"`
	Error    string      `json:"error,omitempty"`    // for people; never a secret
	Decision string      `json:"decision,omitempty"` // approve, reject, send_back, pick, done, retry, accept
	By       string      `json:"by,omitempty"`       // person id
	ByName   string      `json:"by_name,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	Name     string      `json:"name,omitempty"`
	// Clean says of an ended sub-run that nothing that it did stands (see Standing).
	Clean bool `json:"clean,omitempty"`
}

// State is all that a run knows. It is JSON in the store.
type State struct {
	Run     string                 `json:"run"`
	Process string                 `json:"process"`
	Status  Status                 `json:"status"`
	Seq     int64                  `json:"seq"` // of the last event applied
	Slots   map[string]Slot        `json:"slots,omitempty"`
	Records map[string]*Record     `json:"records,omitempty"` // by step path
	Saved   map[string]value.Value `json:"saved,omitempty"`
	Early   map[string]value.Value `json:"early,omitempty"`  // events that came before their wait
	Open    *Question              `json:"open,omitempty"`   // the one open question of this run
	Cursor  *Cursor                `json:"cursor,omitempty"` // in a runbook
	Step    string                 `json:"step,omitempty"`   // the kind's word, in a runbook the item's number
	Path    string                 `json:"path,omitempty"`   // of the step it rests at
	Steps   int                    `json:"steps"`            // done so far, at most MaxSteps
	Ending  Status                 `json:"ending,omitempty"` // final status that is being undone towards
	Reason  value.Localized        `json:"reason,omitempty"` // why it ended or waits, for people
	Waits   *Wait                  `json:"waits,omitempty"`
	Undo    []string               `json:"undo,omitempty"`    // record paths still to be undone, first first
	Help    *Help                  `json:"help,omitempty"`    // the one open handoff item about what the run could not do by itself
	Pending []Command              `json:"pending,omitempty"` // changes that wait for a call to end
	Why     string                 `json:"why,omitempty"`     // while Ending: cancel or restart
	Stays   []string               `json:"stays,omitempty"`   // while Ending: record paths of effects that can't be undone
}

// Help is an open handoff item about a step that can't go on, or (Path "")
// about the whole run.
type Help struct {
	Seq      int64    `json:"seq"`
	Path     string   `json:"path,omitempty"`
	Why      string   `json:"why"` // a reason key of this package
	To       string   `json:"to"`
	Outcomes []string `json:"outcomes"`
}

// Slot is what is known of a slot.
type Slot struct {
	Value  value.Value `json:"value"`
	Empty  bool        `json:"empty,omitempty"`  // answered, with nothing
	Source string      `json:"source,omitempty"` // said, default, begin, context
	Said   string      `json:"said,omitempty"`   // the words
	Seq    int64       `json:"seq"`
	Misses int         `json:"misses,omitempty"`
	More   bool        `json:"more,omitempty"`   // a list whose rows are still being said
	Needed bool        `json:"needed,omitempty"` // its condition held when it was last looked at
	Idle   bool        `json:"idle,omitempty"`   // kept, but its condition no longer holds: counts as none
	// Deps are what its check and default read when they were last computed.
	Deps map[string]string `json:"deps,omitempty"`
}

// Record is what a step left behind.
type Record struct {
	Kind    process.Kind           `json:"kind"`
	Seq     int64                  `json:"seq"`   // of the event that asked; with the run's id the idempotency key
	State   string                 `json:"state"` // see the State… constants
	Outcome string                 `json:"outcome,omitempty"`
	Deps    map[string]string      `json:"deps,omitempty"` // dotted name → hash of its value
	With    map[string]value.Value `json:"with,omitempty"`
	Result  value.Value            `json:"result,omitzero"`
	Tool    string                 `json:"tool,omitempty"` // of a sub-run: the process
	Hash    string                 `json:"hash,omitempty"` // what an approval binds
	Parts   []Part                 `json:"parts,omitempty"`
	Order   int64                  `json:"order,omitempty"` // Seq at which it was done; undo goes last first
	UndoSeq int64                  `json:"undo_seq,omitempty"`
	By      string                 `json:"by,omitempty"`
	Reason  string                 `json:"reason,omitempty"`
	Error   string                 `json:"error,omitempty"`
	Clean   bool                   `json:"clean,omitempty"`  // of a sub-run: nothing that it did stands
	Timers  bool                   `json:"timers,omitempty"` // timers were asked for under its Seq
	Remind  bool                   `json:"reminded,omitempty"`
	Until   time.Time              `json:"until,omitzero"`
	At      time.Time              `json:"at,omitzero"` // when it was asked
}

// The states of a Record.
const (
	StateAsked      = "asked"       // a call, sub-run, decision, event, time or yes is awaited
	StateDone       = "done"        // its effect stands; Outcome says how it ended
	StateFailed     = "failed"      // a call that did not happen; Outcome is failed or a name under `fails`
	StateUnknown    = "unknown"     // a call that may have happened
	StateRetry      = "retry"       // to be called again under the same Seq
	StateUndoing    = "undoing"     // its undo (or a sub-run's cancelling) is awaited
	StateUndone     = "undone"      // nothing of it stands
	StateUndoFailed = "undo_failed" // its undo did not work
	StateUndoRetry  = "undo_retry"  // to be undone again under the same UndoSeq
	StateKept       = "kept"        // a person said that it stands as it should: done with what it depends on now
	StateDenied     = "denied"      // a confirm that got a no
	StateSentBack   = "sent_back"   // an approval that asks for a change
	StateRejected   = "rejected"
	StateLate       = "late"
	StateEnded      = "ended" // a sub-run that did not end as done; Outcome is its status
)

// Part is one of the decisions that an approval needs.
type Part struct {
	Who      string `json:"who"`
	Seq      int64  `json:"seq,omitempty"` // of the event that asked; 0: not asked yet
	Decision string `json:"decision,omitempty"`
	By       string `json:"by,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// QuestionKind is what the open question is about.
type QuestionKind string

// The kinds of open questions.
const (
	AskSlot    QuestionKind = "slot"    // Slot is asked
	AskConfirm QuestionKind = "confirm" // yes or no
	AskChange  QuestionKind = "change"  // after a no: what is to change?
	AskItem    QuestionKind = "item"    // a runbook item: done?
	AskSolved  QuestionKind = "solved"  // did that solve it?
	AskHandoff QuestionKind = "handoff" // shall it go to a person?
	AskCancel  QuestionKind = "cancel"  // really cancel? asked when effects can't be undone
)

// Question is the one thing that a run asks its person.
type Question struct {
	Kind    QuestionKind           `json:"kind"`
	Slot    string                 `json:"slot,omitempty"`
	Field   string                 `json:"field,omitempty"` // of a list's row
	Path    string                 `json:"path,omitempty"`
	Options []string               `json:"options,omitempty"` // what choose(n) picks from, keys
	Misses  int                    `json:"misses,omitempty"`  // answers that were none
	Row     map[string]value.Value `json:"row,omitempty"`     // of a list, half filled
	Why     string                 `json:"why,omitempty"`     // AskHandoff: a reason key; AskCancel: cancel or restart
	Under   *Question              `json:"under,omitempty"`   // AskHandoff, AskCancel: the question that this one lies over
	Since   int64                  `json:"since,omitempty"`   // Seq
}

// Cursor is where a runbook stands.
type Cursor struct {
	Item    int      `json:"item"`            // index into Runbook.Items
	Trail   []int    `json:"trail,omitempty"` // items shown before, for back
	Done    []string `json:"done,omitempty"`
	Skipped []string `json:"skipped,omitempty"`
	Stuck   []string `json:"stuck,omitempty"`
	Told    []int    `json:"told,omitempty"` // items whose text above was said; the number of items: what stands behind
}

// Wait says for what and whom a run waits.
type Wait struct {
	// Label is what people call what is waited for, where the process says it.
	Label value.Localized `json:"label,omitempty"`
	For   string          `json:"for"`            // call, approve, judge, handoff, event, time, run, undo
	Name  string          `json:"name,omitempty"` // the tool, event, process or who
	Since time.Time       `json:"since"`
	Until time.Time       `json:"until,omitzero"`
}

// ActionKind names what the machine asks for.
type ActionKind string

// The actions.
const (
	ActSay         ActionKind = "say"
	ActCall        ActionKind = "call"
	ActItem        ActionKind = "item"     // an approval, a judgement or a handoff for the inbox
	ActWithdraw    ActionKind = "withdraw" // an item that is no longer asked
	ActTimer       ActionKind = "timer"
	ActCancelTimer ActionKind = "cancel_timer"
	ActChild       ActionKind = "child"
	ActCancelChild ActionKind = "cancel_child"
	ActRefused     ActionKind = "refused" // a command that could not be applied, and why
	ActApplied     ActionKind = "applied"
	ActEnd         ActionKind = "end"
)

// Action is one thing asked of the engine. Seq is the event's, except that a
// call repeated because a person chose "retry" has the Seq of the first try: it
// is the same attempt, with the same idempotency key, as it may have happened.
// One event asks for at most one call, so run id and Seq name it.
type Action struct {
	Kind    ActionKind `json:"kind"`
	Path    string     `json:"path,omitempty"`
	Seq     int64      `json:"seq,omitempty"` // for withdraw, cancel_timer, cancel_child: the Seq that asked
	Say     *Say       `json:"say,omitempty"`
	Call    *Call      `json:"call,omitempty"`
	Item    *Item      `json:"item,omitempty"`
	Timer   *Timer     `json:"timer,omitempty"`
	Child   *Child     `json:"child,omitempty"`
	Command *Command   `json:"command,omitempty"` // refused, applied
	Why     string     `json:"why,omitempty"`     // refused: a reason key; withdraw: superseded, cancelled, expired, moved_on; end: restart
	Status  Status     `json:"status,omitempty"`  // end
}

// Say is a sentence for the person. Either Text (the process's own words, every
// language) or Key (one of Usher's sentences, package say) with Args.
type Say struct {
	Key  string                     `json:"key,omitempty"`
	Text value.Localized            `json:"text,omitempty"`
	Args map[string]value.Localized `json:"args,omitempty"`
	// Kind tells the page how to show it: "" (a sentence), "ask", "item" (Markdown of a runbook).
	Kind string `json:"kind,omitempty"`
	Slot string `json:"slot,omitempty"` // of an ask
}

// Call asks for a tool call. Undo is the Seq of the call that it takes back, or 0.
type Call struct {
	Tool string                 `json:"tool"`
	With map[string]value.Value `json:"with,omitempty"`
	Undo int64                  `json:"undo,omitempty"`
}

// Item asks a person to decide.
type Item struct {
	Sort     string          `json:"sort"` // approve, judge, handoff
	Part     int             `json:"part"`
	To       string          `json:"to"`             // relation, role or person id
	Show     value.Localized `json:"show,omitempty"` // the card's first line
	Text     value.Localized `json:"text,omitempty"` // a judge's question, a handoff's reason
	Values   []Shown         `json:"values,omitempty"`
	Hash     string          `json:"hash"`            // of every value that a later step reads
	Outcomes []string        `json:"outcomes"`        // what can be decided: approve, reject, send_back; a judge's names; done, reject, retry, accept
	Why      string          `json:"why,omitempty"`   // of a handoff: a reason key of this package; Text is the detail
	Tried    []string        `json:"tried,omitempty"` // of a runbook: numbers of the items done, then "-number" of those that did not work
	Due      time.Time       `json:"due,omitzero"`
	Remind   time.Time       `json:"remind,omitzero"`
}

// Shown is one value on a card.
type Shown struct {
	Name  string          `json:"name"`
	Label value.Localized `json:"label,omitempty"`
	Value value.Value     `json:"value"`
	Text  value.Localized `json:"text"` // the value as shown, by language
}

// Timer asks to be woken at Due by an EvTimer with Name.
type Timer struct {
	Name string    `json:"name"` // late, remind, wait
	Part int       `json:"part,omitempty"`
	Due  time.Time `json:"due"`
}

// Child asks for a sub-run.
type Child struct {
	Process string                 `json:"process"`
	With    map[string]value.Value `json:"with,omitempty"`
}

// MaxSteps is how many steps a run may do before it goes to a person.
const MaxSteps = 1000

// Tool is what the machine must know of a tool.
type Tool struct {
	Effect string // read, idempotent, once
	Undo   *Undo
	Does   value.Localized // what it does, as people are told; nil: its name is said
}

// Undo is the tool that takes a call back; With is evaluated with `in` and
// `out` bound to what the call was given and what it answered.
type Undo struct {
	Tool string
	With []process.Named
}

// Env is what is live and not part of the state.
type Env struct {
	Person    value.Value   // record: id, name, and the columns of people.csv
	Languages []string      // of the app, first first; texts are made in each
	Setting   value.Setting // zone, currency, calendar; Now is overwritten by the event's
	Owner     string        // the app's owner
	Tool      func(name string) (Tool, bool)
	Title     func(process string) value.Localized // of a sub-run; nil: its id is said
	// EventURL is the signed address that an outside system calls for the run's event.
	EventURL func(event string) string
}
