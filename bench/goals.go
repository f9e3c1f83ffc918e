package main

import "fmt"

// goal is what a figure is to reach.
type goal struct {
	bench, figure string
	most          bool // at most value, else at least
	value         float64
	than          string // the figure that it is measured against, or ""
	means         string
	// short says why a figure that misses the goal does.
	short string
}

// goals are those that the project has set itself.
func goals() []goal {
	return []goal{
		{
			bench: "turns", figure: "ratio", value: 0.6, than: "sql_only_turns_per_s", means: "turns a second of 16 people, of the same SQL without Usher",
			short: "processor time. On SQLite a turn's SQL costs a third of its time and understanding the message a quarter (regular expressions first), loading and JSON most of the rest; " +
				"a disk that syncs in less than a millisecond hides none of it.",
		},
		{
			bench: "lone", figure: "ratio", most: true, value: 2.5, than: "commit_p50_ms", means: "one person's turn, in commits of one row",
			short: "a turn is two commits, the message's and its own, of a dozen rows in all; where a commit of one row takes less than a millisecond, writing the rows and understanding the message count as much as the disk does.",
		},
		{bench: "waiting", figure: "resident_above_mb", most: true, value: 40, than: "resident_empty_mb", means: "memory of 5,000 runs that wait for people, MB above an idle server"},
		{bench: "waiting", figure: "idle_cpu_percent", most: true, value: 1, than: "idle_cpu_empty_percent", means: "of one core while they wait, %"},
		{
			bench: "decision", figure: "goes_on_p50_ms", most: true, value: 5, than: "commit_p50_ms", means: "from a decision until the run has gone on, ms",
			short: "the machine was busy with other work: a commit of one row took more than half of it.",
		},
		{bench: "demo", figure: "first_page_s", most: true, value: 1, than: "usher_version_s", means: "from `usher demo` to its first page, s"},
	}
}

func (g goal) met(v float64) bool {
	if g.most {
		return v <= g.value
	}
	return v >= g.value
}

func (g goal) String() string {
	if g.most {
		return "≤ " + number(g.value)
	}
	return "≥ " + number(g.value)
}

func goalOf(bench, figure string) (goal, bool) {
	for _, g := range goals() {
		if g.bench == bench && g.figure == figure {
			return g, true
		}
	}
	return goal{}, false
}

// verdictOf shows a figure's goal and whether it is met; "" when it has none.
func verdictOf(bench, figure string, v float64) string {
	g, ok := goalOf(bench, figure)
	if !ok {
		return ""
	}
	if g.met(v) {
		return fmt.Sprint(g, ", met")
	}
	return fmt.Sprint(g, ", MISSED")
}
