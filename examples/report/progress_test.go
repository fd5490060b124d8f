package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	var terminal bytes.Buffer
	p := &progress{Reader: strings.NewReader(strings.Repeat("x", 3_000_000)), name: "a.csv", size: 4_000_000, terminal: &terminal}
	if _, err := io.ReadFull(p, make([]byte, 1_000_000)); err != nil {
		t.Fatal(err)
	}
	if got, want := terminal.String(), clearLine+"reading a.csv: 1 MB of 4 (25%)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	terminal.Reset()
	p.next = time.Now().Add(time.Hour) // not yet
	if _, err := io.ReadFull(p, make([]byte, 1_000_000)); err != nil {
		t.Fatal(err)
	}
	if terminal.Len() > 0 {
		t.Errorf("%q too soon", terminal.String())
	}
	p.next, p.size = time.Time{}, 0
	if _, err := io.ReadAll(p); err != nil {
		t.Fatal(err)
	}
	if got, want := terminal.String(), clearLine+"reading a.csv: 2 MB"; !strings.HasPrefix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	terminal.Reset()
	p.done()
	if terminal.String() != clearLine {
		t.Errorf("%q at the end", terminal.String())
	}
}

// What is not a terminal gets no progress, and no control characters.
func TestNoProgress(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, stderr := range []io.Writer{&bytes.Buffer{}, file} {
		p := watch("-", strings.NewReader("x"), stderr)
		p.next = time.Time{}
		if _, err := io.ReadAll(p); err != nil {
			t.Fatal(err)
		}
		p.done()
		if p.terminal != nil {
			t.Errorf("%T is taken for a terminal", stderr)
		}
	}
	if info, err := file.Stat(); err != nil || info.Size() > 0 {
		t.Errorf("%d bytes written, error %v", info.Size(), err)
	}
}
