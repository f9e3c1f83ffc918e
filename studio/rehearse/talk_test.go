package rehearse_test

import (
	"strings"
	"testing"

	"github.com/usher-dev/usher/store/storetest"
	"github.com/usher-dev/usher/studio/rehearse"
)

// policy is a document that questions are answered from.
var policy = files{
	"knowledge/policy.md": "# Expense policy\n\n## Taxis\n\nWe pay for taxis between offices and customers. Keep the receipt for at least ninety days.\n\n" +
		"## 出租车\n\n往返客户的出租车费用可以报销。发票至少保留九十天。\n",
}

func and(a, b files) files {
	out := files{}
	for k, v := range a {
		out[k] = v
	}
	for k, v := range b {
		out[k] = v
	}
	return out
}

func TestADigressionBeginsAtOnceAndTheFirstResumes(t *testing.T) {
	a := load(t, claimApp)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		w.says("I want to claim an expense")
		w.at("claim", "collect", "amount")
		w.says("I need a meeting room")
		w.at("room", "collect", "people")
		if len(w.last.Open) != 1 || w.last.Open[0].Process != "claim" {
			t.Errorf("open beside it: %+v", w.last.Open)
		}
		for _, line := range []string{"4", "tomorrow", "Lin", "no", "none"} {
			w.says(line)
		}
		reply := w.says("yes")
		contains(t, reply, "It is booked.", "Claim an expense", "How much was it?")
		w.at("claim", "collect", "amount")
	})
}

func TestTwoRequestsInOneMessageFollowEachOther(t *testing.T) {
	a := load(t, claimApp)
	w := begin(t, memory(t), a, claimFakes)
	w.says("I want to claim an expense of 38 yuan from yesterday, and I need a meeting room for 6 people tomorrow")
	w.at("claim", "confirm", "")
	w.slots("amount", "38.00 CNY", "day", "2026-11-24")
	reply := w.says("yes")
	contains(t, reply, "C-1")
	w.at("room", "collect", "name")
	w.slots("people", 6, "day", "2026-11-26")
}

func TestSeveralValuesInOneSentenceAndSeveralCorrections(t *testing.T) {
	a := load(t, claimApp)
	w := begin(t, memory(t), a, claimFakes)
	w.says("昨天打车花了38块,报一下")
	w.at("claim", "confirm", "")
	w.slots("amount", "38.00 CNY", "day", "2026-11-24")
	reply := w.says("不对,是48块,改成周一")
	w.at("claim", "confirm", "")
	w.slots("amount", "48.00 CNY", "day", "2026-11-23")
	if n := strings.Count(reply, "报销 11月23日"); n != 1 {
		t.Errorf("the confirmation is asked %d times: %s", n, reply)
	}
	w.says("好")
	w.status("done")
	if len(w.last.Calls) != 1 || w.last.Calls[0].With["amount"] != "48.00 CNY" {
		t.Errorf("called %+v", w.last.Calls)
	}
}

func TestAQuestionInTheMiddleIsAnsweredAndTheSlotStaysOpen(t *testing.T) {
	a := load(t, and(claimApp, policy))
	w := begin(t, memory(t), a, claimFakes)
	w.says("I want to claim an expense")
	reply := w.says("how long do I have to keep the receipt?")
	contains(t, reply, "ninety days", "How much was it?")
	w.at("claim", "collect", "amount")
	w.slots("amount", nil)
	if len(w.last.Citations) != 1 || w.last.Citations[0].Heading == "" || w.last.Citations[0].Document != "knowledge/policy.md" {
		t.Errorf("cited %+v", w.last.Citations)
	}
}

func TestAQuestionTheDocumentsDoNotAnswerIsSaidSo(t *testing.T) {
	a := load(t, and(claimApp, policy))
	w := begin(t, memory(t), a, claimFakes)
	w.says("I want to claim an expense")
	reply := w.says("who won the football match last night?")
	w.at("claim", "collect", "amount")
	contains(t, reply, "How much was it?")
	if len(w.last.Citations) > 0 {
		t.Errorf("cited %+v", w.last.Citations)
	}
}

