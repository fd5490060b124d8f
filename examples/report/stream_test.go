package main

import (
	"bytes"
	"errors"
	"fmt"
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

// atEnd reads a text, and notes what is live on the heap before and after it.
type atEnd struct {
	in         io.Reader
	begun      bool
	start, end uint64
}

func (a *atEnd) Read(b []byte) (int, error) {
	if !a.begun {
		a.begun, a.start = true, live()
	}
	n, err := a.in.Read(b)
	if errors.Is(err, io.EOF) {
		a.end = live()
	}
	return n, err
}

// An ID takes no more live memory than the documentation says.
func TestBytesOfID(t *testing.T) {
	const ids = 60_000
	for name, test := range map[string]struct {
		header, row string // a row of each ID, which is %[1]d
		args        []string
		most        float64
	}{
		"tickets": {
			"id,created_at,first_reply_at,channel\n", "ticket-%06[1]d,2024-01-02T03:04:05Z,2024-01-02T04:04:05Z,chat\n",
			[]string{"-tickets", "-", "-ticket-id", "id"}, 560,
		},
		"respondents": {
			"who,answered_at,nps,channel\n", "person-%06[1]d,2024-01-02T03:04:05Z,9,chat\n",
			[]string{"-surveys", "-", "-answers", "last", "-respondent", "who"}, 400,
		},
		"customers": {
			"customer_id,start_date,end_date\n", "person-%06[1]d,2024-01-02,\n",
			[]string{"-subscriptions", "-"}, 200,
		},
		"subscriptions": {
			"customer_id,start_date,end_date,id\n", "person-%06[1]d,2024-01-02,,number-%06[1]d\n",
			[]string{"-subscriptions", "-", "-subscription-id", "id"}, 450,
		},
		"visitors": {"customer_id,visited_at\n", "person-%06[1]d,2024-01-02\n", []string{"-visits", "-"}, 250},
		"buyers":   {"customer_id,ordered_at,amount\n", "person-%06[1]d,2024-01-02,5\n", []string{"-orders", "-"}, 250},
	} {
		t.Run(name, func(t *testing.T) {
			var file strings.Builder
			file.WriteString("comment," + test.header)
			comment := strings.Repeat("so easy ", 60) // nobody keeps it
			for i := range ids {
				fmt.Fprintf(&file, comment+","+test.row, i)
			}
			in := &atEnd{in: strings.NewReader(file.String())}
			var errs bytes.Buffer
			if code := run(test.args, in, io.Discard, &errs); code != 0 {
				t.Fatal(errs.String())
			}
			took := (float64(in.end) - float64(in.start)) / ids
			t.Logf("%.0f bytes each", took)
			if took > test.most {
				t.Errorf("%.0f bytes each, at most %v wanted", took, test.most)
			}
		})
	}
}
