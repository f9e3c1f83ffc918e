package recognize

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// outcome is a result as a person sees it: the process that starts, the
// question about one ("expense?"), or nothing.
func outcome(res Result) string {
	switch res.Band {
	case Act:
		return res.Ranked[0].ID
	case Ask:
		return res.Ranked[0].ID + "?"
	}
	return ""
}

func expectOutcome(t *testing.T, r *Recognizer, say, want string) {
	t.Helper()
	res := r.Recognize(say)
	if got := outcome(res); got != want {
		t.Errorf("%q is taken as %q, want %q: %+v", say, got, want, res)
	}
}

func TestMessagesFindTheirProcess(t *testing.T) {
	r := Train(office())
	for _, c := range []struct{ say, want string }{
		{"I took a taxi to the customer and want my money back", "expense"},
		{"claim an expense", "expense"},
		{"昨天打车花了38块,报一下", "expense"},
		{"酒店的发票要报销", "expense"},
		{"I'd like to take Monday off", "leave?"},
		{"下周五想请假", "leave"},
		{"我要請假", "leave"},
		{"i forgot my pasword again", "password"},
		{"登录密码忘记了怎么办", "password"},
		{"need a laptop for the new colleague", "laptop"},
		{"订一间会议室", "room"},
		{"book a meeting room for six", "room"},
		{"the projector shows nothing", "projector"},
		{"beamer says no signal, cable is plugged in", "projector"},
		{"打印机又卡纸了", "printer"},
		{"fly to Beijing on Tuesday", "travel"},
		{"要去北京出差", "travel?"},
		{"a customer will visit us tomorrow", "visitor"},
	} {
		expectOutcome(t, r, c.say, c.want)
	}
}

func TestWhatNoProcessDoesIsRefused(t *testing.T) {
	r := Train(office())
	for _, say := range []string{
		"hello", "你好", "hi there, good morning!", "thanks a lot", "谢谢", "bye", "ok", "好的",
		"help", "帮帮我", "the", "new", "我想要", "一下", "什么",
		"asdf qwer", "xkcd", "哈哈哈哈", "🙂🙂🙂", "12345", "???", " ", "",
		"what is the capital of France?", "法国的首都是哪里", "tell me a joke", "讲个笑话",
		"which tyres fit my car?", "汽车轮胎怎么选", "how do I cook rice", "今天天气怎么样", "what time is it",
	} {
		expectOutcome(t, r, say, "")
	}
}

func TestWhatAProcessAsksForIsNotWhatItIsAbout(t *testing.T) {
	classes := office()
	classes[0].Names = append(classes[0].Names, "day", "reason", "日期", "原因")
	classes[4].Names = append(classes[4].Names, "date", "duration", "时间")
	r := Train(classes)
	for _, say := range []string{"时间", "日期", "date", "reason", "what day is it today", "what's the reason", "I want to complain"} {
		if got := outcome(r.Recognize(say)); got != "" && !strings.HasSuffix(got, "?") {
			t.Errorf("%q starts %s", say, got)
		}
	}
}

func TestANearMissIsNotItsProcess(t *testing.T) {
	r := Train(office())
	expectOutcome(t, r, "When is my salary paid?", "payslip")
	without := slices.DeleteFunc(office(), func(c Class) bool { return c.ID == "payslip" })
	expectOutcome(t, Train(without), "When is my salary paid?", "")
	expectOutcome(t, Train(without), "工资什么时候发?", "")
}

func TestTheOnlyProcessIsNotTheAnswerToEverything(t *testing.T) {
	r := Train([]Class{{
		ID: "recipes", Title: map[string]string{"en": "Find a recipe", "zh": "找菜谱"},
		Examples: []string{"what can I cook with eggs and rice?", "a recipe for tomato soup", "土豆能做什么菜"},
	}})
	for _, c := range []struct{ say, want string }{
		{"which tyres fit my car?", ""},
		{"汽车轮胎怎么选", ""},
		{"how can I pay for my car?", ""},
		{"what can I do", ""},
		{"hello", ""},
		{"find", ""},
		{"recipe with rice", "recipes"},
		{"what can I cook with tomato", "recipes"},
		{"鸡蛋能做什么菜", "recipes"},
		{"找个菜谱", "recipes"},
	} {
		expectOutcome(t, r, c.say, c.want)
	}
}

func TestATitleIsOnlyText(t *testing.T) {
	r := Train([]Class{
		{ID: "vip", Title: map[string]string{"en": `He said "VIP" {{x}} 退货`}},
		{ID: "refund", Title: map[string]string{"zh": "退款"}, Examples: []string{"我要退款", "钱怎么退"}},
		{ID: "praise", Title: map[string]string{"zh": "表扬"}, Examples: []string{"你们服务真好", "我要表扬客服"}},
	})
	expectOutcome(t, r, `He said "VIP" {{x}} 退货`, "vip")
	expectOutcome(t, r, "VIP退货", "vip")
	expectOutcome(t, r, "退款流程太折腾了", "refund")
	expectOutcome(t, r, "服务很好,表扬一下", "praise")
}

