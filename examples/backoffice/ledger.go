package backoffice

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Entry is one line of the ledger: a tool that was called, or what it did.
type Entry struct {
	At   time.Time `json:"at"`
	Tool string    `json:"tool"`
	// Key is the idempotency key of the call, "" where it brought none.
	Key string `json:"key,omitempty"`
	// Did is set when something was changed; without it the line counts a call.
	Did *Deed `json:"did,omitempty"`
}

// Deed is what a call changed: enough to do it again on an empty state.
type Deed struct {
	Input  map[string]any `json:"input"`
	Status int            `json:"status"`
	Answer map[string]any `json:"answer"`
}

// Ledger keeps entries in the order in which they were added. An Office calls
// it from one goroutine at a time.
type Ledger interface {
	// Read gives back every entry that was kept, before the first Append.
	Read(each func(Entry)) error
	// Append keeps one more; when it returns, a killed process has not lost it.
	Append(e Entry) error
	Close() error
}

// memory is the ledger that keeps nothing beyond the process.
type memory struct{}

func (memory) Read(func(Entry)) error { return nil }
func (memory) Append(Entry) error     { return nil }
func (memory) Close() error           { return nil }

// ledgerFile is the name of the ledger in its folder.
const ledgerFile = "backoffice.jsonl"

// File is a ledger in a folder, one line of JSON an entry, only ever added to.
// The folder is made when it is not there.
func File(dir string) Ledger { return &file{path: filepath.Join(dir, ledgerFile)} }

type file struct {
	path string
	f    *os.File
}

// Read implements Ledger. A last line without an end is what a kill in the
// middle of a write leaves; it was never answered, and is cut off.
func (l *file) Read(each func(Entry)) error {
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return fmt.Errorf("the ledger of the back office: %w", err)
	}
	f, err := os.OpenFile(l.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("the ledger of the back office: %w", err)
	}
	whole, err := readLines(f, each)
	if err == nil {
		err = f.Truncate(whole)
	}
	if err == nil {
		_, err = f.Seek(whole, io.SeekStart)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", l.path, err), f.Close())
	}
	l.f = f
	return nil
}

// readLines gives back how many bytes hold whole lines.
func readLines(r io.Reader, each func(Entry)) (whole int64, err error) {
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return whole, nil
		}
		if err != nil {
			return whole, err
		}
		var e Entry
		if err := json.Unmarshal(bytes.TrimSpace(line), &e); err != nil {
			return whole, fmt.Errorf("line %d is no entry: %w", n, err)
		}
		whole += int64(len(line))
		each(e)
	}
}

// Append implements Ledger.
func (l *file) Append(e Entry) error {
	if l.f == nil {
		return fmt.Errorf("%s: %w", l.path, fs.ErrClosed)
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = l.f.Write(append(line, '\n'))
	return err
}

// Close implements Ledger.
func (l *file) Close() error {
	if l.f == nil {
		return nil
	}
	err := l.f.Close()
	l.f = nil
	return err
}