func TestPauseAndResumeDaysLater(t *testing.T) {
	a := load(t, claimApp)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		w.says("我要报销38块")
		w.at("claim", "collect", "day")
		w.says("先放一放")
		w.says("/later 3 days")
		reply := w.says("继续报销")
		contains(t, reply, "哪天?")
		w.at("claim", "collect", "day")
		w.slots("amount", "38.00 CNY")
	})
}

func TestTheLanguageFollowsThePersonUnlessSet(t *testing.T) {
	a := load(t, claimApp)
	w := begin(t, memory(t), a, claimFakes)
	contains(t, w.says("I want to claim an expense"), "How much was it?")
	contains(t, w.says("38块"), "On which day?")
	contains(t, w.says("请说中文"), "哪天?")
	contains(t, w.says("yesterday please"), "报销")
}

func TestCancelUndoesWhatWasDone(t *testing.T) {
	a := load(t, and(claimApp, files{
		"processes/claim.md": strings.Replace(claimApp["processes/claim.md"], "  - tell:", "  - {wait: paid, within: 10 working days, out: {on: date}, save: payment}\n  - tell:", 1),
	}))
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		w.says("I want to claim an expense of 38 yuan from yesterday")
		w.says("yes")
		w.status("waiting")
		w.says("cancel")
		w.status("cancelled")
		if len(w.last.Calls) != 1 || w.last.Calls[0].Tool != "office.withdraw" || w.last.Calls[0].With["number"] != "C-1" {
			t.Errorf("called %+v", w.last.Calls)
		}
	})
}

func TestACorrectionWhileWaitingRedoesWhatDependsOnIt(t *testing.T) {
	a := load(t, and(claimApp, files{
		"processes/claim.md": strings.Replace(claimApp["processes/claim.md"], "  - tell:", "  - {wait: paid, within: 10 working days, out: {on: date}, save: payment}\n  - tell:", 1),
	}))
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		w.says("I want to claim an expense of 38 yuan from yesterday")
		w.says("yes")
		first := w.last.Calls[0].Key
		w.says("wait, it was 48")
		w.at("claim", "confirm", "")
		w.says("yes")
		if len(w.last.Calls) != 2 || w.last.Calls[0].Tool != "office.withdraw" || w.last.Calls[1].Tool != "office.submit" {
			t.Fatalf("called %+v", w.last.Calls)
		}
		if again := w.last.Calls[1]; again.Key == first || again.With["amount"] != "48.00 CNY" {
			t.Errorf("handed in again as %+v; the first key was %s", again, first)
		}
	})
}

func TestAnApprovalIsSupersededByAChange(t *testing.T) {
	a := load(t, claimApp)
	w := begin(t, memory(t), a, claimFakes)
	w.says("I want to claim an expense of 800 yuan from yesterday")
	w.says("yes")
	w.status("waiting")
	w.says("change the amount to 900")
	w.says("yes")
	w.status("waiting")
	reply := w.says("/as wang approve")
	contains(t, reply, "C-1")
	if got := w.last.Calls[0].With["amount"]; got != "900.00 CNY" {
		t.Errorf("what was approved is %v", got)
	}
}

func TestARunbookIsWalkedThrough(t *testing.T) {
	a := load(t, files{"processes/projector.md": `# The projector in a meeting room shows nothing

1. Check that the cable sits at both ends.
2. Press *Source* until HDMI 1 shows. If it says "no signal", go to step 4.
3. Press Windows+P and choose *Duplicate*.
4. Take another cable from the cupboard; call 8008 if that doesn't help.
`})
	w := begin(t, memory(t), a, nil)
	contains(t, w.says("the projector shows nothing"), "Check that the cable")
	w.at("projector", "1", "")
	contains(t, w.says("done"), "*Source*")
	w.at("projector", "2", "")
	contains(t, w.says("where am I?"), "2")
	contains(t, w.says("it says no signal"), "another cable")
	w.at("projector", "4", "")
	contains(t, w.says("back"), "*Source*")
	contains(t, w.says("repeat"), "*Source*")
	contains(t, w.says("skip"), "Windows+P")
	w.at("projector", "3", "")
	w.says("ok")
	w.says("next")
	w.says("no, it still does not work")
	w.status("handed_off")
}

