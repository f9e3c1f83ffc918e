package text

import (
	"fmt"
	"strings"
	"testing"
)

func TestUnitsAreStemsAndPairsOfHanzi(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"the invoices", "the 0.08, invoices 1.00"},
		{"want a taxi 38", "want 0.45, a 0.08, taxi 1.00, 38 0.20"},
		{"报销", "报销 1.00, 报 0.30, 销 0.30"},
		{"我报销", "我报 0.40, 我 0.04, 报销 1.00, 报 0.30, 销 0.30"},
		{"怎么", "怎么 0.15, 怎 0.04, 么 0.04"},
		{"假", "假 1.00"},
		{"开VPN", "开 1.00, vpn 1.00"},
		{"退,货", "退 1.00, 货 1.00"},
		{"", ""},
	} {
		toks := Tokens(c.in)
		var parts []string
		for _, u := range Units(toks) {
			word := ""
			for _, tok := range toks[u.First : u.Last+1] {
				word += tok.Word
			}
			parts = append(parts, fmt.Sprintf("%s %.2f", word, u.Weight))
		}
		if got := strings.Join(parts, ", "); got != c.want {
			t.Errorf("units of %q: %s; want %s", c.in, got, c.want)
		}
	}
}

func TestUnitsOfTheSameThingAreEqual(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"Reimbursing", "reimbursed"},
		{"請假", "请假"},
		{"ＶＰＮ", "vpn"},
	} {
		a, b := Units(Tokens(c.a)), Units(Tokens(c.b))
		if len(a) == 0 || len(b) == 0 || a[0].ID != b[0].ID {
			t.Errorf("%q and %q talk about different things: %v, %v", c.a, c.b, a, b)
		}
	}
}

func TestHashKeepsKindsAndPartsApart(t *testing.T) {
	seen := map[uint64]string{}
	for _, c := range []struct {
		kind  byte
		parts []string
	}{{'a', nil}, {'b', nil}, {'a', []string{"xy"}}, {'a', []string{"x", "y"}}, {'a', []string{"", "xy"}}, {'a', []string{"xy", ""}}} {
		h := Hash(c.kind, c.parts...)
		if other, ok := seen[h]; ok {
			t.Errorf("%c %q has the hash of %s", c.kind, c.parts, other)
		}
		seen[h] = fmt.Sprintf("%c %q", c.kind, c.parts)
	}
	if got := Hash('u', "taxi"); got != 0xa5c55f96d3c6bd19 {
		t.Errorf("the hash of a word changed to %#x: what is kept on disk by it is lost", got)
	}
}
