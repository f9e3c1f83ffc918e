package people

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/usher-dev/usher/app/source"
)

// maxRows bounds a people.csv.
const maxRows = 500_000

// Read reads people.csv: a header, then a row a person. The columns id and name
// mean what they say; roles are separated by blanks; language is a tag; a
// column whose values are ids of persons is a relation. The directory is nil when
// a fault is an error.
func Read(file string, src []byte) (*Directory, source.Faults) {
	text := strings.TrimPrefix(string(src), "\ufeff")
	r := &reader{file: source.NewFile(file, text)}
	if !utf8.ValidString(text) {
		r.notUTF8(text)
		return nil, r.file.Faults()
	}
	r.rows(text)
	d := r.directory()
	faults := r.file.Faults()
	if faults.Err() != nil {
		return nil, faults
	}
	return d, faults
}

type reader struct {
	file    *source.File
	header  []string
	persons []Person
	cells   []map[string]source.Pos // of each person's columns
}

func (r *reader) fault(id string, at source.Pos, length int, text, right string) {
	r.file.Add(id, source.Error, at, length, text, right)
}

func (r *reader) notUTF8(text string) {
	for i, line := range strings.Split(text, "\n") {
		if utf8.ValidString(line) {
			continue
		}
		column := 1
		for len(line) > 0 {
			c, n := utf8.DecodeRuneInString(line)
			if c == utf8.RuneError && n == 1 {
				break
			}
			column, line = column+1, line[n:]
		}
		r.fault("not_utf8", r.file.At(i+1, column), 1, "the file is not UTF-8", "save it as “CSV UTF-8” (it may be GBK or Latin-1)")
		return
	}
}

// rows reads the table.
func (r *reader) rows(text string) {
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.badCSV(err)
			return
		}
		at := make([]source.Pos, len(record))
		for i := range record {
			line, column := in.FieldPos(i)
			at[i] = r.file.At(line, utf8.RuneCountInString(head(r.file.Line(line), column-1))+1)
		}
		if r.header == nil {
			if !r.readHeader(record, at) {
				return
			}
			continue
		}
		r.row(record, at)
		if len(r.persons) > maxRows {
			r.fault("too_long", at[0], 1, fmt.Sprintf("there are more than %d persons", maxRows), "leave out those who never ask for anything")
			return
		}
	}
	if r.header == nil {
		r.fault("no_header", r.file.At(1, 1), 1, "the file is empty", "begin it with the line id,name,roles,manager")
	}
}

func head(s string, n int) string { return s[:max(0, min(n, len(s)))] }

func (r *reader) badCSV(err error) {
	at, what := r.file.At(1, 1), err.Error()
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		at = r.file.At(pe.Line, utf8.RuneCountInString(head(r.file.Line(pe.Line), pe.Column-1))+1)
		what = pe.Err.Error()
	}
	r.fault("csv", at, 1, "this line can't be read: "+what, `a value with a comma or a quote stands between quotes, a quote inside is doubled: "Li ""Lee"" Hua"`)
}

// readHeader checks the names of the columns.
func (r *reader) readHeader(record []string, at []source.Pos) bool {
	for i, h := range record {
		record[i] = strings.TrimSpace(h)
		switch {
		case record[i] == "":
			r.fault("no_column_name", at[i], 1, "a column has no name", "name it, or remove it")
			return false
		case slices.Contains(record[:i], record[i]):
			r.fault("duplicate_column", at[i], len(record[i]), fmt.Sprintf("the column %s is here twice", record[i]), "keep one of them")
			return false
		}
	}
	r.header = record
	if !slices.Contains(record, "id") {
		right := "begin the file with the line id,name,roles,manager"
		if len(record) == 1 && strings.ContainsAny(record[0], ";\t") {
			right = "separate the columns by commas"
		}
		r.fault("no_header", at[0], utf8.RuneCountInString(record[0]), "there is no column id", right)
		return false
	}
	return true
}

