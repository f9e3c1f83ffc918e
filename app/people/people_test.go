package people

import (
	"fmt"
	"strings"
	"testing"
)

const staff = `id,name,name.zh,roles,manager,unit,deputy,language,buddy
lin,Lin,林小雨,employee,wang,sales,,zh,zhao
wang,Wang,王芳,employee manager,zhao,sales,chen,zh,
zhao,Zhao,,employee manager boss,,board,,,lin
chen,Chen,陈,employee finance,wang,money,,en,
`

func read(t *testing.T, csv string) *Directory {
	t.Helper()
	d, faults := Read("people.csv", []byte(csv))
	if d == nil {
		t.Fatal(faults)
	}
	return d
}

func TestWhoDecides(t *testing.T) {
	d := read(t, staff)
	for _, c := range []struct{ who, person, want string }{
		{"manager", "lin", "[wang]"},  // a relation beats the role of that name
		{"manager", "zhao", "[wang]"}, // no such relation: the role, without themselves
		{"finance", "lin", "[chen]"},  // a role
		{"finance", "chen", "[wang]"}, // the only holder: their manager
		{"boss", "zhao", "[]"},        // nobody above: the app's owner decides
		{"lin", "wang", "[lin]"},      // a person
		{"lin", "lin", "[wang]"},      // never on their own run
		{"buddy", "lin", "[zhao]"},    // any column of ids is a relation
		{"unit", "lin", "[]"},         // others are not
		{"employee", "lin", "[wang zhao chen]"},
		{"nobody", "lin", "[]"},
	} {
		if got := fmt.Sprint(d.Resolve(c.who, c.person)); got != c.want {
			t.Errorf("%s of %s: got %s, want %s", c.who, c.person, got, c.want)
		}
	}
	if got := fmt.Sprint(d.Deciders("boss", "zhao", "finance")); got != "[chen]" {
		t.Errorf("the owner decides where nobody else is left, not %s", got)
	}
}

func TestWhoMayBegin(t *testing.T) {
	d := read(t, staff)
	for _, c := range []struct {
		id   string
		who  []string
		want bool
	}{
		{"lin", []string{"employee"}, true},
		{"lin", []string{"finance"}, false},
		{"lin", []string{"finance", "lin"}, true},
		{"lin", nil, true},
		{"stranger", nil, false},
		{"stranger", []string{"anyone"}, true},
		{"chen", []string{"deputy"}, true},
		{"lin", []string{"manager"}, false},
	} {
		if got := d.May(c.id, c.who); got != c.want {
			t.Errorf("%s as one of %v: %v", c.id, c.who, got)
		}
	}
}

func TestWithoutPeopleAnybodyIsAnything(t *testing.T) {
	var d *Directory
	if _, ok := d.Person("x"); ok || !d.May("x", []string{"boss"}) || fmt.Sprint(d.Resolve("boss", "x")) != "[boss]" || d.Record("x")["name"] != "x" {
		t.Error("a nil directory should know nobody and allow everything")
	}
}

func TestARecordHasTheFilledColumns(t *testing.T) {
	d := read(t, staff)
	if got := fmt.Sprint(d.Record("zhao")); got != "map[buddy:lin id:zhao name:Zhao roles:employee manager boss unit:board]" {
		t.Error(got)
	}
	if got := fmt.Sprint(d.Record("nobody")); got != "map[id:nobody name:nobody]" {
		t.Error(got)
	}
}

func TestFaultsOfPeopleAreSaidInFull(t *testing.T) {
	for _, c := range []struct{ csv, want string }{
		{"", "people.csv:1:1: the file is empty; begin it with the line id,name,roles,manager"},
		{"name,roles\nLin,x\n", "people.csv:1:1: there is no column id; begin the file with the line id,name,roles,manager"},
		{"id;name\n", "people.csv:1:1: there is no column id; separate the columns by commas"},
		{"id,name\nlin,Lin\nlin,Li\n", "people.csv:3:1: the id lin is here a second time (first on line 2); give each person an id of their own"},
		{"id,name\nlin\n", "people.csv:2:1: this row has 1 columns, the header has 2; add or remove commas"},
		{"id,name\n,Lin\n", "people.csv:2:1: this person has no id; give each a short word of their own, such as lin"},
		{"id,name\nli n,Lin\n", `people.csv:2:1: "li n" can't be an id; an id is one word without blanks, commas, quotes or slashes, and not anyone`},
		{"id,name\nlin,\"Lin\n", `people.csv:2:9: this line can't be read: extraneous or missing " in quoted-field; a value with a comma or a quote stands between quotes, a quote inside is doubled: "Li ""Lee"" Hua"`},
		{"id,name,manager\n林,林,wangg\nwang,Wang,\n", "people.csv:2:5: warning: the manager of 林 is wangg, who is not in this file; did you mean wang?"},
		{"id,manager\na,b\nb,c\nc,a\n", "people.csv:2:3: warning: managers go round in a circle: a → b → c → a; leave the cell of the highest empty"},
		{"id,name\nlin,\xc1\xd6\n", "people.csv:2:5: the file is not UTF-8; save it as “CSV UTF-8” (it may be GBK or Latin-1)"},
		{"id,id\n", "people.csv:1:4: the column id is here twice; keep one of them"},
	} {
		_, faults := Read("people.csv", []byte(c.csv))
		if got := faults.Error(); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.csv, got, c.want)
		}
	}
}

func FuzzPeople(f *testing.F) {
	f.Add([]byte(staff))
	f.Add([]byte("id,manager\na,a\n"))
	f.Add([]byte("\ufeffid\r\n\"a\"\r\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		d, faults := Read("people.csv", src)
		if d == nil && faults.Err() == nil {
			t.Error("nothing came back, and nobody says why")
		}
		for _, p := range d.Persons() {
			for _, who := range d.Resolve(Manager, p.ID) {
				if who == p.ID {
					t.Errorf("%s decides on their own run", who)
				}
			}
		}
		_ = strings.TrimSpace(faults.Error())
	})
}
