package recognize

import "github.com/usher-dev/usher/language/text"

// read is the evidence of a message. One that names something as a program
// does, in one word ("DiskFillsUp"), is read apart as well, and the reading
// that says more counts.
func (r *Recognizer) read(s string) (*evidence, float64) {
	s = clip(s, maxMessage)
	e := r.evidence(text.Tokens(s))
	in := r.gate.inScope(e)
	apart := splitCamel(s)
	if apart == s {
		return e, in
	}
	other := r.evidence(text.Tokens(clip(apart, maxMessage)))
	if also := r.gate.inScope(other); other.surest(also) > e.surest(in) {
		return other, also
	}
	return e, in
}

// surest is the probability of the most probable class, when any is meant with
// probability in.
func (e *evidence) surest(in float64) float64 {
	if len(e.p) == 0 {
		return 0
	}
	return in * e.p[e.best(1)[0]]
}
