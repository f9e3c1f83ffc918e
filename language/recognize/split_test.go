package recognize

import (
	"strings"
	"testing"
)

func TestPlacesWhereAMessageMayBeCut(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a and b", "a <and> b"},
		{"Android band, sandy", "Android band<,> sandy"},
		{"one; and also two", "one<; and also> two"},
		{"3.5 km. Then go", "3.5 km<. Then> go"},
		{"订会议室,另外报销", "订会议室<,另外>报销"},
		{"请假。还有订票", "请假<。还有>订票"},
		{"vpn and报销", "vpn <and>报销"},
		{"再来一次", "<再>来一次"},
		{"", ""},
		{"plain", "plain"},
	} {
		var b strings.Builder
		at := 0
		for _, cut := range cutsOf(c.in) {
			b.WriteString(c.in[at:cut.Start] + "<" + c.in[cut.Start:cut.End] + ">")
			at = cut.End
		}
		if got := b.String() + c.in[at:]; got != c.want {
			t.Errorf("%q may be cut at %q, want %q", c.in, got, c.want)
		}
	}
	if n := len(cutsOf(strings.Repeat("a;", 1000))); n != maxCuts {
		t.Errorf("%d places are tried, want %d", n, maxCuts)
	}
}

func TestALongTextIsNotSplit(t *testing.T) {
	r := Train(office())
	long := strings.Repeat("I forgot my password; book a meeting room. ", 400)
	if spans := r.Split(long); len(spans) != 1 || spans[0].End != len(long) {
		t.Errorf("%d bytes are split into %d parts", len(long), len(spans))
	}
}
