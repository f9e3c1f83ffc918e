package understand

import (
	"regexp"
	"regexp/syntax"
	"unicode/utf8"
)

// openings are the characters with which a match of an expression can begin; nil
// is any. Most messages are none of most phrases, and their first character says so
// for a thousandth of what asking the expression costs.
type openings map[rune]bool

// maxOpenings is from how many characters on it is not worth knowing them.
const maxOpenings = 2000

// openingsOf looks into an expression that is bound to the start of the text.
func openingsOf(re *regexp.Regexp) openings {
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return nil
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil || prog.StartCond()&syntax.EmptyBeginText == 0 {
		return nil
	}
	out := openings{}
	if !out.walk(prog, uint32(prog.Start), map[uint32]bool{}) {
		return nil
	}
	return out
}

// walk follows what consumes nothing; false when the first character may be any,
// or there may be none.
func (o openings) walk(prog *syntax.Prog, at uint32, seen map[uint32]bool) bool {
	if seen[at] {
		return true
	}
	seen[at] = true
	in := &prog.Inst[at]
	switch in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return o.walk(prog, in.Out, seen) && o.walk(prog, in.Arg, seen)
	case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
		return o.walk(prog, in.Out, seen)
	case syntax.InstRune, syntax.InstRune1:
		return o.add(in)
	case syntax.InstFail:
		return true
	}
	return false
}

// add takes the characters of one instruction: one, or ranges.
func (o openings) add(in *syntax.Inst) bool {
	if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
		return false
	}
	list := in.Rune
	if len(list) == 1 {
		list = []rune{list[0], list[0]}
	}
	for i := 0; i+1 < len(list); i += 2 {
		if int(list[i+1]-list[i])+len(o) > maxOpenings {
			return false
		}
		for c := list[i]; c <= list[i+1]; c++ {
			o[c] = true
		}
	}
	return true
}

// may tells whether a match of s is possible.
func (o openings) may(s string) bool {
	if o == nil {
		return true
	}
	c, _ := utf8.DecodeRuneInString(s)
	return o[c]
}
