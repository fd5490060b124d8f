package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress is a reader that says on a terminal, from time to time, how far the
// reading is.
type progress struct {
	io.Reader
	name     string
	size     int64     // of the file, 0 where unknown
	read     int64     // so far
	terminal io.Writer // nil for silence
	next     time.Time // when to say it
}

const progressEvery = 250 * time.Millisecond

// watch returns a reader of the file that shows its progress on stderr if that is
// a terminal.
func watch(name string, in io.Reader, stderr io.Writer) *progress {
	p := &progress{Reader: in, name: name, next: time.Now().Add(progressEvery)}
	if isTerminal(stderr) {
		p.terminal = stderr
	}
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			p.size = info.Size()
		}
	}
	return p
}

// Read implements io.Reader.
func (p *progress) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	p.read += int64(n)
	if p.terminal != nil && time.Now().After(p.next) {
		p.next = time.Now().Add(progressEvery)
		p.show()
	}
	return n, err
}

// clearLine returns to the start of the terminal's line and empties it.
const clearLine = "\r\x1b[K"

func (p *progress) show() {
	const mb = 1e6
	fmt.Fprintf(p.terminal, clearLine+"reading %s: %.0f MB", p.name, float64(p.read)/mb)
	if p.size > 0 {
		fmt.Fprintf(p.terminal, " of %.0f (%.0f%%)", float64(p.size)/mb, 100*float64(p.read)/float64(p.size))
	}
}

// done removes what was shown.
func (p *progress) done() {
	if p.terminal != nil {
		fmt.Fprint(p.terminal, clearLine)
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
