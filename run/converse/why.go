package converse

import (
	"context"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
)

// Why answers "why?" for a turn in a sentence: the rule, the passage, the person.
func (c *Conversations) Why(ctx context.Context, asst *Assistant, person string, t *Turn) string {
	say := func(key string, pairs ...string) string {
		args := map[string]value.Localized{}
		for i := 0; i+1 < len(pairs); i += 2 {
			args[pairs[i]] = value.Localized{"": pairs[i+1]}
		}
		return asst.Catalogue.Say(t.Language, key, args)
	}
	for _, r := range t.Replies {
		if len(r.Citations) > 0 {
			return say("why_quoted", "title", r.Citations[0].Title)
		}
	}
	for _, s := range t.Trace {
		if s.What == "decision" && s.Outcome == "reject" {
			return say("why_rejected", "who", asst.Who(s.By, person, t.Language), "reason", s.Why)
		}
	}
	if t.Run != "" {
		if r, err := c.o.Store.Run(ctx, t.Run); err == nil && !r.Status.Final() {
			if w := asst.Waits(r, t.Language); w != nil {
				return say("why_waiting", "who", w.Name, "since", w.Since.In(asst.App.Setting(c.o.Now()).Zone).Format("15:04"))
			}
		}
	}
	for _, s := range t.Trace {
		if s.What == "recognition" && len(s.Ranked) > 0 && s.Ranked[0].P > s.None {
			title := titleOf(nil, s.Ranked[0].ID)
			if p, ok := asst.App.Process(s.Ranked[0].ID); ok {
				title = titleOf(p, p.ID)
			}
			return say("why_recognised", "process", title.In(t.Language, asst.App.Languages...), "words", strings.Join(s.Ranked[0].Words, ", "))
		}
	}
	return say("why_refused")
}

// CardText is a text of a card or a reason: the process's own words, or one of
// Usher's sentences where the machine gave its key.
func (a *Assistant) CardText(l value.Localized, lang string) string {
	words := l.In(lang, a.App.Languages...)
	if _, only := l[""]; only && len(l) == 1 && a.Catalogue.Has("why_"+words) {
		return a.Catalogue.Say(lang, "why_"+words, nil)
	}
	return words
}

// DecisionLabel is what a decision is called on its button; a judgement's
// outcomes go by their own names.
func (a *Assistant) DecisionLabel(key, lang string) string {
	if a.Catalogue.Has("decide_" + key) {
		return a.Catalogue.Say(lang, "decide_"+key, nil)
	}
	return strings.ReplaceAll(key, "_", " ")
}

// Starters are sentences that people really say, by language, at most n each:
// the first example of each process that the person may start.
func (a *Assistant) Starters(person string, n int) map[string][]string {
	out := map[string][]string{}
	for _, p := range a.App.Processes {
		if person != "" && len(p.Who) > 0 && !a.App.People.May(person, p.Who) {
			continue
		}
		seen := map[string]bool{}
		for _, e := range p.Examples {
			lang := text.Language(e)
			if lang == "" || seen[lang] || len(out[lang]) >= n {
				continue
			}
			seen[lang] = true
			out[lang] = append(out[lang], e)
		}
		if len(p.Examples) > 0 {
			continue
		}
		for lang, title := range p.Title {
			if lang == "" {
				lang = text.Language(title)
			}
			if lang != "" && len(out[lang]) < n {
				out[lang] = append(out[lang], title)
			}
		}
	}
	return out
}

// refusal finds why the run did not take a command.
func refusal(refused []engine.Refused, i int, commands []machine.Command) (string, bool) {
	for _, r := range refused {
		if r.Command != nil && r.Command.Kind == commands[i].Kind && r.Command.Slot == commands[i].Slot {
			return r.Why, true
		}
	}
	return "", false
}
