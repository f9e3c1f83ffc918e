package machine

import (
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// approve asks those who decide; the decision is bound to every value that a
// later step reads, so a change of one of them asks anew.
func (w *walker) approve(st *process.Step) flow {
	rec := w.s.Records[st.Path]
	if rec != nil && (!w.same(rec.Deps) || w.gained(st, rec)) {
		w.withdraw(rec, "superseded")
		rec = nil
	}
	if rec == nil {
		var err error
		if rec, err = w.askApproval(st); err != nil {
			return w.broken(st, err)
		}
	}
	switch rec.State {
	case StateAsked:
		return w.waitParts(st, rec, "approve", Waiting)
	case StateSentBack:
		if _, ok := st.Outcomes["sent_back"]; ok {
			return w.branch(st, "sent_back")
		}
		return w.askChange(st, func() Say {
			if rec.Reason == "" {
				return Say{Key: KeySentBackBare, Kind: "ask", Args: args{"who": text(rec.By)}}
			}
			return Say{Key: KeySentBack, Kind: "ask", Args: args{"who": text(rec.By), "reason": text(rec.Reason)}}
		})
	case StateRejected:
		return w.rejected(st, rec)
	case StateLate:
		if _, ok := st.Outcomes["late"]; ok {
			return w.branch(st, "late")
		}
		return w.help(st.Path, st.Kind, WhyLate, strings.Join(st.Who.Names, ", "), "accept", "retry", "reject")
	}
	return w.branch(st, "approved")
}

// gained tells whether the text on the card now reads a value that was not
// there when it was asked.
func (w *walker) gained(st *process.Step, rec *Record) bool {
	if st.Show == nil {
		return false
	}
	for name := range w.deps(st.Show.Names()) {
		if _, ok := rec.Deps[name]; !ok {
			return true
		}
	}
	return false
}

// rejected follows the listed outcome, else ends the run with the reason.
func (w *walker) rejected(st *process.Step, rec *Record) flow {
	if _, ok := st.Outcomes["rejected"]; ok {
		return w.branch(st, "rejected")
	}
	var reason value.Localized
	if rec.Reason != "" {
		reason = text(rec.Reason)
	}
	return w.end(Rejected, reason)
}

func (w *walker) askApproval(st *process.Step) (*Record, error) {
	var shows []string
	if st.Show != nil {
		shows = st.Show.Names()
	}
	deps := w.deps(shows, readsAfter(w.p, st.Path))
	rec := w.newDecision(st, st.Who.Names, deps)
	if err := w.askParts(st, rec); err != nil {
		return nil, err
	}
	w.s.Records[st.Path] = rec
	w.s.Steps++
	return rec, nil
}

// newDecision is a record that nobody has been asked about yet.
func (w *walker) newDecision(st *process.Step, who []string, deps map[string]string) *Record {
	rec := &Record{Kind: st.Kind, Seq: w.ev.Seq, State: StateAsked, Deps: deps, Hash: hashDeps(deps), At: w.ev.At}
	for _, name := range who {
		rec.Parts = append(rec.Parts, Part{Who: name})
	}
	return rec
}

func hashDeps(deps map[string]string) string {
	fields := make(map[string]value.Value, len(deps))
	for name, h := range deps {
		fields[name] = value.NewText(h)
	}
	return value.Hash(value.NewRecord(fields))
}

// askParts asks whoever is next: in order one after the other, else all at once.
func (w *walker) askParts(st *process.Step, rec *Record) error {
	item, err := w.card(st, rec)
	if err != nil {
		return err
	}
	var asked []string
	for i := range rec.Parts {
		part := &rec.Parts[i]
		if part.Seq != 0 || w.waitsFor(rec) && inOrderOf(st) {
			continue
		}
		part.Seq = w.ev.Seq
		asked = append(asked, part.Who)
		one := item
		one.Part, one.To = i, part.Who
		w.act(Action{Kind: ActItem, Path: st.Path, Item: &one})
	}
	if len(asked) > 0 {
		w.sayAsked(st, strings.Join(asked, ", "), item.Show)
		w.partTimers(st, rec, item)
	}
	return nil
}

func inOrderOf(st *process.Step) bool {
	return st.Who != nil && (st.Who.Mode == "order" || st.Who.Mode == "one")
}

// waitsFor tells whether a decision is awaited that has been asked for.
func (w *walker) waitsFor(rec *Record) bool {
	return slices.ContainsFunc(rec.Parts, func(p Part) bool { return p.Seq != 0 && p.Decision == "" })
}

func (w *walker) partTimers(st *process.Step, rec *Record, item Item) {
	if !item.Due.IsZero() {
		rec.Timers, rec.Until = true, item.Due
		w.act(Action{Kind: ActTimer, Path: st.Path, Timer: &Timer{Name: "late", Due: item.Due}})
	}
	if !item.Remind.IsZero() {
		rec.Timers = true
		w.act(Action{Kind: ActTimer, Path: st.Path, Timer: &Timer{Name: "remind", Due: item.Remind}})
	}
}

func (w *walker) sayAsked(st *process.Step, who string, show value.Localized) {
	switch st.Kind {
	case process.Approve:
		w.sayKey(KeyWaitsApprove, args{"who": text(who), "show": show})
	case process.Judge:
		w.sayKey(KeyWaitsJudge, args{"who": text(who)})
	default:
		w.sayKey(KeyHandedOff, args{"who": text(who)})
	}
}

// card is what is shown to those who decide.
func (w *walker) card(st *process.Step, rec *Record) (Item, error) {
	item := Item{Sort: string(st.Kind), Hash: rec.Hash}
	var err error
	switch st.Kind {
	case process.Approve:
		item.Outcomes = []string{"approve", "reject", "send_back"}
		item.Values = w.shown(rec.Deps)
		item.Show = w.p.Title
		if st.Show != nil {
			item.Show, err = w.text(st.Show)
		}
	case process.Judge:
		item.Outcomes = outcomes(st)
		item.Show = w.p.Title
		item.Values = w.shown(rec.Deps)
		item.Text, err = w.text(st.Text)
	default:
		item.Outcomes = []string{"done", "reject"}
		item.Show, item.Why = w.p.Title, WhyStep
		item.Values = w.known()
		item.Hash = hashShown(item.Values)
	}
	if err == nil && st.Within != nil {
		item.Due, err = w.after(*st.Within)
	}
	if err == nil && st.Remind != nil {
		item.Remind, err = w.after(*st.Remind)
	}
	return item, err
}

// shown lists the values that a decision is bound to, slots in the order of
// the file, then results.
func (w *walker) shown(deps map[string]string) []Shown {
	var list []Shown
	add := func(name string) {
		top, _, _ := strings.Cut(name, ".")
		v := w.resolve(name)
		list = append(list, Shown{Name: name, Label: w.label(name), Value: v, Text: w.show(v, w.names[top])})
	}
	names := sortedKeys(deps)
	for i := range w.p.Slots {
		if slices.ContainsFunc(names, func(n string) bool { return topOf(n) == w.p.Slots[i].Name }) {
			add(w.p.Slots[i].Name)
		}
	}
	for _, name := range names {
		if w.slotOf(topOf(name)) == nil {
			add(name)
		}
	}
	return list
}

func topOf(dotted string) string {
	top, _, _ := strings.Cut(dotted, ".")
	return top
}

// waitParts rests until the decisions are there; in order, the next is asked.
func (w *walker) waitParts(st *process.Step, rec *Record, what string, status Status) flow {
	if !w.waitsFor(rec) {
		if err := w.askParts(st, rec); err != nil {
			return w.broken(st, err)
		}
	}
	w.park(st.Path, string(st.Kind), Wait{For: what, Name: waitingOn(rec), Until: rec.Until}, status)
	return rest
}

// waitingOn names those whose decision is awaited.
func waitingOn(rec *Record) string {
	var who []string
	for _, part := range rec.Parts {
		if part.Seq != 0 && part.Decision == "" {
			who = append(who, part.Who)
		}
	}
	return strings.Join(who, ", ")
}

// asked is waitingOn as a text.
func (w *walker) asked(rec *Record) value.Localized { return text(waitingOn(rec)) }

// judge asks the owner to pick the outcome.
func (w *walker) judge(st *process.Step) flow {
	deps := w.deps(st.Text.Names(), st.Given)
	rec := w.s.Records[st.Path]
	if rec != nil && !sameDeps(rec.Deps, deps) {
		w.withdraw(rec, "superseded")
		rec = nil
	}
	if rec == nil {
		rec = w.newDecision(st, []string{w.owner()}, deps)
		if err := w.askParts(st, rec); err != nil {
			return w.broken(st, err)
		}
		w.s.Records[st.Path] = rec
		w.s.Steps++
	}
	if rec.State == StateAsked {
		return w.waitParts(st, rec, "judge", Waiting)
	}
	return w.branch(st, rec.Outcome)
}

// handoff gives the run to a person, who ends it or gives it back.
func (w *walker) handoff(st *process.Step) flow {
	rec := w.s.Records[st.Path]
	if rec == nil {
		who := []string{w.owner()}
		if st.Who != nil && len(st.Who.Names) > 0 {
			who = st.Who.Names
		}
		rec = w.newDecision(st, who, map[string]string{})
		if err := w.askParts(st, rec); err != nil {
			return w.broken(st, err)
		}
		w.s.Records[st.Path] = rec
		w.s.Steps++
	}
	switch rec.State {
	case StateAsked:
		return w.waitParts(st, rec, "handoff", HandedOff)
	case StateRejected:
		return w.rejected(st, rec)
	}
	return w.branch(st, "done")
}

// decided takes a decision, if what it is about is still open.
func (w *walker) decided() bool {
	if h := w.s.Help; h != nil && h.Seq == w.ev.For && w.ev.Part == 0 {
		if !slices.Contains(h.Outcomes, w.ev.Decision) {
			w.act(Action{Kind: ActRefused, Seq: w.ev.For, Why: WhyNotHere})
			return false
		}
		w.helped()
		return true
	}
	for _, path := range w.paths() {
		rec := w.s.Records[path]
		if i := w.ev.Part; rec.State == StateAsked && i >= 0 && i < len(rec.Parts) &&
			rec.Parts[i].Seq == w.ev.For && rec.Parts[i].Decision == "" {
			return w.decide(path, rec, &rec.Parts[i])
		}
	}
	w.act(Action{Kind: ActRefused, Seq: w.ev.For, Why: WhyNotOpen})
	return false
}

// decide carries one decision out; it refuses one that the item does not offer.
func (w *walker) decide(path string, rec *Record, part *Part) bool {
	st := w.stepAt(path)
	if st == nil || !offers(st, w.ev) {
		w.act(Action{Kind: ActRefused, Seq: w.ev.For, Why: WhyNotHere})
		return false
	}
	part.Decision, part.By, part.Reason = w.ev.Decision, w.ev.By, w.ev.Reason
	all := st.Who != nil && (st.Who.Mode == "order" || st.Who.Mode == "all")
	if w.ev.Decision == "approve" && all && slices.ContainsFunc(rec.Parts, func(p Part) bool { return p.Decision == "" }) {
		if rec.Timers && !hasSeq(rec, part.Seq) {
			w.act(Action{Kind: ActCancelTimer, Seq: part.Seq})
		}
		return true
	}
	w.withdraw(rec, "moved_on")
	rec.By, rec.Reason, rec.Order = w.by()[""], w.ev.Reason, w.ev.Seq
	w.settle(st, rec)
	return true
}

func offers(st *process.Step, ev Event) bool {
	switch st.Kind {
	case process.Approve:
		return slices.Contains([]string{"approve", "reject", "send_back"}, ev.Decision)
	case process.Judge:
		_, ok := st.Outcomes[ev.Outcome]
		return ok && ev.Decision == "pick"
	}
	return ev.Decision == "done" || ev.Decision == "reject"
}

// settle puts a record into the state that its last decision means.
func (w *walker) settle(st *process.Step, rec *Record) {
	rec.State = StateDone
	switch w.ev.Decision {
	case "pick":
		rec.Outcome = w.ev.Outcome
	case "approve":
		rec.Outcome = "approved"
		w.sayKey(KeyApproved, args{"who": w.by()})
	case "done":
		rec.Outcome = "done"
	case "send_back":
		rec.State = StateSentBack
	case "reject":
		rec.State, rec.Outcome = StateRejected, "rejected"
		if _, ok := st.Outcomes["rejected"]; !ok {
			w.sayRejected(w.by(), w.ev.Reason)
		}
	}
}
