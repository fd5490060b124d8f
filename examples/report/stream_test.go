package main

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"
)

// endless makes rows until it has made size bytes, and watches what is live on the
// heap.
type endless struct {
	header, row string
	size, made  int
	start, peak uint64
}

func (e *endless) Read(b []byte) (n int, err error) {
	if e.made == 0 {
		e.start = live()
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
		e.peak = max(e.peak, live())
	}
	return n, nil
}

// live returns how many bytes of the heap are in use.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (e *endless) check(t *testing.T, args ...string) {
	t.Helper()
	e.size = 32 << 20
	args = append(args, "-max-bad", "100")
	var out, errs bytes.Buffer
	if code := run(args, e, &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	const bound = 6 << 20 // two buffers and a quoted field take 1 MiB each, and rows are read ahead
	if e.made < e.size || e.peak == 0 || e.peak > e.start+bound {
		t.Errorf("%d bytes of the heap in use at the start and %d later, while %d were read", e.start, e.peak, e.made)
	}
}

// However long the file, the heap stays small.
func TestStreams(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	comment := strings.Repeat("so easy ", 60)
	for name, in := range map[string]*endless{
		"surveys": {header: "answered_at,nps,csat,plan,comment\n", row: "2025-01-02 03:04:05,9,4,Pro,\"" + comment + "\"\n"},
		"tickets": {header: "created_at,first_reply_at,resolved_at,plan,text\n",
			row: "2025-01-02T03:04:05Z,2025-01-02T04:04:05Z,,Pro," + comment + "\n"},
		"visits":        {header: "visited_at,customer_id,seconds,intent,comment\n", row: "2025-01-02,c,5,buy," + comment + "\n"},
		"orders":        {header: "ordered_at,customer_id,amount,comment\n", row: "2025-01-02,c,5," + comment + "\n"},
		"subscriptions": {header: "customer_id,start_date,end_date,comment\ngood,2025-01-01,,\n", row: "bad," + comment + ",x,y\n"},
	} {
		t.Run(name, func(t *testing.T) { in.check(t, "-"+name, "-") })
	}
	// One line, or one quoted field, that never ends.
	for name, row := range map[string]string{"line": "x", "quoted field": comment + ",y\n"} {
		t.Run(name, func(t *testing.T) {
			in := &endless{header: "answered_at,nps\n2025-01-01,9\n2025-01-01,\"", row: row}
			in.check(t, "-surveys", "-")
		})
	}
	// All rows of a few tickets.
	t.Run("events", func(t *testing.T) {
		in := &endless{header: "id,created_at,resolved_at,plan,text\n", row: "a,2025-01-02,,Pro," + comment + "\nb,2025-01-02,,Pro,\n"}
		in.check(t, "-tickets", "-", "-ticket-id", "id")
	})
}
