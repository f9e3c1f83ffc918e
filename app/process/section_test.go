package process

import "testing"

func TestASectionEndsAtTheNextHeadingThatIsNotBelowIt(t *testing.T) {
	body := "# T\n\nIntro.\n\n## A\n\n1. a\n\n### A *one*\n\nx\n\n```\n## no heading\n```\n\n## B\n\ny\n\n"
	for _, c := range []struct{ heading, want string }{
		{"A", "## A\n\n1. a\n\n### A *one*\n\nx\n\n```\n## no heading\n```"},
		{"A one", "### A *one*\n\nx\n\n```\n## no heading\n```"},
		{"B", "## B\n\ny"},
		{"no heading", ""},
		{"", ""},
	} {
		from, to, ok := SectionOf(body, c.heading)
		if body[from:to] != c.want || ok != (c.want != "") {
			t.Errorf("%q: %q", c.heading, body[from:to])
		}
	}
}
