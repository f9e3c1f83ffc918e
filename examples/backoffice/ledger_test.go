package backoffice_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/usher-dev/usher/examples/backoffice"
)

const line = `{"at":"2026-11-25T10:00:00Z","tool":"submit","key":"k"}` + "\n"

func TestALineThatWasCutOffByAKillIsForgotten(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "backoffice.jsonl")
	if err := os.WriteFile(path, []byte(line+line[:20]), 0o600); err != nil {
		t.Fatal(err)
	}
	d := open(t, backoffice.Options{Ledger: backoffice.File(dir)})
	d.counted("submit", 1, 0)
	d.says("k", taxi, `201 {"no":"C-1"}`)
	d.close()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(got), "\n"); n != 3 || !strings.HasPrefix(string(got), line) {
		t.Errorf("%d lines:\n%s", n, got)
	}
}

func TestALedgerThatCantBeReadKeepsTheOfficeFromWorking(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "backoffice.jsonl"), []byte(line+"nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := open(t, backoffice.Options{Ledger: backoffice.File(dir)})
	if got := d.ask("k", taxi); !strings.HasPrefix(got, "503 ") || !strings.Contains(got, "line 2 is no entry") {
		t.Errorf("got %s", got)
	}
}

// full is a ledger whose disk is full after so many entries.
type full struct{ left int }

func (f *full) Read(func(backoffice.Entry)) error { return nil }
func (f *full) Close() error                      { return nil }
func (f *full) Append(backoffice.Entry) error {
	if f.left--; f.left < 0 {
		return errors.New("the disk is full")
	}
	return nil
}

func TestWhatCantBeKeptIsNotDone(t *testing.T) {
	d := open(t, backoffice.Options{Ledger: &full{left: 1}})
	d.says("k", taxi, `503 {"error":"the disk is full"}`) // the call was kept, its effect not
	d.counted("submit", 1, 0)
	d.says("k", taxi, `503 {"error":"the disk is full"}`)
}

func FuzzLedger(f *testing.F) {
	f.Add(line)
	f.Add(line + `{"tool":"submit","key":"k","did":{"input":{"by":"lin"},"status":201,"answer":{"no":"C-1"}}}` + "\n")
	f.Add(`{"tool":"nobody","did":{}}` + "\n")
	f.Add(`{"tool":"visit","did":{"input":{"visitors":{}},"answer":null}}` + "\n\x00")
	f.Fuzz(func(t *testing.T, content string) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "backoffice.jsonl"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		office := backoffice.New(backoffice.Options{Ledger: backoffice.File(dir)})
		if err := office.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