func TestThePersonMustBeOneOfThoseWhoMay(t *testing.T) {
	a := load(t, and(claimApp, files{
		"processes/claim.md": strings.Replace(claimApp["processes/claim.md"], "who: [employee]", "who: [finance]", 1),
	}))
	w := begin(t, memory(t), a, claimFakes)
	w.says("I want to claim an expense")
	if w.last.Run != nil {
		t.Errorf("lin is no finance and started %+v", w.last.Run)
	}
	w.says("/as zhao I want to claim an expense")
	w.at("claim", "collect", "amount")
}

func TestNobodyDecidesOnTheirOwnRun(t *testing.T) {
	a := load(t, claimApp)
	w := begin(t, memory(t), a, claimFakes)
	w.says("/as wang I want to claim an expense of 800 yuan from yesterday")
	w.says("/as wang yes")
	w.status("waiting")
	if err := w.fails("/as wang approve"); !strings.Contains(err.Error(), "nothing waits") {
		t.Error(err)
	}
	contains(t, w.says("/as zhao approve"), "C-1")
}

func TestAFactIsAnsweredFromTheDocumentsAndTheProcessOffered(t *testing.T) {
	a := load(t, and(claimApp, policy))
	w := begin(t, memory(t), a, claimFakes)
	reply := w.says("how long must I keep the receipt for the taxi?")
	contains(t, reply, "ninety days", "Claim an expense")
	if w.last.Run != nil {
		t.Fatalf("a question started %+v", w.last.Run)
	}
	w.says("yes")
	w.at("claim", "collect", "amount")
}

func TestCancellingWhatIsNotOpenBeginsNothing(t *testing.T) {
	a := load(t, claimApp)
	w := begin(t, memory(t), a, claimFakes)
	for _, m := range []string{"cancel my claim", "取消报销"} {
		w.says(m)
		if w.last.Run != nil {
			t.Errorf("%q started %+v", m, w.last.Run)
		}
	}
}

func TestAFailedCallGoesToTheOwnerWhoTriesItAgain(t *testing.T) {
	a := load(t, claimApp)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		fakes := rehearse.Fakes{"office.submit": "failed"}
		w := begin(t, open, a, fakes)
		w.says("I want to claim an expense of 38 yuan from yesterday")
		w.says("yes")
		w.status("handed_off")
		first := w.last.Calls[0].Key
		w.says("/as zhao retry")
		w.status("handed_off")
		if len(w.last.Calls) == 0 || w.last.Calls[0].Key != first {
			t.Fatalf("tried again as %+v; the first key was %s", w.last.Calls, first)
		}
		fakes["office.submit"] = map[string]any{"number": "C-9"}
		contains(t, w.says("/as zhao retry"), "C-9")
		w.status("done")
		if w.last.Calls[0].Key != first {
			t.Errorf("the key became %s; it was %s", w.last.Calls[0].Key, first)
		}
	})
}

func TestStartOverAfterAnEffectIsUndoneFirst(t *testing.T) {
	a := load(t, and(claimApp, files{
		"processes/claim.md": strings.Replace(claimApp["processes/claim.md"], "  - tell:", "  - {wait: paid, within: 10 working days, out: {on: date}, save: payment}\n  - tell:", 1),
	}))
	w := begin(t, memory(t), a, claimFakes)
	w.says("I want to claim an expense of 38 yuan from yesterday")
	w.says("yes")
	w.says("start over")
	w.at("claim", "collect", "amount")
	if len(w.last.Run.Slots) > 0 || len(w.last.Ended) != 1 {
		t.Errorf("began with %v after %v ended", w.last.Run.Slots, w.last.Ended)
	}
	if len(w.last.Calls) != 1 || w.last.Calls[0].Tool != "office.withdraw" {
		t.Errorf("called %+v", w.last.Calls)
	}
}

func TestAnEventThatComesEarlyIsKept(t *testing.T) {
	a := load(t, and(claimApp, files{
		"processes/claim.md": strings.NewReplacer("  - tell:", "  - {wait: paid, within: 10 working days, out: {on: date}, save: payment}\n  - tell:",
			"{claim.number}.", "{claim.number}, paid on {payment.on}.").Replace(claimApp["processes/claim.md"]),
	}))
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		w.says("I want to claim an expense of 38 yuan from yesterday")
		w.says("/event paid {on: 2026-12-05}")
		reply := w.says("yes")
		contains(t, reply, "C-1", "5 Dec")
		w.status("done")
	})
}
