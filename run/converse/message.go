package converse

import (
	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/recognize"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/understand"
)

// message makes the turn of what a person sent.
func (w *work) message(m Message) {
	w.t.Cause = CauseMessage
	if m.Language != "" && m.Text == "" {
		w.switchTo(m.Language)
		w.settle()
		return
	}
	meaning := understand.Understand(m.Text, w.view(m))
	w.hear(meaning)
	w.t.Commands = meaning.Commands
	if !meaning.Fact || !w.factFirst(m.Text, meaning) {
		w.carryOut(meaning)
	}
	w.unspoken()
	w.settle()
}

// hear takes down the language and why the message was understood so.
func (w *work) hear(meaning understand.Meaning) {
	if meaning.Language != "" {
		w.t.Lane.Spoken = meaning.Language
		w.lang = w.language()
		w.trace(Step{What: "language", Why: meaning.Language})
	}
	if r := meaning.Recognition; len(r.Ranked) > 0 || r.None > 0 {
		w.trace(Step{What: "recognition", Ranked: r.Ranked, None: r.None, Why: string(r.Band)})
	}
	for _, reason := range meaning.Trace {
		w.trace(Step{What: reason.What, Why: reason.Why})
	}
}

// view is what the understanding may see.
func (w *work) view(m Message) understand.View {
	v := understand.View{
		Processes:  w.asst.App.Processes,
		Recognizer: w.asst.Recognizer,
		Between:    w.t.Lane.Memory.Between,
		Setting:    w.setting(),
		Languages:  w.asst.App.Languages,
		Files:      m.Files,
		Values:     m.Values,
		Fresh:      w.t.Number == 1,
	}
	v.Setting.Lang = ""
	if last := w.t.Lane.Memory.Last; last != nil {
		v.Ended, _ = w.asst.App.Process(last.Process)
	}
	top := w.topRun()
	for _, r := range w.set.Runs() {
		run, p, ok := w.set.Run(r.ID)
		if !ok || run.Status.Final() {
			continue
		}
		rv := understand.RunView{Process: p, State: run.State}
		if run.ID == top {
			v.Top = &rv
			continue
		}
		v.Others = append(v.Others, rv)
	}
	return v
}

// carryOut carries out the commands in order. Those for the run on top that
// stand together are one event of it, so that several corrections make one change.
func (w *work) carryOut(meaning understand.Meaning) {
	again := w.t.Lane.Memory.Anew
	w.t.Lane.Memory.Between, w.t.Lane.Memory.Anew = nil, nil
	var batch []machine.Command
	flush := func() {
		w.tell(batch)
		batch = nil
	}
	for _, cmd := range meaning.Commands {
		if !ofConversation(cmd.Kind) {
			batch = append(batch, cmd)
			continue
		}
		flush()
		w.converse(w.anew(cmd, again), meaning.Recognition)
	}
	flush()
}

// ofConversation tells whether the conversation, not a run, carries a command out.
func ofConversation(k machine.CommandKind) bool {
	switch k {
	case machine.CmdStart, machine.CmdResume, machine.CmdQuestion, machine.CmdLanguage,
		machine.CmdClarify, machine.CmdPause, machine.CmdSmalltalk:
		return true
	}
	return false
}

// converse carries out one command of the conversation.
func (w *work) converse(cmd machine.Command, r recognize.Result) {
	w.trace(Step{What: "command", Command: &cmd, Applied: true})
	switch cmd.Kind {
	case machine.CmdStart:
		w.request(cmd)
	case machine.CmdResume:
		w.resume(cmd.Run)
	case machine.CmdPause:
		w.pause()
	case machine.CmdLanguage:
		w.switchTo(cmd.Language)
	case machine.CmdQuestion:
		w.question(cmd.Text)
	case machine.CmdClarify:
		w.clarify(cmd, r)
	case machine.CmdSmalltalk:
		w.smalltalk(cmd.Text)
	}
}

