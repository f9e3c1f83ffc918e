package server

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestAHintIsKeptUntilItIsTaken(t *testing.T) {
	h := newHub()
	l, leave := h.listen("a")
	other, leaveOther := h.listen("b")
	for range 5 {
		h.tell("a") // nobody takes them: it must not block
	}
	<-l.C
	select {
	case <-l.C:
		t.Error("five hints are more than one")
	case <-other.C:
		t.Error("a hint went to another lane")
	default:
	}
	leave()
	leaveOther()
	if len(h.lanes) != 0 {
		t.Errorf("%d lanes are kept for nobody", len(h.lanes))
	}
	h.tell("a")
}

func TestClosingRacesWithEverything(t *testing.T) {
	h := newHub()
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			l, leave := h.listen(fmt.Sprint(i % 3))
			for range l.C {
				continue
			}
			leave()
		})
		wg.Go(func() { h.tell(fmt.Sprint(i % 3)) })
	}
	h.close()
	wg.Wait() // whoever listens later is let go at once
}

func TestAddressesThatTryAreForgotten(t *testing.T) {
	a := newAttempts()
	now := time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)
	for i := range maxAddress {
		a.allow(fmt.Sprint(i), now)
	}
	a.allow("one more", now)
	if n := len(a.all); n > maxAddress {
		t.Errorf("%d addresses are remembered", n)
	}
	a = newAttempts()
	for range loginBurst + 1 {
		a.allow("guesser", now)
	}
	for i := range maxAddress - 1 {
		a.allow(fmt.Sprint(i), now.Add(-time.Hour))
	}
	a.allow("one more", now)
	if a.allow("guesser", now) {
		t.Error("others' addresses made room for one that guesses")
	}
}

func TestAFaultIsSaidInItsLanguage(t *testing.T) {
	f := worded(422, "no_file", "lost_file", "name", "发票.png")
	for lang, want := range map[string]string{
		"en": "The file 发票.png did not arrive; please add it again.", "zh": "文件 发票.png 没有收到，请重新添加。", "": "The file 发票.png did not arrive; please add it again.",
	} {
		if got := f.in(lang).Detail; got != want {
			t.Errorf("%q says %q", lang, got)
		}
	}
	if f.Detail != "" || f.Code != "no_file" || !strings.Contains(f.Error(), "did not arrive") {
		t.Errorf("the fault itself changed: %+v", f)
	}
	if f.Detail = "as said"; f.in("zh").Detail != "as said" {
		t.Error("what is worded already is worded anew")
	}
}