func TestRunbooksWithoutExamplesAreFoundByTitleHeadingAndParaphrase(t *testing.T) {
	r := Train([]Class{
		{ID: "gateway", Title: map[string]string{"en": "The gateway answers 502"}, Names: []string{"Overview", "Restart the worker", "Check upstream health"}, Text: "A 502 means that no worker took the request. Look at the dashboard, drain the node and restart the worker."},
		{ID: "backup", Title: map[string]string{"en": "Nightly backup failed"}, Names: []string{"Overview", "Free space on the volume"}, Text: "The job writes to the archive volume. When the disk is full, delete the oldest snapshot and start the job again."},
		{ID: "cert", Title: map[string]string{"en": "Renew a certificate"}, Names: []string{"Overview", "Install the new chain"}, Text: "Certificates run out after 90 days. Ask the authority for a new one and install it on the load balancer."},
		{ID: "mail", Title: map[string]string{"zh": "邮件队列堆积"}, Names: []string{"Overview", "清理死信"}, Text: "队列超过一万封时先暂停投递,检查收件方是否拒收,再清理死信并恢复投递。"},
		{ID: "db", Title: map[string]string{"zh": "数据库主从切换"}, Names: []string{"Overview", "提升从库"}, Text: "确认主库不可用,停止写入,提升延迟最小的从库,再修改连接地址。"},
	})
	for _, c := range []struct{ say, want string }{
		{"The gateway answers 502", "gateway"},
		{"check upstream health", "gateway"},
		{"nightly backup failed", "backup"},
		{"disk is full, backup snapshot can't be written", "backup"},
		{"the certificate has run out", "cert"},
		{"邮件队列堆积", "mail"},
		{"清理死信", "mail"},
		{"主库不可用了,要提升从库", "db"},
		{"order a pizza", ""},
		{"Overview", ""},
	} {
		expectOutcome(t, r, c.say, c.want)
	}
}

func TestTheWordsThatSpokeAreShown(t *testing.T) {
	r := Train(office())
	for _, c := range []struct{ say, want string }{
		{"I forgot my password", "password forgot"},
		{"酒店的发票要报销", "报销 酒店 发票"},
	} {
		got := strings.Join(r.Recognize(c.say).Ranked[0].Words, " ")
		if got != c.want {
			t.Errorf("the words of %q that spoke are %q, want %q", c.say, got, c.want)
		}
	}
}

// probes are messages of every kind, for properties that hold for all.
func probes() []string {
	out := []string{
		"", "hello", "I forgot my password", "下周三想请一天假", "退款流程太折腾了", "订会议室 and reset my password", "\x00\x01\x02", "\xff\xfe",
		"مرحبا كيف حالك", "🙂 👩‍👩‍👧‍👦", strings.Repeat("taxi ", 3000), strings.Repeat("报销", 20000), strings.Repeat("a", 100_000), strings.Repeat("\x1b[31m", 9000),
	}
	rng := rand.New(rand.NewPCG(3, 4))
	letters := []rune("abc taxi密码报销 ,.\x07é́ ")
	for range 80 {
		var b strings.Builder
		for range rng.IntN(40) {
			b.WriteRune(letters[rng.IntN(len(letters))])
		}
		out = append(out, b.String())
	}
	return out
}

func checkResult(t testing.TB, r *Recognizer, say string) {
	t.Helper()
	res := r.Recognize(say)
	sum := res.None
	for i, c := range res.Ranked {
		sum += c.P
		if c.P < 0 || c.P > 1 || i > 0 && c.P > res.Ranked[i-1].P {
			t.Errorf("%.40q: probabilities are not ordered within 0 and 1: %+v", say, res)
		}
		if len(c.Words) > 5 {
			t.Errorf("%.40q: more than 5 words spoke: %q", say, c.Words)
		}
	}
	if res.None < 0 || sum > 1+1e-9 || len(res.Ranked) > 5 {
		t.Errorf("%.40q: probabilities sum to %v over %d processes", say, sum, len(res.Ranked))
	}
	if res.Band != Refuse && len(res.Ranked) == 0 {
		t.Errorf("%.40q: %s without a process", say, res.Band)
	}
}

func TestProbabilitiesNeverExceedOne(t *testing.T) {
	for name, classes := range map[string][]Class{
		"office": office(), "none": nil, "one": office()[:1], "empty": {{ID: "a"}, {ID: "b"}}, "same": {office()[0], office()[0]},
	} {
		t.Run(name, func(t *testing.T) {
			r := Train(classes)
			for _, say := range probes() {
				checkResult(t, r, say)
			}
		})
	}
}

