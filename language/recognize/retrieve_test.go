package recognize

import (
	"math"
	"slices"
	"testing"

	"github.com/usher-dev/usher/language/text"
)

func indexOf(classes ...Class) *index {
	var texts []classText
	for _, c := range prepare(classes) {
		texts = append(texts, classTextOf(c))
	}
	return newIndex(texts)
}

func TestATitleSaysMoreThanABody(t *testing.T) {
	ix := indexOf(
		Class{ID: "a", Title: map[string]string{"en": "Backup"}, Text: "tapes and disks"},
		Class{ID: "b", Title: map[string]string{"en": "Restore"}, Text: "take the last backup and copy it"},
		Class{ID: "c", Title: map[string]string{"en": "Certificates"}},
	)
	f := ix.find(unitsOf("backup"))
	if !(f.match[0] > f.match[1] && f.match[1] > 0 && f.match[2] == 0) {
		t.Errorf("match by title, body, nothing: %v", f.match)
	}
	if !(f.cover[0] > f.cover[1] && f.cover[1] > f.cover[2]) {
		t.Errorf("cover by title, body, nothing: %v", f.cover)
	}
}

func TestSharesStayWithinOne(t *testing.T) {
	ix := indexOf(office()...)
	for _, say := range probes() {
		f := ix.find(unitsOf(clip(say, maxMessage)))
		for name, list := range map[string][]float64{"match": f.match, "cover": f.cover, "near": f.near, "miss": f.miss, "known": {f.known}} {
			if lo, hi := slices.Min(list), slices.Max(list); lo < 0 || hi > 1+1e-6 || math.IsNaN(lo+hi) {
				t.Errorf("%.30q: %s is between %v and %v", say, name, lo, hi)
			}
		}
	}
}

func TestTheVeryTitleIsNearest(t *testing.T) {
	ix := indexOf(office()...)
	for i, c := range office() {
		for _, title := range c.Title {
			if f := ix.find(unitsOf(title)); f.near[i] != slices.Max(f.near) || f.near[i] < 0.7 {
				t.Errorf("%q is near %v, and %v to its own process", title, slices.Max(f.near), f.near[i])
			}
		}
	}
}

func TestAKnownWordOfTheOnlyClassWeighsNearlyAsMuchAsAnUnknownOne(t *testing.T) {
	ix := indexOf(Class{ID: "recipes", Title: map[string]string{"en": "Find a recipe"}})
	known, unknown := ix.idf(unitsOf("recipe")[0].ID), ix.idf(unitsOf("tyre")[0].ID)
	if known < 0.6*unknown || known > unknown {
		t.Errorf("idf of a known word %v, of an unknown one %v", known, unknown)
	}
}

func TestAPairWhereTwoWordsMeetIsNoMissingWord(t *testing.T) {
	ix := indexOf(Class{ID: "travel", Title: map[string]string{"zh": "出差"}})
	units := unitsOf("北京出差")
	for i, u := range units {
		if u.ID == unitsOf("京出")[0].ID {
			if got := ix.seam(units, i); math.Abs(got-0.55) > 1e-9 {
				t.Errorf("京出 beside 出差 counts %v of a missing word", got)
			}
		}
		if u.ID == unitsOf("北京")[0].ID && ix.seam(units, i) != 1 {
			t.Errorf("北京 counts %v of a missing word", ix.seam(units, i))
		}
	}
}

func TestNamesThatManyShareIdentifyNobody(t *testing.T) {
	shared := Class{Names: []string{"Overview", "Own"}}
	var classes []Class
	for _, id := range []string{"a", "b", "c", "d"} {
		c := shared
		c.ID = id
		c.Names = []string{"Overview", "Own " + id}
		classes = append(classes, c)
	}
	for _, c := range prepare(classes) {
		if want := []string{"Own " + c.id}; !slices.Equal(c.names, want) {
			t.Errorf("names of %s: %q, want %q", c.id, c.names, want)
		}
	}
}

func TestNamesInOneWordAreReadApart(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"DiskFillsUp", "Disk Fills Up"},
		{"KubeAPIDown", "Kube API Down"},
		{"already apart", "already apart"},
		{"HDMI", "HDMI"},
		{"iPhone", "i Phone"},
		{"报销Expense", "报销Expense"},
		{"", ""},
	} {
		if got := splitCamel(c.in); got != c.want {
			t.Errorf("%q is read as %q, want %q", c.in, got, c.want)
		}
	}
	r := Train([]Class{{ID: "disk", Title: map[string]string{"en": "DiskFillsUp"}}, {ID: "mail", Title: map[string]string{"en": "QueueIsStuck"}}})
	expectOutcome(t, r, "the disk fills up", "disk")
	expectOutcome(t, r, "queue stuck", "mail")
	expectOutcome(t, r, "DiskFillsUp", "disk")
	r = Train([]Class{{ID: "disk", Title: map[string]string{"en": "Disk Fills Up"}}, {ID: "mail", Title: map[string]string{"en": "Queue Is Stuck"}}})
	expectOutcome(t, r, "DiskFillsUp", "disk")
	expectOutcome(t, r, "what does QueueIsStuck mean", "mail")
	expectOutcome(t, r, "PizzaIsLate", "")
}

func TestClippingNeverCutsACharacter(t *testing.T) {
	for limit := range 12 {
		if got := clip("报a销😀", limit); len(got) > limit || text.Clean(got) != got {
			t.Errorf("clipped to %d: %q", limit, got)
		}
	}
}

func TestSpreadPicksEvenly(t *testing.T) {
	list := []string{"a", "b", "c", "d", "e", "f"}
	for _, c := range []struct {
		n    int
		want []string
	}{{0, []string{}}, {2, []string{"a", "d"}}, {3, []string{"a", "c", "e"}}, {6, list}, {9, list}} {
		if got := spread(list, c.n); !slices.Equal(got, c.want) {
			t.Errorf("%d of six: %q, want %q", c.n, got, c.want)
		}
	}
}
