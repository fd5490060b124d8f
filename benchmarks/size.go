package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// size builds two programs that differ by the import of nps.
func size(p *printer) (err error) {
	p.heading("size", "what importing nps adds to a stripped program that has decimal, and to its build from a cold cache")
	dir, err := os.MkdirTemp("", "cx-benchmarks-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	bytes := map[string]int64{}
	took := map[string]time.Duration{}
	for _, program := range []string{"decimal", "nps"} {
		file, start := filepath.Join(dir, program), time.Now()
		build := exec.Command("go", "build", "-ldflags=-s -w", "-o", file, "./internal/"+program)
		build.Env = append(os.Environ(), "GOCACHE="+filepath.Join(dir, "cache-"+program), "GOFLAGS=-mod=readonly")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("size: build of ./internal/%s: %w: %s (run it in the folder of the module)", program, err, out)
		}
		took[program] = time.Since(start)
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		bytes[program] = info.Size()
	}
	rows := [][]string{{"program", "bytes", "build from a cold cache"}}
	for _, program := range []string{"decimal", "nps"} {
		rows = append(rows, []string{program, fmt.Sprint(bytes[program]), clock(took[program])})
	}
	p.table(rows)
	added := float64(bytes["nps"]-bytes["decimal"]) / 1e6
	p.verdict("importing nps adds", added, 1.5, "MB", added <= 1.5)
	cold := took["nps"].Seconds()
	p.verdict("build of nps from a cold cache", cold, 20, "s", cold <= 20)
	return nil
}
