package examples_test

import (
	"bytes"
	"image/png"
	"io/fs"
	"testing"

	"github.com/usher-dev/usher/examples"
	"github.com/usher-dev/usher/studio/rehearse"
)

// walks are conversations with the folder of runbooks; it holds no tests of its
// own, as ordinary folders don't.
const walks = `
# A jump that a word on the screen decides
> the printer shows a paper jam
< Look at the display
> it shows a red light
- at: printer, 4
< Open the front flap
> done
- at: printer, 5
> done
> yes
- run: done

# 卡纸：纸撕破了就跳过去
> 打印机卡纸了
< 先关机
- at: 设备/打印机卡纸, 1
> 关好了
- at: 设备/打印机卡纸, 2
> 纸撕破了
- at: 设备/打印机卡纸, 4
< 用镊子夹出来

# Code blocks stay as they are
> the disk of a server is full
< df -h
> next
< du -xh --max-depth=2 /var | sort -h | tail
> where am I?
- at: network/disk-full, 2

# Several headings, each with steps of its own
> forward my desk phone
- at: phone-system, 1.1
> next
- at: phone-system, 1.2
> back
- at: phone-system, 1.1

# Bullets are steps where nothing is numbered
> the fire alarm sounds
< Leave what you are doing
> ok
< Use the stairs

# 门禁卡
> 门禁卡刷不开门
< 折断
- at: 设备/门禁卡失效, 1

# What is in no runbook
> what is the capital of Peru?
- run: none
`

func TestTheRunbooksAreFoundAndWalked(t *testing.T) {
	a := load(t, "runbooks", examples.Runbooks())
	tests, faults := rehearse.ParseTests("walks", walks)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, test := range tests {
		t.Run(test.Title, func(t *testing.T) { play(t, rehearse.Play(t.Context(), a, test, nil, memory)) })
	}
}

func TestItsImagesAreImages(t *testing.T) {
	found := 0
	err := fs.WalkDir(examples.Runbooks(), "images", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(examples.Runbooks(), p)
		if err != nil {
			return err
		}
		if _, err := png.Decode(bytes.NewReader(b)); err != nil || len(b) > 4096 {
			t.Errorf("%s: %d bytes, %v", p, len(b), err)
		}
		found++
		return nil
	})
	if err != nil || found == 0 {
		t.Errorf("%d images, %v", found, err)
	}
}
