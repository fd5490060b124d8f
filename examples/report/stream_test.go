package main

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"
)

// endless makes rows until it has made size bytes, and watches the heap.
type endless struct {
	header, row string
	size, made  int
	peak        uint64
}

func (e *endless) Read(b []byte) (n int, err error) {
	if e.made == 0 {
		n = copy(b, e.header)
		e.made += n
		return n, nil
	}
	if e.made >= e.size {
		return 0, io.EOF
	}
	before := e.made
	for n < len(b) {
		k := copy(b[n:], e.row[(e.made-len(e.header))%len(e.row):])
		n, e.made = n+k, e.made+k
	}
	if before>>23 != e.made>>23 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		e.peak = max(e.peak, m.HeapAlloc)
	}
	return n, nil
}

// However long the file, the heap stays small.
func TestStreams(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	const bound = 24 << 20 // the read buffer is 1 MiB, and the collector lets the heap double
	comment := strings.Repeat("so easy ", 60)
	for name, in := range map[string]*endless{
		"surveys": {header: "answered_at,nps,csat,plan,comment\n", row: "2025-01-02 03:04:05,9,4,Pro,\"" + comment + "\"\n"},
		"tickets": {header: "created_at,first_reply_at,resolved_at,plan,text\n",
			row: "2025-01-02T03:04:05Z,2025-01-02T04:04:05Z,,Pro," + comment + "\n"},
		"subscriptions": {header: "customer_id,start_date,end_date,comment\n", row: "bad," + comment + ",x,y\n"},
	} {
		t.Run(name, func(t *testing.T) {
			in.size = 64 << 20
			var out, errs bytes.Buffer
			if code := run([]string{"-" + name, "-"}, in, &out, &errs); code != 0 {
				t.Fatal(errs.String())
			}
			if in.peak == 0 || in.peak > bound {
				t.Errorf("the heap grew to %d bytes while %d were read", in.peak, in.made)
			}
		})
	}
	// One line, or one quoted field, that never ends.
	for name, row := range map[string]string{"line": "x", "quoted field": comment + ",y\n"} {
		t.Run(name, func(t *testing.T) {
			in := &endless{header: "answered_at,nps\n2025-01-01,\"", row: row, size: 64 << 20}
			var out, errs bytes.Buffer
			if code := run([]string{"-surveys", "-"}, in, &out, &errs); code != 0 {
				t.Fatal(errs.String())
			}
			if in.peak == 0 || in.peak > bound {
				t.Errorf("the heap grew to %d bytes while %d were read", in.peak, in.made)
			}
		})
	}
}