// request starts a process, or lets it wait when another of the same message
// goes first.
func (w *work) request(cmd machine.Command) {
	top := w.topRun()
	if top != "" && !w.known(top) && (w.open(top) != nil || w.calling(top)) {
		w.t.Lane.Memory.Next = append(w.t.Lane.Memory.Next, Request{Process: cmd.Process, Values: cmd.Values})
		w.say("next", "process", w.processTitle(cmd.Process))
		return
	}
	w.start(cmd.Process, cmd.Values)
}

// start begins a process for the person, when they may.
func (w *work) start(id string, values map[string]value.Value) {
	p, ok := w.asst.App.Process(id)
	if !ok {
		w.say("fault")
		return
	}
	if !w.may(p.Who) {
		w.trace(Step{What: "refused", Process: id, Why: "who"})
		w.decided("not_allowed", "process", w.processTitle(id))
		return
	}
	run, err := w.set.Start(id, values)
	if err != nil {
		w.c.o.Log.Error("run not started", "process", id, "err", err)
		w.trace(Step{What: "error", Process: id, Why: err.Error()})
		w.say("fault")
		return
	}
	w.started[run] = true
	w.t.Lane.Memory.Last = nil
	w.trace(Step{What: "start", Run: run, Process: id})
	w.chips(run, p, values)
	w.push(run)
	w.notice("begun", "process", w.processTitle(id))
	w.drain()
}

// may tells whether the person is one of who; nobody named means anybody.
func (w *work) may(who []string) bool {
	return len(who) == 0 || w.asst.App.People.May(w.t.Lane.Person, who)
}

// tell gives commands to the run on top. With none, what needs no run is answered.
func (w *work) tell(commands []machine.Command) {
	if len(commands) == 0 {
		return
	}
	run := w.target(commands)
	if run == "" {
		w.noRun(commands[0])
		return
	}
	_, p, _ := w.set.Run(run)
	values := map[string]value.Value{}
	before := len(w.set.Refused())
	w.apply(run, machine.Event{Kind: machine.EvSaid, Commands: commands})
	refused := w.set.Refused()[before:]
	for i := range commands {
		why, no := refusal(refused, i, commands)
		w.trace(Step{What: "command", Command: &commands[i], Applied: !no, Why: why, Run: run})
		if no {
			continue
		}
		if k := commands[i].Kind; k == machine.CmdSet || k == machine.CmdCorrect {
			values[commands[i].Slot] = commands[i].Value
		}
	}
	w.chips(run, p, values)
}

// target is the run that commands are for: the one that they name, the one on
// top, or the only open one.
func (w *work) target(commands []machine.Command) string {
	for _, c := range commands {
		if c.Run != "" {
			return c.Run
		}
	}
	if top := w.topRun(); top != "" {
		return top
	}
	only := ""
	for _, r := range w.set.Runs() {
		if r.Status.Final() {
			continue
		}
		if only != "" {
			return ""
		}
		only = r.ID
	}
	return only
}

// switchTo sets the language for good and asks again in it.
func (w *work) switchTo(lang string) {
	w.t.Lane.Language = lang
	w.lang = lang
	w.say("language")
	w.repeat(w.topRun())
}

// pause puts the run on top aside; the one below goes on.
func (w *work) pause() {
	top := w.topRun()
	if top == "" {
		w.say("nothing_open")
		return
	}
	w.remove(top)
	m := &w.t.Lane.Memory
	m.Paused = append(m.Paused, top)
	w.say("paused", "process", w.title(top))
}

// resume brings a run back on top.
func (w *work) resume(run string) {
	if run == "" {
		if p := w.t.Lane.Memory.Paused; len(p) > 0 {
			run = p[len(p)-1]
		} else {
			run = w.topRun()
		}
	}
	if r, _, ok := w.set.Run(run); !ok || r.Status.Final() {
		w.say("nothing_open")
		return
	}
	w.push(run)
	w.say("resumed", "process", w.title(run))
	if w.open(run) == nil {
		w.apply(run, machine.Event{Kind: machine.EvSaid, Commands: []machine.Command{{Kind: machine.CmdWhere}}})
		return
	}
	w.repeat(run)
}
