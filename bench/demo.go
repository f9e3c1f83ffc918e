package main

import (
	"context"
	"os"
	"time"
)

// demo measures how long a person waits for the first page of `usher demo`,
// once it is built.
func demo(ctx context.Context, args []string, emit func(Result)) error {
	s, err := flags("demo", args)
	if err != nil {
		return err
	}
	begin := time.Now()
	dir, err := os.MkdirTemp(s.dir, "usher-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	bin, err := build(ctx, dir)
	if err != nil {
		return err
	}
	var address, page, version []float64
	for range s.starts {
		first, all, err := startDemo(ctx, bin)
		if err != nil {
			return err
		}
		// The least that the same binary can do, for comparison.
		least, err := startVersion(ctx, bin)
		if err != nil {
			return err
		}
		address, page, version = append(address, first), append(page, all), append(version, least)
	}
	emit(Result{Bench: "demo", Set: "workplace", N: s.starts, Seconds: time.Since(begin).Seconds(), Figures: map[string]float64{
		"first_page_s": median(page), "address_s": median(address), "first_page_most_s": quantile(page, 1), "usher_version_s": median(version),
	}})
	return nil
}

// startDemo returns after how many seconds the address was printed and the page
// was there.
func startDemo(ctx context.Context, bin string) (address, page float64, err error) {
	begin := time.Now()
	p, err := launch(ctx, bin, "demo", "--listen", "127.0.0.1:0")
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = p.stop() }()
	address = time.Since(begin).Seconds()
	err = p.page(ctx, "/a/workplace")
	return address, time.Since(begin).Seconds(), err
}

func startVersion(ctx context.Context, bin string) (float64, error) {
	begin := time.Now()
	p, err := launch(ctx, bin, "version")
	if err != nil {
		return 0, err
	}
	err = p.cmd.Wait()
	return time.Since(begin).Seconds(), err
}
