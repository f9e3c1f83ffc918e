package process

import (
	"fmt"
	"strings"
	"testing"
)

// printed is all that was made of a runbook.
func printed(b *Runbook) string {
	var out strings.Builder
	if b.Title != "" {
		fmt.Fprintf(&out, "title %q\n", b.Title)
	}
	if b.Intro != "" {
		fmt.Fprintf(&out, "intro %q\n", b.Intro)
	}
	for _, it := range b.Items {
		fmt.Fprintf(&out, "%s", it.Number)
		if it.Section != "" {
			fmt.Fprintf(&out, " (%s)", it.Section)
		}
		fmt.Fprintf(&out, " %q", it.Text)
		if it.Lead != it.Text {
			fmt.Fprintf(&out, " lead %q", it.Lead)
		}
		for _, j := range it.Jumps {
			fmt.Fprintf(&out, " [%s → %s]", j.When, j.To)
		}
		out.WriteByte('\n')
	}
	for _, n := range b.Notes {
		fmt.Fprintf(&out, "note %q\n", n)
	}
	return out.String()
}

func TestARunbookIsReadAsItsReaderWould(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"a numbered list with nested items, code and an image", "# Restart it\n\nWho: the one on duty.\n\n1. Stop it:\n   ```sh\n   stop  now\n     twice\n   ```\n   - gently\n   - then hard\n2. ![the lamp](lamp.png) Look at it.\n\nCall 8008 if it smokes.\n", `title "Restart it"
intro "Who: the one on duty."
1 "Stop it:\n` + "```sh\\nstop  now\\n  twice\\n```" + `\n- gently\n- then hard" lead "Stop it:"
2 "![the lamp](lamp.png) Look at it." lead "the lamp Look at it."
note "Call 8008 if it smokes."
`},
		{"lists under headings", "# T\n\n## First\n1. a\n2. b\n\n## Second\nDo this:\n\n1. c\n2. d, then go back to step 1 if it fails\n", `title "T"
intro "## First"
1.1 (First) "a"
1.2 (First) "b"
2.1 (Second) "c"
2.2 (Second) "d, then go back to step 1 if it fails" [it fails → 2.1]
note "## Second\n\nDo this:"
`},
		{"a list that goes on after a code block", "1. a\n```\ncode\n```\n2. b\n", "1 \"a\\n\\n```\\ncode\\n```\" lead \"a\"\n2 \"b\"\n"},
		{"every item is numbered 1", "1. a\n\ntext\n\n1. b\n\ntext\n\n1. c\n", "1 \"a\\n\\ntext\" lead \"a\"\n2 \"b\\n\\ntext\" lead \"b\"\n3 \"c\"\n"},
		{"step headings", "# T\n## Step 1: Look\nat it.\n## Step 2: Go\naway.\n## Rest\nx\n", `title "T"
1 (Step 1: Look) "## Step 1: Look\nat it." lead "Step 1: Look"
2 (Step 2: Go) "## Step 2: Go\naway." lead "Step 2: Go"
note "## Rest\n\nx"
`},
		{"step headings in Chinese", "## 第一步 检查\n看。\n## 第二步 重启\n如果没有信号\uff0c请回到第 1 步\u3002\n", `1 (第一步 检查) "## 第一步 检查\n看。" lead "第一步 检查"
2 (第二步 重启) "## 第二步 重启\n如果没有信号` + "\uff0c" + `请回到第 1 步。" lead "第二步 重启" [没有信号 → 1]
`},
		{"no list at all", "# T\nIntro.\n\n## Look\nAt the lamp.\n\n## Act\n- press\n- hold\n\nRun:\n\n```\nx\n```\n", `title "T"
intro "Intro."
1 (Look) "## Look\nAt the lamp." lead "Look"
2 (Act) "## Act\n- press" lead "Act"
3 (Act) "hold"
4 (Act) "Run:\n\n` + "```\\nx\\n```" + `" lead "Run:"
`},
		{"only words", "Press it.\n\nHold it.\n", "1 \"Press it.\\n\\nHold it.\" lead \"Press it.\"\n"},
		{"jumps of many shapes", "1. If it is red, go to step 3.\n2. When the lamp is off please skip to step 4; otherwise return to step 1.\n3. Skip ahead to step 9 if you like.\n4. Go to step 2 unless it works.\n5. 如果还是不行,跳到步骤 2;否则请转到第4步\n", `1 "If it is red, go to step 3." [it is red → 3]
2 "When the lamp is off please skip to step 4; otherwise return to step 1." [the lamp is off → 4] [otherwise → 1]
3 "Skip ahead to step 9 if you like."
4 "Go to step 2 unless it works." [unless it works → 2]
5 "如果还是不行,跳到步骤 2;否则请转到第4步" [还是不行 → 2] [否则 → 4]
`},
		{"a jump in code is no jump", "1. a\n   ```\n   if x, go to step 2\n   ```\n2. b\n", "1 \"a\\n```\\nif x, go to step 2\\n```\" lead \"a\"\n2 \"b\"\n"},
		{"Windows line ends", "# T\r\n\r\n1. a\r\n2. b\r\n", "title \"T\"\n1 \"a\"\n2 \"b\"\n"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := printed(ReadRunbook(c.body)); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

func TestAMegabyteOfMarkdownIsReadInReasonableTime(t *testing.T) {
	for name, body := range map[string]string{
		"items":    strings.Repeat("1. item\n", 15_000),
		"more":     strings.Repeat("1. item\n", 130_000),
		"nested":   strings.Repeat("> ", 500_000),
		"brackets": strings.Repeat("[", 1_000_000),
		"ifs":      strings.Repeat("if a, go to ", 90_000),
	} {
		book := ReadRunbook(body)
		if len(book.Items) == 0 {
			t.Errorf("%s: there is no item", name)
		}
	}
}
