package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"

	"github.com/usher-dev/usher/app"
)

// The office is a small app with a claim that one person finishes alone and a
// purchase that waits for a manager.
//
//go:embed office
var office embed.FS

const (
	appName = "office"
	boss    = "boss"
)

// personID is the n-th person of the office.
func personID(n int) string { return fmt.Sprintf("p%05d", n) }

// claim are the messages with which a claim is handed in, each answering what
// the one before it was asked. Every other person writes Chinese.
func claim(person int) []string {
	if person%2 == 1 {
		return []string{"我要报销", "38元", "昨天", "打车", "去见客户", "是的"}
	}
	return []string{"I want to claim an expense", "38 yuan", "yesterday", "taxi", "to see a customer", "yes"}
}

// purchase are the messages after which a purchase waits for the boss.
func purchase(person int) []string {
	if person%2 == 1 {
		return []string{"我要采购，1200元", "一台显示器"}
	}
	return []string{"I need to buy something for 1200 yuan", "a monitor"}
}

// officeFiles is the folder of the office with so many people.
func officeFiles(people int) (fstest.MapFS, error) {
	out := fstest.MapFS{}
	err := fs.WalkDir(office, appName, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := office.ReadFile(path)
		out[strings.TrimPrefix(path, appName+"/")] = &fstest.MapFile{Data: data}
		return err
	})
	var b strings.Builder
	b.WriteString("id,name,roles,manager\n" + boss + ",Boss,manager,\n")
	for i := range people {
		fmt.Fprintf(&b, "%s,Person %d,employee,%s\n", personID(i), i, boss)
	}
	out["people.csv"] = &fstest.MapFile{Data: []byte(b.String())}
	return out, err
}

// loadOffice reads the office.
func loadOffice(people int) (*app.App, error) {
	files, err := officeFiles(people)
	if err != nil {
		return nil, err
	}
	a, faults := app.Load(files, appName)
	for _, f := range faults.Errors() {
		return nil, fmt.Errorf("the office has a fault: %s", f.Show())
	}
	return a, nil
}

// putOffice writes the office's folder into dir and returns where.
func putOffice(dir string, people int) (string, error) {
	files, err := officeFiles(people)
	if err != nil {
		return "", err
	}
	at := filepath.Join(dir, appName)
	return at, os.CopyFS(at, files)
}
