package rehearse

import "strings"

// around is how many lines of a test are shown around one that failed.
const around = 2

// Diff shows what was expected and what was there, as a diff of the test's own
// lines: with the right-hand side written back the test would pass.
func (r Result) Diff() string {
	if len(r.Failures) == 0 {
		return ""
	}
	failed := map[int]Failure{}
	shown := map[int]bool{}
	for _, f := range r.Failures {
		failed[f.Line.Number] = f
	}
	for i, l := range r.Test.Lines {
		if _, ok := failed[l.Number]; ok {
			for j := max(0, i-around); j <= min(len(r.Test.Lines)-1, i+around); j++ {
				shown[r.Test.Lines[j].Number] = true
			}
		}
	}
	var b strings.Builder
	gap := false
	for _, l := range r.Test.Lines {
		if !shown[l.Number] {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteString("    …\n")
		}
		gap = false
		f, wrong := failed[l.Number]
		if !wrong {
			b.WriteString("    " + l.Raw + "\n")
			continue
		}
		b.WriteString("  - " + l.Raw + "\n")
		for _, got := range f.Got {
			b.WriteString("  + " + got + "\n")
		}
	}
	return b.String()
}
