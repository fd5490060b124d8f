package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// Read ahead or not, the records are the same, and so are their lines and errors.
func TestReadAhead(t *testing.T) {
	var file strings.Builder
	for i := range 2000 {
		switch {
		case i%97 == 0:
			file.WriteString("bare\"quote,1\n")
		case i%89 == 0:
			file.WriteString("\"two\nlines\",\"a \"\"b\"\"\"\r\n\n")
		case i%501 == 0:
			file.WriteString(strings.Repeat("long,", 1<<18) + "\n")
		default:
			file.WriteString("a,b,c\n")
		}
	}
	file.WriteString("\"open")
	one := direct{newScanner(strings.NewReader(file.String()), ',')}
	two := &readAhead{batches: make(chan []record, 2), stop: make(chan struct{})}
	go two.read(newScanner(strings.NewReader(file.String()), ','))
	for {
		a, lineA, errA := one.next()
		b, lineB, errB := two.next()
		if !slices.Equal(a, b) || lineA != lineB || !errors.Is(errB, errA) {
			t.Fatalf("%.60q, %d, %v; read ahead: %.60q, %d, %v", a, lineA, errA, b, lineB, errB)
		}
		if errors.Is(errA, io.EOF) {
			break
		}
	}
	if _, open := <-two.batches; open {
		t.Error("more after the end")
	}
}

// Who stops early leaves no reader behind.
func TestReadAheadStops(t *testing.T) {
	r := &readAhead{batches: make(chan []record, 2), stop: make(chan struct{})}
	done := make(chan bool)
	go func() {
		r.read(newScanner(forever{}, ','))
		done <- true
	}()
	if fields, _, err := r.next(); err != nil || !slices.Equal(fields, []string{"a", "b"}) {
		t.Errorf("%q, %v", fields, err)
	}
	r.close()
	<-done
}

type forever struct{}

func (forever) Read(b []byte) (int, error) {
	n := len(b) / 4 * 4
	for i := 0; i < n; i += 4 {
		copy(b[i:], "a,b\n")
	}
	return n, nil
}
