package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/run/tool"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/studio/rehearse"
)

type chatCmd struct {
	Dir   string `arg:"" help:"The app's folder, or a folder of Markdown runbooks."`
	Today string `help:"The date to talk on, as 2026-11-25." placeholder:"DATE"`
	TZ    string `name:"tz" help:"The time zone, as Asia/Shanghai; the app's by default." placeholder:"ZONE"`
	Lang  string `help:"The language to answer in, en or zh; by default that of the messages." placeholder:"TAG"`
	As    string `help:"The person who talks; by default the first of people.csv." placeholder:"PERSON"`
}

// Run talks until the input ends.
func (c chatCmd) Run(st *stage) error {
	s, done, err := c.session(st)
	if err != nil {
		return err
	}
	defer done()
	if st.terminal && !st.json {
		fmt.Fprintln(st.out, s.Greeting())
	}
	in := bufio.NewReaderSize(st.in, 1<<20)
	for {
		if st.terminal && !st.json {
			fmt.Fprint(st.out, "> ")
		}
		text, err := in.ReadString('\n')
		if text = strings.TrimRight(text, "\r\n"); strings.TrimSpace(text) != "" {
			if e := c.line(st, s, text); e != nil {
				return e
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read standard input: %w", err)
		}
		if st.ctx.Err() != nil {
			return nil
		}
	}
}

// session makes what is talked to; the second result puts it away.
func (c chatCmd) session(st *stage) (*rehearse.Session, func(), error) {
	a, fsys, err := loadApp(st, c.Dir)
	if err != nil {
		return nil, nil, err
	}
	if c.TZ != "" {
		zone, err := time.LoadLocation(c.TZ)
		if err != nil {
			return nil, nil, fmt.Errorf("--tz %s is no time zone; one is Asia/Shanghai", c.TZ)
		}
		a = a.In(zone)
	}
	clock, err := c.clock(st, a.Setting(st.now()).Zone)
	if err != nil {
		return nil, nil, err
	}
	fakes, err := rehearse.ReadFakes(fsys)
	if err != nil {
		return nil, nil, err
	}
	db, err := store.Open(st.ctx, "sqlite::memory:", store.Options{Node: "rehearsal", Now: clock.Now})
	if err != nil {
		return nil, nil, err
	}
	caller := tool.New(tool.Options{Env: st.env, Log: slog.New(slog.DiscardHandler)})
	s := rehearse.NewSession(rehearse.Options{
		App: a, Store: db, Clock: clock, Person: c.person(a), Language: c.Lang,
		Tools: &rehearse.Stage{Fakes: fakes, Real: caller, Now: clock.Now},
	})
	return s, func() { _ = db.Close() }, nil
}

// clock stands at ten in the morning of --today, or at the present moment.
func (c chatCmd) clock(st *stage, zone *time.Location) (*rehearse.Clock, error) {
	if c.Today == "" {
		return rehearse.NewClock(st.now()), nil
	}
	day, err := time.ParseInLocation("2006-01-02", c.Today, zone)
	if err != nil {
		return nil, fmt.Errorf("--today %s is no date; one is 2026-11-25", c.Today)
	}
	return rehearse.NewClock(day.Add(10 * time.Hour)), nil
}

// person is who talks: the one named, else the first of people.csv.
func (c chatCmd) person(a *app.App) string {
	if c.As != "" {
		return c.As
	}
	if a.People != nil {
		if all := a.People.Persons(); len(all) > 0 {
			return all[0].ID
		}
	}
	return "me"
}

// line carries out one line of the input.
func (c chatCmd) line(st *stage, s *rehearse.Session, text string) error {
	ctx, cancel := context.WithCancel(st.ctx)
	defer cancel()
	shown, err := s.Line(ctx, text)
	if err != nil {
		if st.json {
			return printJSON(st, map[string]any{"error": err.Error(), "text": text})
		}
		fmt.Fprintln(st.out, "  !", err)
		return nil
	}
	if shown.Turn == 0 {
		return nil
	}
	if st.json {
		return printJSON(st, shown)
	}
	for _, r := range shown.Reply {
		fmt.Fprintln(st.out, indent(r))
	}
	for _, q := range shown.Citations {
		fmt.Fprintf(st.out, "  [%s]\n", strings.Trim(q.Title+" › "+q.Heading, " ›"))
	}
	return nil
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
