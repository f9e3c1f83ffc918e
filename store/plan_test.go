package store

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/usher-dev/usher/run/engine"
)

// TestHotQueriesWalkAnIndex asks SQLite how it would find the rows: none of
// these may read a whole table.
func TestHotQueriesWalkAnIndex(t *testing.T) {
	s, err := Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "usher.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	runs := func(f engine.RunFilter) string {
		tail, _ := runsWhere(f)
		return "SELECT id FROM run " + tail
	}
	for name, c := range map[string]struct{ sql, index string }{
		"ready":          {"SELECT id, node FROM conversation WHERE last > handled AND (node = $1 OR " + free + ") ORDER BY touched LIMIT $2", "conversation_ready"},
		"ready effects":  {"SELECT key FROM effect WHERE status = 'asked' AND next_at <= $1 ORDER BY next_at LIMIT $2", "effect_asked"},
		"lost effects":   {"SELECT key FROM effect WHERE " + lost + " ORDER BY asked_at LIMIT $1", "effect_started"},
		"next effect":    {"SELECT COALESCE(MIN(next_at), 0) FROM effect WHERE status = 'asked'", "effect_asked"},
		"due timers":     {"SELECT run FROM timer WHERE due <= $1 ORDER BY due LIMIT $2", "timer_due"},
		"next timer":     {"SELECT COALESCE(MIN(due), 0) FROM timer", "timer_due"},
		"inbox":          {"SELECT " + itemColumns + " FROM item " + inboxSQL, "item_person_inbox"},
		"open runs":      {"SELECT id FROM run WHERE lane = $1 AND final = 0 ORDER BY id", "run_open"},
		"my runs":        {runs(engine.RunFilter{Person: "lin"}), "run_person"},
		"my open runs":   {runs(engine.RunFilter{Person: "lin", Open: true}), "run_person_open"},
		"an app's runs":  {runs(engine.RunFilter{App: "workplace", Before: "r"}), "run_app"},
		"a process's":    {runs(engine.RunFilter{Process: "expense"}), "run_process"},
		"known message":  {"SELECT no, entry FROM input WHERE lane = $1 AND kind = 'm' AND id = $2", "input_once"},
		"page":           {"SELECT e.no FROM entry e LEFT JOIN said s ON s.lane = e.lane AND s.no = e.said WHERE e.lane = $1 AND e.no > $2 ORDER BY e.no LIMIT $3", "sqlite_autoindex_entry"},
		"a run's effect": {"SELECT key FROM effect WHERE run = $1 ORDER BY seq", "effect_run"},
		"a run's items":  {"SELECT id FROM item WHERE run = $1 ORDER BY seq, part", "item_run"},
	} {
		t.Run(name, func(t *testing.T) {
			plan := explain(t, s, c.sql)
			if !strings.Contains(plan, c.index) {
				t.Errorf("does not use %s:\n%s", c.index, plan)
			}
			for line := range strings.Lines(plan) {
				if strings.Contains(line, "SCAN") && !strings.Contains(line, "INDEX") && !strings.Contains(line, "SUBQUERY") &&
					!strings.Contains(line, "SCAN a") && !strings.Contains(line, "SCAN b") {
					t.Errorf("reads a whole table: %s", line)
				}
			}
		})
	}
}

func explain(t *testing.T, s *Store, sql string) string {
	t.Helper()
	var b strings.Builder
	args := make([]any, 0, 4)
	for n := 1; strings.Contains(sql, fmt.Sprint("$", n)); n++ {
		args = append(args, int64(0))
	}
	err := s.read(context.Background(), func(q tx) error {
		return q.rows("EXPLAIN QUERY PLAN "+sql, args, func(scan scanner) error {
			var id, parent, unused int64
			var detail string
			err := scan(&id, &parent, &unused, &detail)
			fmt.Fprintln(&b, detail)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
