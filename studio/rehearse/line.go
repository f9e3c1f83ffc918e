package rehearse

import (
	"context"
	"fmt"
	"strings"

	"github.com/usher-dev/usher/language/value"
)

// Line carries out one line of a rehearsal: a message, or a line that begins
// with a slash:
//
//	/as wang approve | /as wang reject: too much | /as wang pick not_paid | /as wang <message>
//	/event paid {"on": "2026-12-05"}
//	/later 3 days
//	/file receipt.pdf
//
// The zero Shown means that nothing happened that is worth showing.
func (s *Session) Line(ctx context.Context, line string) (Shown, error) {
	name, rest, ok := command(line)
	if !ok {
		return s.Say(ctx, "", line)
	}
	switch name {
	case "as":
		return s.as(ctx, rest)
	case "event":
		event, payload, _ := strings.Cut(rest, " ")
		data, err := payloadJSON(payload)
		if err != nil {
			return Shown{}, fmt.Errorf("/event %s: %w", event, err)
		}
		return s.Event(ctx, event, data)
	case "later":
		return s.later(ctx, rest)
	case "file":
		return s.Say(ctx, "", "", fileNamed(rest))
	}
	return Shown{}, fmt.Errorf("there is no line /%s; there are /as, /event, /later and /file", name)
}

func (s *Session) later(ctx context.Context, text string) (Shown, error) {
	set := s.o.App.Setting(s.o.Clock.Now())
	found, err := value.Read(value.Spec{Kind: value.Duration}, text, set)
	if err != nil {
		return Shown{}, fmt.Errorf("/later %s: write a duration, as \"3 days\" or \"2 working days\"", text)
	}
	return s.LaterBy(ctx, found.Value)
}

// as has somebody decide, or say something.
func (s *Session) as(ctx context.Context, rest string) (Shown, error) {
	person, what, _ := strings.Cut(rest, " ")
	if d, ok := decision(what); ok {
		d.By = person
		return s.Decide(ctx, d)
	}
	return s.Say(ctx, person, what)
}

// words of a decision, as people write them in a script.
var decisionWords = map[string]string{
	"approve": "approve", "approves": "approve", "reject": "reject", "rejects": "reject",
	"send": "send_back", "sends": "send_back", "send_back": "send_back", "pick": "pick", "picks": "pick",
	"done": "done", "retry": "retry", "retries": "retry", "accept": "accept", "accepts": "accept",
}

// decision reads "approve", "rejects: too much", "sends back: no receipt", "pick
// not_paid".
func decision(text string) (Decision, bool) {
	head, reason, _ := strings.Cut(text, ":")
	words := strings.Fields(head)
	if len(words) == 0 || len(words) > 2 {
		return Decision{}, false
	}
	d := Decision{Decision: decisionWords[strings.ToLower(words[0])], Reason: strings.TrimSpace(reason)}
	switch {
	case d.Decision == "":
		return Decision{}, false
	case d.Decision == "pick":
		if len(words) < 2 {
			return Decision{}, false
		}
		d.Outcome = words[1]
	case len(words) == 2 && words[1] != "back":
		return Decision{}, false
	}
	return d, true
}
