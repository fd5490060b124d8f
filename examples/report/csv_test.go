package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// scanAll returns the records and errors of a text, each with its line.
func scanAll(text string) []string {
	s := newScanner(strings.NewReader(text), ',')
	return everything(s.next, &s.line)
}

// everything returns what there is until the file ends, each with its line.
func everything(next func() ([]string, error), line *int) (all []string) {
	for {
		fields, err := next()
		var syntax syntaxError
		switch {
		case err == nil:
			all = append(all, fmt.Sprintf("%d %q", *line, fields))
		case errors.As(err, &syntax):
			all = append(all, fmt.Sprintf("%d %v", *line, syntax))
		case errors.Is(err, io.EOF):
			return all
		default:
			return append(all, fmt.Sprintf("%d %v", *line, err))
		}
	}
}

func TestScanner(t *testing.T) {
	long := strings.Repeat("x", maxRecord)
	for text, want := range map[string][]string{
		"":                      nil,
		"\n\r\n\n":              nil,
		"\ufeff\"a\",b\n\ufeff": {`1 ["a" "b"]`, "2 [\"\\ufeff\"]"},
		"a,b\n1,2":              {`1 ["a" "b"]`, `2 ["1" "2"]`},
		"a,b\r\n\r\n,\r\n":      {`1 ["a" "b"]`, `3 ["" ""]`},
		`"a,b","c ""d""",""`:    {`1 ["a,b" "c \"d\"" ""]`},
		"\"a\nb\n\",c\nd":       {`1 ["a\nb\n" "c"]`, `4 ["d"]`},
		"\"a\r\n\r\nb\",c\r\nd": {`1 ["a\n\nb" "c"]`, `4 ["d"]`},
		" \"a\"\nb":             {"1 " + string(errBareQuote), `2 ["b"]`},
		"a\"b\nc":               {"1 " + string(errBareQuote), `2 ["c"]`},
		"\"a\"b\nc":             {"1 " + string(errAfter), `2 ["c"]`},
		// A quote that is not closed costs its line, and no other.
		"a\n\"b\nc\nd":                                 {`1 ["a"]`, "2 " + string(errOpenQuote), `3 ["c"]`, `4 ["d"]`},
		"\"b\nc\n\"d\",e\nf":                           {"1 " + string(errAfter), `2 ["c"]`, `3 ["d" "e"]`, `4 ["f"]`},
		"\"\n\"\"\n\"\"\n":                             {"1 " + string(errOpenQuote), `2 [""]`, `3 [""]`},
		"\"b\nc\n" + long + "x\nd":                     {"1 " + string(errOpenQuote), `2 ["c"]`, "3 " + string(errLongLine), `4 ["d"]`},
		"a\n" + long + long + "\nb":                    {`1 ["a"]`, "2 " + string(errLongLine), `3 ["b"]`},
		"a\n" + long + long:                            {`1 ["a"]`, "2 " + string(errLongLine)},
		"\"" + strings.Repeat("\n", maxRecord) + "\nb": {"1 " + string(errOpenQuote), fmt.Sprintf("%d [\"b\"]", maxRecord+2)},
	} {
		if diff := cmp.Diff(want, scanAll(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", shorten(text), diff)
		}
	}
}

// Every text that encoding/csv reads is read the same.
func scannerAgrees(t *rapid.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("ab\",\n\r ")), 0, 60, -1).Draw(t, "text")
	want := csv.NewReader(strings.NewReader(text))
	want.FieldsPerRecord = -1
	var records []string
	for {
		fields, err := want.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			records = nil
			break
		}
		line, _ := want.FieldPos(0)
		records = append(records, fmt.Sprintf("%d %q", line, fields))
	}
	got := scanAll(text) // in any case, it ends
	if records != nil && !strings.Contains(strings.ReplaceAll(text, "\r\n", "\n"), "\r") {
		if diff := cmp.Diff(records, got); diff != "" {
			t.Fatalf("%q (-encoding/csv +scanner):\n%s", text, diff)
		}
	}
}

func TestScannerAgrees(t *testing.T) { rapid.Check(t, scannerAgrees) }
func FuzzScanner(f *testing.F)       { f.Fuzz(rapid.MakeFuzz(scannerAgrees)) }

// However small its blocks, the scanner reads what one reads that goes line by line: the
// same records, lines and errors, also where the file cannot be read to its end.
func scannerIsPlain(t *rapid.T) {
	parts := rapid.SampledFrom([]string{"a", "b\"", ",", ",\"", "\",", "\"", "\"\"", "\n", "\n", "\r\n", "\r", "x\n", "\"\n", "a,b\n", "\"a\nb\",c\n", "123456789012345", "\n123456789012345", strings.Repeat("long,", 8)})
	text := strings.Join(rapid.SliceOfN(parts, 0, 60).Draw(t, "parts"), "")
	end := rapid.SampledFrom([]error{io.EOF, errors.New("the cable was cut")}).Draw(t, "end")
	in := func() io.Reader { return io.MultiReader(strings.NewReader(text), iotest.ErrReader(end)) }
	const most = 16
	plain := newPlainScanner(in(), ',', most)
	blocks := newScanner(iotest.OneByteReader(in()), ',')
	blocks.most, blocks.size = most, rapid.IntRange(1, most).Draw(t, "size")
	if diff := cmp.Diff(everything(plain.next, &plain.line), everything(blocks.next, &blocks.line)); diff != "" {
		t.Fatalf("%q (-plain +blocks):\n%s", text, diff)
	}
}

func TestScannerIsPlain(t *testing.T) { rapid.Check(t, scannerIsPlain) }
func FuzzScannerIsPlain(f *testing.F) { f.Fuzz(rapid.MakeFuzz(scannerIsPlain)) }

// What encoding/csv writes is read back.
func TestScannerReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.StringOf(rapid.SampledFrom([]rune("aé\",\n; ")))
		records := rapid.SliceOf(rapid.SliceOfN(field, 2, 4)).Draw(t, "records")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(t, "CRLF")
		if err := w.WriteAll(records); err != nil {
			t.Fatal(err)
		}
		s := newScanner(&b, ',')
		for i, want := range records {
			got, err := s.next()
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Fatalf("record %d: error %v (-want +got):\n%s", i, err, diff)
			}
		}
		if _, err := s.next(); !errors.Is(err, io.EOF) {
			t.Fatalf("error %v after the last record", err)
		}
	})
}
