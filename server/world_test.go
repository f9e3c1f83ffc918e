package server_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
	"github.com/usher-dev/usher/server"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
)

// office is the app of these tests: one file for each thing that a page does.
func office() fstest.MapFS {
	files := fstest.MapFS{}
	for path, text := range map[string]string{
		"app.yaml": `usher: 1
title: {en: "Office", zh: "办公"}
languages: [en, zh]
timezone: Asia/Shanghai
currency: CNY
roles: [employee, manager, finance]
owner: zhao
`,
		"people.csv": `id,name,name.zh,roles,manager,language
lin,Lin,林小雨,employee,wang,
wang,Wang,王芳,employee manager,zhao,
zhao,Zhao,赵敏,manager finance,,
`,
		"tools/finance.yaml": `base: ${FINANCE_URL}
tools:
  pay: {does: "pay a claim", post: /pay, in: {amount: money}, out: {number: text}, effect: idempotent, timeout: 5s, retry: 3}
`,
		"processes/badge.md": `---
title: {en: "Visitor badge", zh: "访客证"}
examples: [I need a badge for a visitor, a visitor badge please, 我要一张访客证]
slots:
  parking: {type: yesno, ask: {en: "Do they need a parking place?", zh: "需要车位吗？"}}
  name: {type: text, ask: {en: "What is their name?", zh: "来访者叫什么名字？"}}
steps:
  - collect: [parking, name]
  - tell: {en: "The badge for {name} is ready.", zh: "{name}的访客证办好了。"}
---
`,
		"processes/leave.md": `---
title: {en: "Day off", zh: "请假"}
examples: [I need a day off, I want to take leave, 我要请假]
slots:
  day: {type: date, label: {en: "day", zh: "日期"}, ask: {en: "Which day?", zh: "哪一天？"}}
steps:
  - collect: [day]
  - approve: manager
    show: {en: "{person.name} is away on {day}", zh: "{person.name}在{day}请假"}
    within: 3 days
    outcomes:
      late: [{tell: {en: "Nobody looked at it in time.", zh: "没有人及时处理。"}}, {end: rejected}]
  - tell: {en: "Have a good day off.", zh: "祝您休息愉快。"}
---
`,
		"processes/claim.md": `---
title: {en: "Claim money", zh: "报销"}
examples: [I want my money back, claim an expense, 我要报销]
slots:
  amount: {type: money, label: {en: "amount", zh: "金额"}, ask: {en: "How much?", zh: "多少钱？"}}
  receipt: {type: file, label: {en: "receipt", zh: "发票"}, ask: {en: "Please add the receipt.", zh: "请上传发票。"}}
steps:
  - collect: [amount, receipt]
  - approve: manager
    show: {en: "{amount} for {person.name}: {receipt}", zh: "{person.name}报销{amount}：{receipt}"}
  - {call: finance.pay, with: {amount: amount}, save: claim}
  - tell: {en: "Paid under number {claim.number}.", zh: "已付款，单号{claim.number}。"}
---
`,
		"processes/delivery.md": `---
title: {en: "Await a delivery", zh: "等快递"}
examples: [tell me when my parcel comes, I wait for a delivery, 快递到了告诉我]
slots:
  what: {type: text, ask: {en: "What is in it?", zh: "是什么？"}}
steps:
  - collect: [what]
  - {wait: delivered, within: 10 days, out: {on: date}, save: parcel}
  - tell: {en: "The parcel came on {parcel.on}.", zh: "快递在{parcel.on}到了。"}
---
`,
	} {
		files[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// finance is the back office: it pays, and counts by key what it did.
type finance struct {
	mu   sync.Mutex
	paid map[string]int
}

func (f *finance) Call(_ context.Context, r tool.Request) tool.Result {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.paid[r.Key]++
	number := value.NewText(fmt.Sprintf("F-%d", len(f.paid)))
	return tool.Result{Outcome: "done", Status: 200, Value: value.NewRecord(map[string]value.Value{"number": number})}
}

func (f *finance) effects() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.paid)
}

// drawer keeps files in memory.
type drawer struct{ sync.Map }

func (d *drawer) Put(_ context.Context, hash string, data []byte) error {
	d.Store(hash, data)
	return nil
}

func (d *drawer) Get(_ context.Context, hash string) ([]byte, error) {
	data, ok := d.Load(hash)
	if !ok {
		return nil, engine.ErrNotFound
	}
	return data.([]byte), nil
}

// world is the whole stack on one database, served on a port of its own.
type world struct {
	t       testing.TB
	db      storetest.Database
	clock   *clock
	finance *finance
	files   *drawer
	change  func(*server.Options) // of this world's settings
	opt     store.Options
	narrow  bool // little fits into a connection
	log     *log

	store  *store.Store
	shelf  *converse.Shelf
	engine *engine.Engine
	loop   *converse.Loop
	talk   *converse.Conversations
	server *server.Server
	http   *httptest.Server
	stop   func()
	nodes  int

	mu     sync.Mutex
	commit chan struct{} // closed at the next turn
}

// log keeps what is logged.
type log struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// open opens a world on a database; it is closed when the test ends.
func open(t testing.TB, db storetest.Database, change ...func(*world)) *world {
	t.Helper()
	w := &world{
		t: t, db: db, clock: &clock{now: time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)}, finance: &finance{paid: map[string]int{}},
		files: &drawer{}, change: func(*server.Options) {}, log: &log{}, commit: make(chan struct{}),
	}
	for _, c := range change {
		c(w)
	}
	w.up()
	t.Cleanup(w.down)
	return w
}

