package value

import (
	"math"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
)

// idForm is a run of what IDs are written with; gaps inside are tried by
// findIDs.
var idForm = regexp.MustCompile(`[a-z0-9]+(?:[-_./]?[a-z0-9]+)*`)

// maxParts is how many runs one ID may be written in ("1234 5678 90").
const maxParts = 8

// shape is what an ID must look like.
type shape struct {
	re         *regexp.Regexp // nil: anything without blanks
	short, far int            // the least and the greatest length in runes
}

// shapeOf compiles a pattern; ok is false when it is no RE2 expression.
func shapeOf(pattern string) (shape, bool) {
	if pattern == "" {
		return shape{short: 1, far: math.MaxInt32}, true
	}
	re, err := regexp.Compile(`^(?:` + pattern + `)$`)
	if err != nil {
		return shape{}, false
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return shape{}, false
	}
	short, far := lengths(tree)
	return shape{re: re, short: short, far: far}, true
}

// lengths bounds how many runes an expression matches, so that most of a text
// need not be tried.
func lengths(e *syntax.Regexp) (short, far int) {
	switch e.Op {
	case syntax.OpLiteral:
		return len(e.Rune), len(e.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1, 1
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range e.Sub {
			s, f := lengths(sub)
			short, far = short+s, min(far+f, math.MaxInt32)
		}
		return short, far
	case syntax.OpAlternate:
		short = math.MaxInt32
		for _, sub := range e.Sub {
			s, f := lengths(sub)
			short, far = min(short, s), max(far, f)
		}
		return short, far
	case syntax.OpStar:
		return 0, math.MaxInt32
	case syntax.OpPlus:
		s, _ := lengths(e.Sub[0])
		return s, math.MaxInt32
	case syntax.OpQuest:
		_, f := lengths(e.Sub[0])
		return 0, f
	case syntax.OpRepeat:
		s, f := lengths(e.Sub[0])
		if e.Max < 0 || f == math.MaxInt32 {
			return s * e.Min, math.MaxInt32
		}
		return s * e.Min, f * e.Max
	}
	return 0, 0
}

// canonicalID takes the gaps out of an ID until its pattern matches as a
// whole: blanks first, then hyphens and the like too; then upper and lower case
// are tried. Without a pattern anything without blanks is an ID.
func canonicalID(pattern, s string) (Value, bool) {
	sh, ok := shapeOf(pattern)
	if !ok {
		return None, false
	}
	return sh.match(strings.TrimSpace(s))
}

var gaps = strings.NewReplacer("-", "", ".", "", "/", "", "_", "")

func (sh shape) match(s string) (Value, bool) {
	if s == "" || len(s) > 1000 {
		return None, false
	}
	if sh.re == nil {
		return Value{Kind: ID, Text: s}, strings.IndexFunc(s, unicode.IsSpace) < 0
	}
	closed := strings.Join(strings.Fields(s), "")
	for _, form := range []string{closed, gaps.Replace(closed)} {
		if len(form) < sh.short { // a rune has a byte at least
			continue
		}
		for _, cased := range []string{form, strings.ToUpper(form), strings.ToLower(form)} {
			if cased != "" && sh.re.MatchString(cased) {
				return Value{Kind: ID, Text: cased}, true
			}
		}
	}
	return None, false
}

// findIDs finds what matches the Spec's pattern: runs as they stand, and up to
// eight neighbouring ones with the gaps taken out, longest first.
func (r *reader) findIDs() []hit {
	sh, ok := shapeOf(r.spec.Pattern)
	if !ok {
		return nil
	}
	runs := idForm.FindAllStringIndex(r.folded, 5000)
	var out []hit
	for i := 0; i < len(runs); {
		h, n := r.idAt(sh, runs[i:])
		if n > 0 {
			out = append(out, h)
		}
		i += max(n, 1)
	}
	return out
}

// idAt tries the runs from the first on, and tells how many an ID took.
func (r *reader) idAt(sh shape, runs [][]int) (hit, int) {
	parts, size := 0, 0
	for parts < min(maxParts, len(runs)) && (parts == 0 || onlyGaps(r.folded, runs[parts-1][1], runs[parts][0])) {
		size += runs[parts][1] - runs[parts][0]
		parts++
		if size > sh.far+maxParts || sh.re == nil {
			break
		}
	}
	for n := parts; n > 0; n-- {
		start, end := runs[0][0], runs[n-1][1]
		if size >= sh.short {
			v, ok := sh.match(narrow(r.src[r.at[start]:r.at[end]]))
			if ok && (sh.re != nil || strings.ContainsAny(v.Text, "0123456789")) {
				return one(start, end, v, sh.sure()), n
			}
		}
		size -= runs[n-1][1] - runs[n-1][0]
	}
	return hit{}, 0
}

func (sh shape) sure() float64 {
	if sh.re == nil {
		return 0.4
	}
	return 0.9
}

func onlyGaps(s string, from, to int) bool {
	return to-from <= 3 && strings.Trim(s[from:to], " -_./\t") == ""
}
