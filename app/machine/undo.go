package machine

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// stands tells whether a record holds an effect that is there, may be there or
// is on its way.
func (w *walker) stands(rec *Record) bool {
	switch rec.Kind {
	case process.Call:
		if w.reads(rec.Tool) {
			return rec.State == StateUndoing
		}
		switch rec.State {
		case StateFailed, StateUndone:
			return false
		}
		return true
	case process.SubRun:
		switch rec.State {
		case StateUndone:
			return false
		case StateDone, StateEnded:
			return !rec.Clean
		}
		return true
	}
	return false
}

// standing returns the paths of effects that stand, last first.
func (w *walker) standing(chosen func(path string) bool) []string {
	var list []string
	for _, path := range w.paths() {
		if chosen(path) && w.stands(w.s.Records[path]) {
			list = append(list, path)
		}
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b string) int {
		return cmp.Compare(w.order(b), w.order(a))
	})
	return list
}

// order is when an effect was done; what is on its way is last of all.
func (w *walker) order(path string) int64 {
	rec := w.s.Records[path]
	if rec.Order == 0 {
		return rec.Seq
	}
	return rec.Order
}

// leave takes back everything under the chosen paths, which the run no longer
// comes to: effects last first, questions to others withdrawn.
func (w *walker) leave(chosen func(path string) bool, why string) flow {
	var gone []string
	for _, path := range w.paths() {
		if chosen(path) {
			gone = append(gone, path)
		}
	}
	if len(gone) == 0 {
		return on
	}
	w.s.Undo = w.standing(chosen)
	for _, path := range w.s.Undo {
		if f := w.takeBack(path, w.s.Records[path], false); f != on {
			return f
		}
	}
	w.s.Undo = nil
	for _, path := range gone {
		w.withdraw(w.s.Records[path], why)
		delete(w.s.Records, path)
	}
	return on
}

// takeBack undoes one effect. The walk rests until nothing of it stands; what
// can't be undone goes to a person. With again, the step is to be done anew
// after it, so a person may also say that it stands as it should.
func (w *walker) takeBack(path string, rec *Record, again bool) flow {
	if !w.stands(rec) {
		return on
	}
	can := []string{"accept", "reject"}
	if again {
		can = []string{"accept", "done", "reject"}
	}
	if rec.Kind == process.SubRun {
		return w.takeBackChild(path, rec, can)
	}
	switch rec.State {
	case StateAsked:
		w.park(path, string(rec.Kind), Wait{For: "call", Name: rec.Tool}, Waiting)
		return rest
	case StateUndoing:
		w.park(path, string(rec.Kind), Wait{For: "undo", Name: rec.Tool}, Waiting)
		return rest
	case StateUnknown, StateRetry:
		return w.help(path, rec.Kind, WhyUndoUnknown, rec.Error, can...)
	case StateUndoFailed:
		return w.help(path, rec.Kind, WhyUndoFailed, rec.Error, append([]string{"retry"}, can...)...)
	}
	return w.undo(path, rec, can)
}

// undo asks for the tool that takes a call back.
func (w *walker) undo(path string, rec *Record, can []string) flow {
	t, ok := w.tool(rec.Tool)
	if !ok || t.Undo == nil {
		return w.help(path, rec.Kind, WhyUndoMissing, rec.Tool, can...)
	}
	w.bound = map[string]value.Value{"in": value.NewRecord(rec.With), "out": rec.Result}
	with, err := w.with(t.Undo.With)
	w.bound = nil
	if err != nil {
		return w.help(path, rec.Kind, WhyUndoMissing, err.Error(), can...)
	}
	seq := w.ev.Seq
	if rec.State == StateUndoRetry {
		seq = rec.UndoSeq
	}
	rec.State, rec.UndoSeq = StateUndoing, seq
	w.act(Action{Kind: ActCall, Path: path, Seq: seq, Call: &Call{Tool: t.Undo.Tool, With: with, Undo: rec.Seq}})
	w.park(path, string(rec.Kind), Wait{For: "undo", Name: rec.Tool}, Waiting)
	return rest
}

// undoable tells whether an effect that stands has a way back.
func (w *walker) undoable(rec *Record) bool {
	if rec.Kind == process.SubRun {
		return rec.State == StateAsked || rec.State == StateUndoing
	}
	t, ok := w.tool(rec.Tool)
	return ok && t.Undo != nil
}

// does is what people are told of a tool, else its name.
func (w *walker) does(tool string) value.Localized {
	if t, ok := w.tool(tool); ok && len(t.Does) > 0 {
		return t.Does
	}
	return text(tool)
}

// what names an effect for people: what the tool does, or the sub-run's title.
// Where the app says neither, it is the name, with what was given.
func (w *walker) what(path string) value.Localized {
	rec := w.s.Records[path]
	if rec == nil {
		return text(path)
	}
	if rec.Kind == process.SubRun && w.env.Title != nil {
		if title := w.env.Title(rec.Tool); len(title) > 0 {
			return title
		}
	}
	if t, ok := w.tool(rec.Tool); ok && rec.Kind == process.Call && len(t.Does) > 0 {
		return t.Does
	}
	return text(w.bareName(rec))
}

func (w *walker) bareName(rec *Record) string {
	name := rec.Tool
	keys := slices.Sorted(maps.Keys(rec.With))
	var given []string
	for _, k := range keys {
		if v := rec.With[k]; v.Text != "" && v.Kind != value.URL && v.Kind != value.FileKind {
			given = append(given, v.Text)
		}
	}
	if len(given) == 0 {
		return name
	}
	return name + " (" + strings.Join(given, ", ") + ")"
}

func (w *walker) nameAll(paths []string) value.Localized {
	return w.eachLanguage(func(lang string) string {
		var names []string
		for _, path := range paths {
			if name := w.what(path).In(lang, w.env.Languages...); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		return strings.Join(names, comma(lang))
	})
}

// comma separates the things of a list in a language.
func comma(lang string) string {
	if strings.HasPrefix(lang, "zh") {
		return "、"
	}
	return ", "
}
