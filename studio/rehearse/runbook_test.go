package rehearse_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/usher-dev/usher/app"
)

// bare reads a folder that holds nothing but Markdown.
func bare(t *testing.T, f files) *app.App {
	t.Helper()
	fsys := fstest.MapFS{}
	for path, text := range f {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	a, faults := app.Load(fsys, "books")
	if a == nil {
		t.Fatal(faults)
	}
	return a
}

// books is a bare folder of runbooks as people write them: text between and
// behind the lists, code, a name in one word, two titles that are the same.
var books = files{
	"db/QueueGrowsTooLong.md": "# QueueGrowsTooLong\n\nNobody loses a message.\n\n## Look\n\n1. Read the length:\n   ```sh\n   queue  length\n   ```\n" +
		"2. Compare it with yesterday.\n\nThe numbers of last week are in the archive.\n\n## Drain\n\nOnly one drain can run.\n\n1. Start the drain. If it says busy, go to step 2.\n" +
		"2. Wait for it.\n\n## Aftercare\n\nTell the team in the morning.\n",
	"net/backup.md": "# The backup line is down\n\n1. Call the carrier.\n",
	"old/backup.md": "# The backup line is down\n\n1. Look at the old modem.\n",
	"设备/水泵.md":      "# 水泵不转\n\n1. 检查电源。\n2. 清理滤网。\n",
}

func TestARunbookIsWalkedWithAllThatStandsBesideIt(t *testing.T) {
	w := begin(t, memory(t), bare(t, books), nil)
	contains(t, w.says("QueueGrowsTooLong"), "Nobody loses a message.", "```sh\nqueue  length\n```")
	w.at("db/QueueGrowsTooLong", "1.1", "")
	w.says("好了")
	contains(t, w.says("done"), "The numbers of last week are in the archive.", "Only one drain can run.", "Start the drain.")
	w.at("db/QueueGrowsTooLong", "2.1", "")
	contains(t, w.says("what about the aftercare?"), "Tell the team in the morning.")
	w.says("go to step 1.2")
	w.at("db/QueueGrowsTooLong", "1.2", "")
	w.says("跳到第2.2步")
	w.at("db/QueueGrowsTooLong", "2.2", "")
	contains(t, w.says("水泵不转"), "检查电源")
	w.at("设备/水泵", "1", "")
	w.says("cancel")
	w.at("db/QueueGrowsTooLong", "2.2", "")
	contains(t, w.says("done"), "Tell the team in the morning.")
	w.says("back")
	w.at("db/QueueGrowsTooLong", "2.2", "")
	if again := w.says("done"); strings.Contains(again, "Tell the team") {
		t.Errorf("said twice: %s", again)
	}
	contains(t, w.says("no"), "a colleague who can help")
}

func TestWhatAsksForNothingBeginsNoRunbook(t *testing.T) {
	w := begin(t, memory(t), bare(t, books), nil)
	for _, line := range []string{
		"back", "skip", "done", "repeat", "next", "stuck", "I'm stuck at this one", "go to step 2", "hello", "thanks", "I don't know",
		"上一步", "跳过", "好了", "再说一遍", "卡住了", "跳到第二步", "你好", "qwer asdf", "order me a pizza",
	} {
		w.says(line)
		if w.last.Run != nil {
			t.Errorf("%q began %s", line, w.last.Run.Process)
		}
	}
}

func TestTwoRunbooksOfOneTitleAreToldApart(t *testing.T) {
	w := begin(t, memory(t), bare(t, books), nil)
	contains(t, w.says("the backup line is down"), "net/backup", "old/backup")
	w.says("the second one")
	if w.last.Run == nil || !strings.HasSuffix(w.last.Run.Process, "/backup") {
		t.Errorf("%+v", w.last.Run)
	}
}