func TestOrderOfClassesAndSentencesChangesNothing(t *testing.T) {
	want := results(Train(office()))
	rng := rand.New(rand.NewPCG(5, 6))
	for range 3 {
		classes := office()
		rng.Shuffle(len(classes), func(i, j int) { classes[i], classes[j] = classes[j], classes[i] })
		for _, c := range classes {
			rng.Shuffle(len(c.Examples), func(i, j int) { c.Examples[i], c.Examples[j] = c.Examples[j], c.Examples[i] })
			rng.Shuffle(len(c.Names), func(i, j int) { c.Names[i], c.Names[j] = c.Names[j], c.Names[i] })
		}
		if got := results(Train(classes)); !reflect.DeepEqual(got, want) {
			t.Fatal("the same app in another order recognises otherwise")
		}
	}
}

func TestTrainingDoesNotChangeWhatItIsGiven(t *testing.T) {
	classes := office()
	slices.Reverse(classes)
	Train(classes)
	want := office()
	slices.Reverse(want)
	if !reflect.DeepEqual(classes, want) {
		t.Error("Train changed its argument")
	}
}

func results(r *Recognizer) []Result {
	var out []Result
	for _, say := range probes() {
		out = append(out, r.Recognize(say))
	}
	return out
}

func TestManyMayAskAtOnce(t *testing.T) {
	r := Train(office())
	want := results(r)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if got := results(r); !reflect.DeepEqual(got, want) {
				t.Error("concurrent recognition gives other results")
			}
		})
	}
	all.Wait()
}

func TestTwoRequestsInOneMessageAreSplit(t *testing.T) {
	r := Train(office())
	for _, c := range []struct{ say, want string }{
		{"I need a new laptop and also I forgot my password", "I need a new laptop | I forgot my password"},
		{"订一间会议室,另外报销打车费", "订一间会议室 | 报销打车费"},
		{"我密码忘了。还有打印机卡纸了", "我密码忘了 | 打印机卡纸了"},
		{"I forgot my password; book a meeting room for ten. Then claim an expense.", "I forgot my password | book a meeting room for ten | claim an expense"},
		{"报销打车费,再申请年假", "报销打车费 | 申请年假"},
		// one request, whatever joins its words
		{"book a meeting room for Tom and Lisa", "book a meeting room for Tom and Lisa"},
		{"claim an expense", "claim an expense"},
		{"I forgot my password and I am locked out of my account", "I forgot my password and I am locked out of my account"},
		{"hello and good morning", "hello and good morning"},
		{"a brand new band; then again, sandy hands", "a brand new band; then again, sandy hands"},
		{"", ""},
	} {
		var parts []string
		for _, p := range r.Split(c.say) {
			parts = append(parts, c.say[p.Start:p.End])
		}
		if got := strings.Join(parts, " | "); got != c.want {
			t.Errorf("%q is split into %q, want %q", c.say, got, c.want)
		}
	}
}

func checkSplit(t testing.TB, r *Recognizer, say string) {
	t.Helper()
	spans := r.Split(say)
	end := 0
	for _, p := range spans {
		if p.Start < end || p.End < p.Start || p.End > len(say) {
			t.Fatalf("%.60q: parts overlap or leave the message: %v", say, spans)
		}
		if utf8.ValidString(say) && !utf8.ValidString(say[p.Start:p.End]) {
			t.Fatalf("%.60q: a part cuts a character: %v", say, spans)
		}
		end = p.End
	}
	if len(spans) == 0 {
		t.Fatalf("%.60q: no part at all", say)
	}
}

func TestPartsNeverOverlap(t *testing.T) {
	r := Train(office())
	for _, say := range probes() {
		checkSplit(t, r, say)
	}
}

func FuzzRecognize(f *testing.F) {
	for _, say := range probes()[:12] {
		f.Add(say)
	}
	r := Train(office())
	f.Fuzz(func(t *testing.T, say string) {
		checkResult(t, r, say)
		checkSplit(t, r, say)
	})
}

func FuzzTrain(f *testing.F) {
	f.Add("Claim an expense", "taxi money back", "body", "no")
	f.Add("\xff", "", "\x00报", "报")
	f.Fuzz(func(t *testing.T, title, example, body, not string) {
		r := Train([]Class{
			{ID: "a", Title: map[string]string{"en": title}, Examples: []string{example}, Not: []string{not}},
			{ID: "b", Text: body, Names: []string{title, example}},
		})
		checkResult(t, r, title)
		checkResult(t, r, example)
	})
}

func BenchmarkTrainOffice(b *testing.B) {
	for b.Loop() {
		Train(office())
	}
}

func BenchmarkRecognize(b *testing.B) {
	r := Train(office())
	for b.Loop() {
		r.Recognize("book a meeting room for eight people tomorrow at ten")
	}
}

func ExampleRecognizer_Recognize() {
	r := Train(office())
	res := r.Recognize("密码忘了,登不上去")
	fmt.Println(res.Band, res.Ranked[0].ID)
	// Output: act password
}
