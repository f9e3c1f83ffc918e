// Package app reads an app folder into one checked value: processes, people,
// tool descriptions, the places of documents, with errors that name file, line
// and column. It must never know of runs, networks or databases.
package app

import (
	"time"

	"github.com/usher-dev/usher/app/people"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// App is a folder that was read and checked. It is immutable and safe for
// concurrent use.
type App struct {
	Name      string // the folder's name; the id in addresses
	Title     value.Localized
	Languages []string // first is the default; never empty
	Timezone  string
	Zone      *time.Location // of Timezone; nil is looked up by Setting
	Currency  string
	Calendar  value.Calendar
	Roles     []string
	Owner     string
	Allow     []string // private host:port that tools may reach; ${…} is filled in at run time
	Budget    Budget
	Say       map[string]value.Localized // overrides of Usher's own sentences
	Processes []*process.Process         // sorted by id
	People    *people.Directory          // nil without people.csv
	Tools     map[string]*Tool           // by "file.tool"
	Documents []Document                 // knowledge/, sorted by path
	Bare      bool                       // a folder of ordinary Markdown without app.yaml
	Hash      string                     // of every byte that was read
}

// Process returns the process with that id.
func (a *App) Process(id string) (*process.Process, bool) {
	for _, p := range a.Processes {
		if p.ID == id {
			return p, true
		}
	}
	return nil, false
}

// Document is a file under knowledge/, or a process's body below its steps.
type Document struct {
	Path  string
	Title string
	Text  string
}

// Tool is one operation of an outside system, as described in tools/*.yaml.
type Tool struct {
	Name    string            // "finance.submit"
	Does    value.Localized   // what it does, as people are told; nil: nothing is said of it
	Method  string            // GET, POST, PUT, PATCH, DELETE
	Base    string            // may hold ${…}
	Path    *process.Template // "/limits/{category}", in language ""
	Headers map[string]string // may hold ${…}
	In      []Param
	Body    any // nil: all inputs that are not in the URL go as JSON; else maps, slices and *process.Template leaves
	Out     []process.OutField
	Effect  string      // read, idempotent, once
	Key     string      // name of the header that carries the idempotency key; "" means Idempotency-Key
	Timeout value.Value // duration; none means 10s
	Retry   int
	Fails   map[int]string // status → outcome
	Undo    *Undo
	Pos     process.Pos
	Source  string // of the file it stands in, for pinning
}

// Param is one input of a tool.
type Param struct {
	Name string
	Spec value.Spec
}

// Undo is the tool that takes a call back.
type Undo struct {
	Tool string // full name
	With []process.Named
}

// Budget is what models may cost; none means no limit.
type Budget struct {
	Month value.Value // money, for all runs of a month
	Run   value.Value // money, for one run
}