// memory is a world in memory, for what no database changes.
func memory(t testing.TB, change ...func(*world)) *world {
	t.Helper()
	return open(t, storetest.Database{Name: "memory", URL: "sqlite::memory:"}, change...)
}

// with changes the server's options.
func with(change func(*server.Options)) func(*world) { return func(w *world) { w.change = change } }

var pages fs.FS = fstest.MapFS{
	"app.html": {Data: []byte("<!doctype html><title>app</title>")}, "home.html": {Data: []byte("<!doctype html><title>home</title>")},
	"inbox.html": {Data: []byte("<!doctype html><title>inbox</title>")}, "assets/app.js": {Data: []byte("export {}")},
}

// up starts everything, as a process does.
func (w *world) up() {
	w.t.Helper()
	a, faults := app.Load(office(), "office")
	for _, f := range faults.Errors() {
		w.t.Fatal(f.Show())
	}
	w.shelf = &converse.Shelf{}
	w.shelf.Put(converse.Prepare(a))
	w.nodes++
	node := fmt.Sprintf("node-%d", w.nodes)
	logger := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	opt := w.opt
	opt.Node, opt.Now = node, w.clock.Now
	var err error
	if w.store, err = store.Open(w.t.Context(), w.db.URL, opt); err != nil {
		w.t.Fatal(err)
	}
	w.engine = engine.New(engine.Options{
		Store: w.store, Apps: w.shelf, Tools: w.finance, Node: node, Now: w.clock.Now, Secret: []byte("a secret of these tests"),
		BaseURL: "http://usher.test", Wake: func(lane string) { w.loop.Wake(lane) }, Log: logger, Workers: 2, Poll: 50 * time.Millisecond,
	})
	w.talk = converse.New(converse.Options{
		Store: w.store, Engine: w.engine, Shelf: w.shelf, Node: node, Now: w.clock.Now, Log: logger, Committed: w.committed,
	})
	w.loop = converse.NewLoop(w.talk, 4, 100*time.Millisecond)
	o := server.Options{
		Store: w.store, Engine: w.engine, Talk: w.talk, Shelf: w.shelf, Wake: w.loop.Wake, Files: w.files, Pages: pages, Now: w.clock.Now,
		NewID: func() string { return uuid.Must(uuid.NewV7()).String() }, Log: logger, Operator: "the operator's key", Version: "test",
	}
	w.change(&o)
	w.server = server.New(o)
	w.http = httptest.NewUnstartedServer(w.server.Handler())
	if w.narrow {
		w.http.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
			_ = c.(*net.TCPConn).SetWriteBuffer(4 << 10)
			return ctx
		}
	}
	w.http.Start()
	w.work()
}

// work handles what comes until stop.
func (w *world) work() {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = w.loop.Run(ctx) })
	running.Go(func() { _ = w.engine.Run(ctx) })
	w.stop = func() { cancel(); running.Wait() }
}

// loopPaused does something while messages are accepted and none is handled.
func (w *world) loopPaused(do func()) {
	w.stop()
	do()
	w.work()
}

// down ends everything; what was accepted is in the database.
func (w *world) down() {
	if w.http == nil {
		return
	}
	w.server.Close()
	w.http.Close()
	w.http = nil
	w.stop()
	if err := w.store.Close(); err != nil {
		w.t.Errorf("close: %v", err)
	}
}

// again is what happens when the process is started anew.
func (w *world) again() {
	w.t.Helper()
	w.down()
	w.up()
}

func (w *world) committed(t *converse.Turn) {
	w.server.Committed(t)
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.commit)
	w.commit = make(chan struct{})
}

// until waits, turn by turn, for something to become true.
func (w *world) until(what string, is func() bool) {
	w.t.Helper()
	late := time.After(2 * time.Minute)
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for {
		w.mu.Lock()
		turn := w.commit
		w.mu.Unlock()
		if is() {
			return
		}
		select {
		case <-turn:
		case <-look.C: // what no turn tells of: a database that is back
		case <-late:
			w.t.Fatalf("%s: it never came to that\n%s", what, w.log)
		}
	}
}

// later moves the clock and fires what is due.
func (w *world) later(d time.Duration) {
	w.t.Helper()
	w.clock.pass(d)
	if _, err := w.engine.Fire(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// drain reads a body to its end.
func drain(t testing.TB, r io.ReadCloser) string {
	t.Helper()
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("read an answer: %v", err)
	}
	return string(data)
}
