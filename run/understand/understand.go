// Package understand owns what a message means: a message and what is open
// become commands from the closed set, with the words that spoke for each. It
// is the embedded engine: no model, no I/O, no clock, and the same message in
// the same state always means the same. It must never apply a command, call
// anything or know what is said in reply.
package understand

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/recognize"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// MaxRead is how many characters of a message are read; what people mean is
// said in its first page.
const MaxRead = 4000

// View is what a message is understood in. Nothing in it is changed.
type View struct {
	Processes  []*process.Process
	Recognizer *recognize.Recognizer // nil recognises nothing
	// Top is the run on top of the stack, nil when there is none.
	Top *RunView
	// Others are the other open runs: paused, waiting, below the top.
	Others []RunView
	// Ended is the process of the run that ended last, nil when none did since
	// another began.
	Ended *process.Process
	// Between are the ids of processes that Usher asked about: "A or B?".
	Between []string
	// Setting reads values; its Lang and Check are set by this package.
	Setting   value.Setting
	Languages []string // of the app
	Files     []value.File
	// Values are canonical, by slot, from a typed control.
	Values map[string]string
	// Fresh tells that nothing was said before: a bare yes or no answers nothing then.
	Fresh bool
}

// RunView is an open run.
type RunView struct {
	Process *process.Process
	State   machine.State
}

// Reason is one step on the way from words to a command.
type Reason struct {
	What  string // words, slot, recognition, typed, read, split
	Why   string // for whoever runs the app: which words spoke for what
	Start int    // bytes of the message; 0, 0 when no words
	End   int
}

// Meaning is what a message means. There is at least one command; where two
// processes are as likely, it is clarify with Text "between" and Recognition
// ranks them. Spans are bytes of the message.
type Meaning struct {
	Commands    []machine.Command
	Trace       []Reason
	Recognition recognize.Result // zero when nothing had to be recognised
	Language    string           // of the message; "" when it is too short to tell
	// Fact tells that the message asks for a fact, though a process was
	// recognised in it: documents that hold the answer come first.
	Fact bool
}

// Ended is the Text of a clarify that corrects the run that ended last; its
// Values are the new ones.
const Ended = "ended"

// Model is what this package needs of a language model: the commands that it
// proposes for a message that the embedded engine is not sure of. Whatever it
// proposes is checked like any other command. The embedded engine needs none.
type Model interface {
	Propose(ctx context.Context, message string, v View) ([]machine.Command, error)
}

// Understand says what msg means in v. It never fails: what can't be
// understood is a clarify whose Text says why.
func Understand(msg string, v View) Meaning {
	r := newReader(msg, &v)
	r.out.Language = text.Language(r.msg)
	typed := r.typed()
	switch {
	case r.plain == "" && typed:
	case r.plain == "":
		r.wordless()
	case len(v.Between) > 0 && r.between():
	case r.question() != nil:
		r.answer()
	default:
		r.request()
	}
	if len(r.out.Commands) == 0 && !typed {
		r.clarify("unclear", "")
	}
	if r.bare() {
		r.out.Language = ""
	}
	return r.out
}

// bare tells whether the message is nothing but a value for the open slot: an
// address or a name in other letters is no change of language.
func (r *reader) bare() bool {
	q := r.question()
	if q == nil || q.Kind != machine.AskSlot || len(r.out.Commands) != 1 {
		return false
	}
	c := r.out.Commands[0]
	slot, _, _ := strings.Cut(c.Slot, ".")
	if c.Kind != machine.CmdSet || slot != q.Slot || c.Span == nil || *c.Span != *r.span() {
		return false
	}
	return c.Value.Kind != value.Text || isName(r.msg)
}

// isName tells whether s is a few words of which each has a capital: Anna Berg.
func isName(s string) bool {
	words := strings.Fields(s)
	for _, w := range words {
		if c, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(c) {
			return false
		}
	}
	return len(words) > 0 && len(words) <= 4
}

// question is the open one of the run on top, or nil.
func (r *reader) question() *machine.Question {
	if r.view.Top == nil || r.view.Top.Process == nil {
		return nil
	}
	return r.view.Top.State.Open
}

// wordless reads what has no words: a thumb up, a question mark, nothing.
func (r *reader) wordless() {
	q := r.question()
	if yes, sure := value.ReadYesNo(r.msg); sure && q != nil {
		r.yesOrNo(yes)
		return
	}
	if q != nil && marks(r.msg) {
		r.add(machine.Command{Kind: machine.CmdRepeat}, r.msg)
		return
	}
	r.clarify(value.NothingSaid, "")
}

// marks tells whether s holds a question mark.
func marks(s string) bool {
	for _, c := range s {
		if c == '?' || c == '？' {
			return true
		}
	}
	return false
}

// add adds a command with the words that spoke for it.
func (r *reader) add(c machine.Command, words string) {
	r.out.Commands = append(r.out.Commands, c)
	why := string(c.Kind)
	for _, s := range []string{c.Process, c.Slot, c.Value.String(), c.Text} {
		if s != "" && s != r.msg {
			why += " " + s
		}
	}
	if words = clip(words, 80); words != "" && words != c.Text {
		why += " ← " + words
	}
	reason := Reason{What: "words", Why: why}
	if c.Span != nil {
		reason.Start, reason.End = c.Span[0], c.Span[1]
	}
	r.out.Trace = append(r.out.Trace, reason)
}

func (r *reader) clarify(reason, slot string) {
	r.add(machine.Command{Kind: machine.CmdClarify, Text: reason, Slot: slot}, r.msg)
}

// ask adds the message as a question for the documents.
func (r *reader) ask() {
	r.add(machine.Command{Kind: machine.CmdQuestion, Text: r.msg}, "")
}

func (r *reader) small(kind string) {
	r.add(machine.Command{Kind: machine.CmdSmalltalk, Text: kind}, r.msg)
}