func (r *reader) row(record []string, at []source.Pos) {
	if len(record) != len(r.header) {
		r.fault("wrong_columns", at[0], 1, fmt.Sprintf("this row has %d columns, the header has %d", len(record), len(r.header)), "add or remove commas")
		return
	}
	p := Person{Fields: make(map[string]string, len(record))}
	cells := make(map[string]source.Pos, len(record))
	for i, v := range record {
		p.Fields[r.header[i]], cells[r.header[i]] = strings.TrimSpace(v), at[i]
	}
	p.ID, p.Name, p.Language = p.Fields["id"], p.Fields["name"], p.Fields["language"]
	p.Roles = strings.Fields(p.Fields["roles"])
	if p.Name == "" {
		p.Name = p.ID
	}
	switch {
	case p.ID == "":
		r.fault("no_id", cells["id"], 1, "this person has no id", "give each a short word of their own, such as lin")
		return
	case strings.ContainsAny(p.ID, " \t\n,;/\\\"'") || p.ID == Anyone || len(p.ID) > 100:
		r.fault("bad_id", cells["id"], utf8.RuneCountInString(p.ID), fmt.Sprintf("%q can't be an id", p.ID), "an id is one word without blanks, commas, quotes or slashes, and not anyone")
		return
	}
	r.persons, r.cells = append(r.persons, p), append(r.cells, cells)
}

// directory builds the indexes and checks what points where.
func (r *reader) directory() *Directory {
	d := &Directory{
		persons: r.persons, byID: map[string]int{}, byRole: map[string][]string{}, columns: r.header,
		relations: map[string]bool{}, related: map[string]map[string][]string{},
	}
	for i, p := range r.persons {
		if first, ok := d.byID[p.ID]; ok {
			r.fault("duplicate_id", r.cells[i]["id"], utf8.RuneCountInString(p.ID),
				fmt.Sprintf("the id %s is here a second time (first on line %d)", p.ID, r.cells[first]["id"].Line), "give each person an id of their own")
			continue
		}
		d.byID[p.ID] = i
		for _, role := range p.Roles {
			if !slices.Contains(d.byRole[role], p.ID) {
				d.byRole[role] = append(d.byRole[role], p.ID)
			}
		}
	}
	for _, column := range r.header {
		if r.isRelation(d, column) {
			d.relations[column] = true
			d.related[column] = r.relate(d, column)
		}
	}
	r.cycles(d)
	return d
}

// plainColumns are never relations.
var plainColumns = []string{"id", "name", "roles", "language", "email", "phone", "unit"}

// isRelation tells whether most values of a column are ids of persons. Manager
// and deputy always are, so that a wrong id in them is found.
func (r *reader) isRelation(d *Directory, column string) bool {
	if column == Manager || column == "deputy" {
		return true
	}
	if slices.Contains(plainColumns, column) || strings.Contains(column, ".") {
		return false
	}
	ids, others := 0, 0
	for _, p := range r.persons {
		for word := range strings.FieldsSeq(p.Fields[column]) {
			if _, ok := d.byID[word]; ok {
				ids++
			} else {
				others++
			}
		}
	}
	return ids > 2*others
}

func (r *reader) relate(d *Directory, column string) map[string][]string {
	out := map[string][]string{}
	for i, p := range r.persons {
		for word := range strings.FieldsSeq(p.Fields[column]) {
			if _, ok := d.byID[word]; !ok {
				r.file.Add("unknown_person", source.Warning, r.cells[i][column], utf8.RuneCountInString(p.Fields[column]),
					fmt.Sprintf("the %s of %s is %s, who is not in this file", column, p.ID, word), near(word, d))
				continue
			}
			out[p.ID] = append(out[p.ID], word)
		}
	}
	return out
}

func near(word string, d *Directory) string {
	if len(d.byID) < 5000 {
		if n := source.Near(word, slices.Collect(maps.Keys(d.byID))); n != "" {
			return "did you mean " + n + "?"
		}
	}
	return "add a row for them, or leave the cell empty; until then the app's owner decides"
}

// cycles notes persons who are their own manager, through others or at once:
// a decision that climbs would never arrive.
func (r *reader) cycles(d *Directory) {
	state := map[string]int{} // 1 on the way, 2 done
	for _, p := range r.persons {
		var path []string
		id := p.ID
		for id != "" && state[id] == 0 {
			state[id] = 1
			path = append(path, id)
			next := d.related[Manager][id]
			id = ""
			if len(next) > 0 {
				id = next[0]
			}
		}
		if at := slices.Index(path, id); id != "" && at >= 0 {
			i := d.byID[id]
			ring := strings.Join(append(slices.Clone(path[at:]), id), " → ")
			r.file.Add("manager_cycle", source.Warning, r.cells[i][Manager], utf8.RuneCountInString(r.persons[i].Fields[Manager]),
				"managers go round in a circle: "+ring, "leave the cell of the highest empty")
		}
		for _, id := range path {
			state[id] = 2
		}
	}
}
