package process

import "github.com/usher-dev/usher/app/source"

// The tables of keys drive both the reader and the published schema, so that
// they can't disagree. They are never changed.

var processKeys = source.Table{
	{Name: "title", Shape: "text", Doc: "What the process is called; without it the first heading, else the file's name."},
	{Name: "who", Shape: "names", Doc: "Who may start it: roles, relations, or anyone."},
	{Name: "owner", Shape: "name", Doc: "Who gets what the process can't finish; without it the app's owner."},
	{Name: "examples", Shape: "sentences", Doc: "Sentences with which people begin it."},
	{Name: "not", Shape: "sentences", Doc: "Sentences that look like it and are not."},
	{Name: "slots", Shape: "slots", Doc: "The typed values that it needs, in the order in which they are asked."},
	{Name: "context", Shape: "slots", Doc: "Typed values that a host page signs or a submission brings."},
	{Name: "steps", Shape: "steps", Doc: "What is done, in order; without it the slots are collected and the list is walked."},
}

var slotKeys = source.Table{
	{Name: "type", Shape: "kind", Doc: "The kind of value.", Need: true},
	{Name: "label", Shape: "text", Doc: "What people call it; without it the name."},
	{Name: "ask", Shape: "text", Doc: "The question."},
	{Name: "why", Shape: "text", Doc: "The answer to: why do you ask?"},
	{Name: "check", Shape: "expression", Doc: "Must hold for a value."},
	{Name: "wrong", Shape: "text", Doc: "Said when the check does not hold."},
	{Name: "needed", Shape: "expression", Doc: "When it is asked; without it always."},
	{Name: "default", Shape: "expression", Doc: "Its value where nothing was said."},
	{Name: "optional", Shape: "yes", Doc: "yes: it may stay empty."},
	{Name: "choices", Shape: "choices", Doc: "What a choice can be: a key, and by language the words for it, the first of which is shown."},
	{Name: "pattern", Shape: "pattern", Doc: "An RE2 expression that the whole of an id matches."},
	{Name: "currencies", Shape: "currencies", Doc: "The currencies that a money may be in; without it the app's."},
	{Name: "fields", Shape: "fields", Doc: "The named fields of a row of a list."},
}

var fieldKeys = source.Table{
	{Name: "type", Shape: "kind", Doc: "The kind of value.", Need: true},
	{Name: "label", Shape: "text", Doc: "What people call it."},
	{Name: "ask", Shape: "text", Doc: "The question."},
	{Name: "optional", Shape: "yes", Doc: "yes: it may stay empty."},
	{Name: "choices", Shape: "choices", Doc: "What a choice can be."},
	{Name: "pattern", Shape: "pattern", Doc: "An RE2 expression that the whole of an id matches."},
	{Name: "currencies", Shape: "currencies", Doc: "The currencies that a money may be in."},
}

// stepKeys are the keys of each kind of step; the kind's own comes first.
var stepKeys = map[Kind]source.Table{
	Collect: {{Name: "collect", Shape: "names", Doc: "The slots that are asked for, in order.", Need: true}},
	Call: {
		{Name: "call", Shape: "tool", Doc: "The tool, as file.tool.", Need: true},
		{Name: "with", Shape: "expressions", Doc: "What it is given."},
		{Name: "save", Shape: "newname", Doc: "The name that its result gets."},
		{Name: "outcomes", Shape: "outcomes", Doc: "What follows failed, unknown, or a name under the tool's fails."},
	},
	When: {
		{Name: "when", Shape: "expression", Doc: "The condition.", Need: true},
		{Name: "then", Shape: "steps", Doc: "What is done where it holds.", Need: true},
		{Name: "else", Shape: "steps", Doc: "What is done where it does not."},
	},
	Judge: {
		{Name: "judge", Shape: "text", Doc: "The question.", Need: true},
		{Name: "given", Shape: "names", Doc: "The values that are looked at."},
		{Name: "outcomes", Shape: "outcomes", Doc: "The possible answers, and unsure.", Need: true},
	},
	Confirm: {{Name: "confirm", Shape: "text", Doc: "What the person says yes to.", Need: true}},
	Approve: {
		{Name: "approve", Shape: "who", Doc: "Who decides: a relation or role, [a, b] in order, {all: […]} or {any: […]}.", Need: true},
		{Name: "show", Shape: "text", Doc: "The first line of the card."},
		{Name: "within", Shape: "duration", Doc: "How long they have."},
		{Name: "remind", Shape: "duration", Doc: "When they are reminded."},
		{Name: "outcomes", Shape: "outcomes", Doc: "What follows approved, rejected, sent_back or late."},
	},
	Tell: {{Name: "tell", Shape: "text", Doc: "What is said.", Need: true}},
	Wait: {
		{Name: "wait", Shape: "wait", Doc: "An event's name, a duration, or until and a date.", Need: true},
		{Name: "within", Shape: "duration", Doc: "How long the event is waited for."},
		{Name: "out", Shape: "out", Doc: "What the event brings."},
		{Name: "save", Shape: "newname", Doc: "The name that it gets."},
		{Name: "for", Shape: "text", Doc: "What is waited for, as people call it."},
		{Name: "outcomes", Shape: "outcomes", Doc: "What follows late."},
	},
	SubRun: {
		{Name: "run", Shape: "process", Doc: "The other process.", Need: true},
		{Name: "with", Shape: "expressions", Doc: "Values for its slots."},
		{Name: "save", Shape: "newname", Doc: "The name that its slots and its status get."},
		{Name: "outcomes", Shape: "outcomes", Doc: "What follows the child's status: done, rejected, cancelled, failed, handed_off."},
	},
	Handoff: {{Name: "handoff", Shape: "who", Doc: "Who gets it.", Need: true}},
	End:     {{Name: "end", Shape: "status", Doc: "done, rejected or cancelled.", Need: true}},
}

// stepKinds are the kinds that can be written, in the order of the docs.
var stepKinds = []Kind{Collect, Call, When, Judge, Confirm, Approve, Tell, Wait, SubRun, Handoff, End}

// outcomesOf are the outcomes that a kind of step always knows. A call adds the
// names under its tool's fails, a judge takes names of its own.
var outcomesOf = map[Kind][]string{
	Call:    {"done", "failed", "unknown"},
	Judge:   {"unsure"},
	Approve: {"approved", "rejected", "sent_back", "late"},
	Wait:    {"done", "late"},
	SubRun:  {"done", "rejected", "cancelled", "failed", "handed_off"},
}

var endStatuses = []string{"done", "rejected", "cancelled"}
