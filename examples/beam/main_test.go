package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) {
	registerTypes()
	flag.Parse()
	beam.Init()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

func defaults(input ...string) config {
	return config{Input: input, Format: format{Per: period.Month, Zone: "UTC", Kind: kindSurveys}}
}

// results runs the program and returns what it wrote.
func results(t *testing.T, c config) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(c, &out)
	return out.String(), err
}

// both runs the program with and without Beam, demands the same of both and returns it.
func both(t *testing.T, c config) (string, error) {
	t.Helper()
	withBeam, err := results(t, c)
	c.Local = true
	without, errLocal := results(t, c)
	if withBeam != without {
		t.Errorf("Beam (-) and the plain loop (+) differ:\n%s", cmp.Diff(head(withBeam), head(without)))
	}
	if (err == nil) != (errLocal == nil) {
		t.Errorf("Beam says %v, the plain loop %v", err, errLocal)
	}
	if err != nil && errLocal != nil && !strings.HasSuffix(err.Error(), errLocal.Error()) {
		t.Errorf("Beam says %v, the plain loop %v", err, errLocal)
	}
	return without, errLocal
}

func head(text string) []string { return strings.Split(text[:min(len(text), 1<<16)], "\n") }

// writeFile writes rows in the form that the name asks for.
func writeFile(t *testing.T, name string, rows iter.Seq[fields]) string {
	t.Helper()
	var text bytes.Buffer
	var out io.Writer = &text
	zipped := gzip.NewWriter(&text)
	plain, isZipped := strings.CutSuffix(name, ".gz")
	if isZipped {
		out = zipped
	}
	write := writeCSV
	if filepath.Ext(plain) != ".csv" {
		write = writeJSON
	}
	err := write(out, rows)
	if isZipped {
		err = errors.Join(err, zipped.Close())
	}
	file := filepath.Join(t.TempDir(), name)
	if err = errors.Join(err, os.WriteFile(file, text.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	return file
}

func writeJSON(w io.Writer, rows iter.Seq[fields]) error {
	for row := range rows {
		separator := "{"
		for i, text := range row {
			if text == "" {
				continue
			}
			if _, err := strconv.Atoi(text); err != nil {
				text = strconv.Quote(text)
			}
			if _, err := fmt.Fprintf(w, "%s%q: %s", separator, columns[i], text); err != nil {
				return err
			}
			separator = ", "
		}
		if _, err := io.WriteString(w, "}\n"); err != nil {
			return err
		}
	}
	return nil
}

// A million rows in five files, by more groups than Beam keeps in its cache before
// the shuffle (2000), so that accumulators cross it and merge.
func TestPrismEqualsPlainLoop(t *testing.T) {
	n := 1_000_000
	if testing.Short() {
		n = 30_000
	}
	rows := slices.Collect(sample(n))
	want := map[string]uint64{}
	for i := range rows {
		if rows[i][5] == "" { // no ticket: a sketch of times takes too much memory for so many
			rows[i][1] += " " + strconv.Itoa(i%59)
		}
		for m, metric := range metrics {
			if rows[i][2+m] != "" {
				want[metric]++
			}
		}
	}
	var c config
	from := 0
	for i, name := range []string{"a.csv", "b.csv", "c.csv.gz", "d.jsonl", "e.json.gz"} {
		to := n * [...]int{40, 80, 90, 95, 100}[i] / 100
		c.Input = append(c.Input, writeFile(t, name, slices.Values(rows[from:to])))
		from = to
	}
	c.Format = format{Kind: kindSurveys, Per: period.Month, Zone: "America/New_York"}
	text, err := both(t, c)
	if err != nil {
		t.Fatal(err)
	}
	got, groups := map[string]uint64{}, map[string]int{}
	for line := range strings.Lines(text) {
		var r result
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		got[r.Metric] += r.N
		groups[r.Metric]++
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("measurements (-made +counted):\n%s", diff)
	}
	if groups["nps"] <= 2000 {
		t.Errorf("%d groups of nps, want more than 2000", groups["nps"])
	}
}

// The results of the sample, counted once more from its text alone.
func TestSampleByHand(t *testing.T) {
	type counts struct{ n, good, bad, sum int64 }
	all := map[[3]string]counts{}
	for row := range sample(3000) {
		created, err := time.Parse(time.RFC3339, row[0])
		if err != nil {
			t.Fatal(err)
		}
		for i, metric := range metrics {
			if row[2+i] == "" {
				continue
			}
			key := [3]string{row[0][:len("2024-01")], row[1], metric}
			c := all[key]
			c.n++
			value, err := strconv.ParseInt(row[2+i], 10, 64)
			if i >= 3 {
				var until time.Time
				until, err = time.Parse(time.RFC3339, row[2+i])
				value = int64(until.Sub(created))
			}
			if err != nil {
				t.Fatal(err)
			}
			c.sum += value
			if metric == "nps" && value >= 9 || metric == "csat" && value >= 4 {
				c.good++
			}
			if metric == "nps" && value <= 6 {
				c.bad++
			}
			all[key] = c
		}
	}
	c := defaults()
	c.Rows = 3000
	text, err := both(t, c)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for line := range strings.Lines(text) {
		lines++
		var r result
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		c := all[[3]string{r.Period, r.Segment, r.Metric}]
		var score string
		switch r.Metric {
		case "nps":
			score = quotient(100*(c.good-c.bad), c.n)
		case "csat":
			score = quotient(100*c.good, c.n)
		case "ces":
			score = quotient(c.sum, c.n)
		default:
			mean, err := time.ParseDuration(r.Mean)
			if err != nil || mean != time.Duration((2*c.sum+c.n)/(2*c.n)) {
				t.Errorf("%s: mean %s, %v; %d of %d", line, r.Mean, err, c.sum, c.n)
			}
		}
		if int64(r.N) != c.n || r.Score != score {
			t.Errorf("%swant n %d, score %s", line, c.n, score)
		}
	}
	if lines != len(all) {
		t.Errorf("%d lines of %d", lines, len(all))
	}
}

// quotient returns a quotient with 16 places, half away from zero, less its last zeros.
func quotient(a, b int64) string {
	text := big.NewRat(a, b).FloatString(16)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// Scales, zone and unit reach the workers.
func TestFormat(t *testing.T) {
	set := flag.NewFlagSet("", flag.ContinueOnError)
	c := flags(set)
	file := writeFile(t, "a.csv", func(yield func(fields) bool) {
		_ = yield(fields{"2024-01-01T03:00:00Z", "a b, \"c\"\n<é>", "10", "7", "9", "2024-01-01T03:00:00.5Z", "2024-01-01T03:00:00Z"}) &&
			yield(fields{"2024-01-01T03:00:00+14:00", "a b, \"c\"\n<é>", "", "1", "0"})
	})
	err := set.Parse([]string{"-input", file, "-csat", "1..7, 1 is best", "-ces", "0..9, higher is harder", "-tz", "America/New_York", "-per", "year"})
	if err != nil {
		t.Fatal(err)
	}
	text, err := both(t, *c)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"period":"2023","segment":"a b, \"c\"\n\u003cé\u003e","metric":"ces","n":2,"score":"4.5","tally":{"scale":"0..9, higher is harder","counts":[1,0,0,0,0,0,0,0,0,1]}}
{"period":"2023","segment":"a b, \"c\"\n\u003cé\u003e","metric":"csat","n":2,"score":"50","tally":{"scale":"1..7, 1 is best","counts":[1,0,0,0,0,0,1]}}
{"period":"2023","segment":"a b, \"c\"\n\u003cé\u003e","metric":"first_response","n":1,"mean":"500ms","median":"500ms","p90":"500ms","tally":{"n":1,"sum":500000000,"min":500000000,"max":500000000,"buckets":[2926],"counts":[1]}}
{"period":"2023","segment":"a b, \"c\"\n\u003cé\u003e","metric":"nps","n":1,"score":"100","tally":{"counts":[0,0,0,0,0,0,0,0,0,0,1]}}
{"period":"2023","segment":"a b, \"c\"\n\u003cé\u003e","metric":"resolution","n":1,"mean":"0s","median":"0s","p90":"0s","tally":{"n":1,"sum":0,"min":0,"max":0,"buckets":[0],"counts":[1]}}
`
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Columns may stand in any order, among others, as a spreadsheet program writes them.
func TestSpreadsheet(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte("\ufeffnps,segment,agent,time\r\n10,a,Ann,2024-05-01T00:00:00Z\r\n\r\n7,a,,2024-05-02T00:00:00Z\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := both(t, defaults(file))
	const want = `{"period":"2024-05","segment":"a","metric":"nps","n":2,"score":"50","tally":{"counts":[0,0,0,0,0,0,0,1,0,0,1]}}` + "\n"
	if err != nil || text != want {
		t.Errorf("%v, %s", err, text)
	}
}

const good = "2024-01-01T00:00:00Z,a,9,,,,\n"

func TestBadRows(t *testing.T) {
	const csvHeader = "time,segment,nps,csat,ces,first_reply,resolved\n"
	for _, test := range []struct{ name, text, want string }{
		{"a.csv", csvHeader + good + "2024-01-01T00:00:00Z,a,11,,,,\n", "a.csv:3: nps: rating 11 is outside 0..10"},
		{"a.csv", csvHeader + "2024-01-01T00:00:00Z,a,,0,,,\n" + good, "a.csv:2: csat: rating 0 is not on the scale 1..5"},
		{"a.csv", csvHeader + good + "2024-01-01T00:00:00Z,a,,,6,,\n", "a.csv:3: ces: rating 6 is not on the scale 1..5"},
		{"a.csv", csvHeader + good + "2024-01-01T00:00:00Z,a,6.5,,,,\n", `a.csv:3: nps: rating "6.5" is not a whole number`},
		{"a.csv", csvHeader + good + "2024-01-01,a,6,,,,\n", `a.csv:3: "2024-01-01" is no time`},
		{"a.csv", csvHeader + good + "2024-01-02T00:00:00Z,a,,,,,2024-01-01T00:00:00Z\n", "a.csv:3: resolution: tickets: "},
		{"a.csv", csvHeader + "2024-01-01T00:00:00Z,\"a\nb\",,,,,\n2024-01-01T00:00:00Z,a,6\n" + good, "a.csv:4: wrong number of fields"},
		{"a.csv", csvHeader + good + "2024-01-01T00:00:00Z,a\"b,6,,,,\n", `a.csv:3: bare " in non-quoted-field`},
		{"a.csv", csvHeader + good + "2024-01-01T00:00:00Z,a\xff,6,,,,\n", `a.csv:3: segment "a\xff" is not UTF-8`},
		{"a.jsonl", `{"time":"2024-01-01T00:00:00Z","segment":"a","nps":9,"csat":null}` + "\n\n" + `{"time":"2024-01-01T00:00:00Z","nps":9.0}`, "a.jsonl:3: nps: "},
		{"a.jsonl", `{"time":"2024-01-01T00:00:00Z","segment":"a","nps":9}` + "\n" + `{"time":"2024-01-01T00:00:00Z","nps":9}}`, "a.jsonl:2: invalid character"},
		{"a.jsonl", `{"time":"2024-01-01T00:00:00Z","segment":"a","nps":9}` + "\n" + `{"time":"2024-01-01T00:00:00Z","segment":"` + "\xff" + `"}`, "a.jsonl:2: not UTF-8"},
		{"a.csv", csvHeader + good + "2024-01-01T00:00:00Z,\"a,6,,,,\n" + good, `a.csv:3: extraneous or missing " in quoted-field, up to line 4`},
		{"a.jsonl", `{"time":"2024-01-01T00:00:00Z","segment":"a","nps":9,"csat":""}` + "\n" + ` null`, "a.jsonl:2: not an object"},
		{"a.jsonl", `{"time":"2024-01-01T00:00:00Z","segment":"a","nps":"9"}` + "\n[]\n", "a.jsonl:2: not an object"},
		{"a.json", `{"time":"2024-01-01T00:00:00Z","segment":"a","nps":9}` + "\n" + `{"time":"2024-01-01T00:00:00Z","nps":"nine"}`, "a.json:2: json: "},
		{"a.jsonl", `{"time":"2024-01-01T00:00:00Z","segment":"a","nps":9}` + "\n" + strings.Repeat(" ", 2<<20) + "\n", "a.jsonl:2: longer than 1 MiB"},
		{"a.csv", csvHeader + good + "2024-01-01T00:00:00Z," + strings.Repeat("a", 2<<20) + ",9,,,,\n", "a.csv:3: longer than 1 MiB"},
		{"a.jsonl", `{"time":"2024-01-01T00:00:00Z","segment":"a","nps":9}` + "\n" + `{"Time":"2024-01-01T00:00:00Z","segment":"a","nps":9}`, `a.jsonl:2: "" is no time`},
		{"a.jsonl", `{"time":"2024-01-01T00:00:00Z","segment":"a","nps":9}` + "\n" + `{"time":"2024-01-01T00:00:00Z","nps":9,"nps":8}`, "a.jsonl:2: two fields are named nps"},
	} {
		t.Run(test.want, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, test.name)
			if err := os.WriteFile(file, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			c := defaults(file)
			c.Output = filepath.Join(dir, "out")
			_, err := both(t, c)
			if err == nil || !strings.HasPrefix(err.Error(), dir) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %s", err, test.want)
			}
			if _, err := os.Stat(c.Output); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("there are results although a row is bad: %v", err)
			}
			if testing.Short() {
				return
			}

			// Put aside, they leave the good row.
			c.Output = ""
			var aside [2]string
			for i := range aside {
				c.Bad = filepath.Join(dir, strconv.Itoa(i))
				c.Local = i == 1
				text, err := results(t, c)
				if err != nil || !strings.Contains(text, `"segment":"a","metric":"nps","n":1,`) || strings.Count(text, "\n") != 1 {
					t.Errorf("local %t: %v\n%s", c.Local, err, text)
				}
				lines, err := os.ReadFile(c.Bad)
				if err != nil {
					t.Fatal(err)
				}
				aside[i] = string(lines)
			}
			var b badRow
			if err := json.Unmarshal([]byte(aside[0]), &b); err != nil || !strings.Contains(b.Error(), test.want) || aside[0] != aside[1] {
				t.Errorf("put aside: %s and %s", aside[0], aside[1])
			}
		})
	}
}

func TestBadFiles(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a.txt", "", "neither .csv nor"},
		{"a.csv", "", "no line that names the columns"},
		{"a.csv", "time,nps\n", "the columns"},
		{"a.csv", "time,segment,NPS\n", "the columns"},
		{"a.csv", "time,segment,nps,nps\n", "two columns are named nps"},
		{"a.csv.gz", "time,segment,nps\n", "gzip: "},
	} {
		t.Run(test.name+" "+test.want, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), test.name)
			if err := os.WriteFile(file, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			c := defaults(file)
			c.Bad = file + ".bad" // which is for rows, not for files
			_, err := both(t, c)
			if err == nil || !strings.HasPrefix(err.Error(), file) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
	c := defaults(filepath.Join(t.TempDir(), "*.csv"))
	for _, c.Local = range []bool{false, true} {
		if text, err := results(t, c); err == nil || text != "" {
			t.Errorf("local %t: no file gives %q, %v", c.Local, text, err)
		}
	}
}

// Nothing to count is no error: there is no line.
func TestNoRows(t *testing.T) {
	c := defaults(writeFile(t, "a.csv", sample(0)), writeFile(t, "b.jsonl", sample(0)))
	c.Bad = filepath.Join(t.TempDir(), "bad")
	if text, err := both(t, c); err != nil || text != "" {
		t.Errorf("%q, %v", text, err)
	}
	if bad, err := os.ReadFile(c.Bad); err != nil || len(bad) > 0 {
		t.Errorf("bad rows %q, %v", bad, err)
	}
}

// What workers exchange is the wire format of the library, and nothing else is read.
func TestCoder(t *testing.T) {
	n, err := nps.CollectSlice([]int{0, 9, 10})
	if err != nil {
		t.Fatal(err)
	}
	s, err := csat.CollectSlice(csat.YesNo(), []int{0, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	e, err := ces.CollectSlice(ces.Scale{}, []int{1, 5})
	if err != nil {
		t.Fatal(err)
	}
	var d tickets.DurationSketch
	if err := d.Add(time.Hour); err != nil {
		t.Fatal(err)
	}
	for _, tally := range []wired{&n, &s, &e, &d} {
		typ := reflect.TypeOf(tally)
		wire, err := tally.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var coded bytes.Buffer
		if err := beam.NewElementEncoder(typ).Encode(tally, &coded); err != nil {
			t.Fatal(err)
		}
		// Beam puts the length of a value before it.
		if want := append([]byte{byte(len(wire))}, wire...); !bytes.Equal(coded.Bytes(), want) {
			t.Errorf("%v: coded as %x, want %x", typ, coded.Bytes(), want)
		}
		back, err := beam.NewElementDecoder(typ).Decode(bytes.NewReader(coded.Bytes()))
		if err != nil || !reflect.DeepEqual(back, tally) {
			t.Errorf("%v: decoded as %v, %v", typ, back, err)
		}
		broken := bytes.Clone(coded.Bytes())
		broken[1] ^= 0x80 // the version
		if back, err := beam.NewElementDecoder(typ).Decode(bytes.NewReader(broken)); !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%v: a broken one decoded as %v, %v", typ, back, err)
		}
	}
}

// What would count nothing, or lose the bad rows, without a word.
func TestMisuse(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-input", ""}, "without a name"},
		{[]string{"-input", "a.csv,,b.csv"}, "without a name"},
		{[]string{"-output", "x", "-bad", "x"}, "both x"},
		{[]string{"-rows", "-1"}, "-rows -1"},
		{[]string{"a.csv"}, "not as a.csv"},
		{[]string{"-input", "a.csv,b.csv", "-output", "x", "-bad", "y", "-rows", "0"}, ""},
	} {
		all := flag.NewFlagSet("", flag.ContinueOnError)
		c := flags(all)
		if err := all.Parse(test.args); err != nil {
			t.Fatal(err)
		}
		err := c.check(true, all.Args())
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %s", test.args, err, test.want)
		}
	}
}

// A file that two patterns match counts once.
func TestOverlap(t *testing.T) {
	file := writeFile(t, "a.csv", sample(100))
	once, err := both(t, defaults(file))
	if err != nil {
		t.Fatal(err)
	}
	again, err := both(t, defaults(file, file, filepath.Join(filepath.Dir(file), "*.csv")))
	if err != nil || again != once {
		t.Errorf("%v, of a file named thrice:\n%s", err, cmp.Diff(head(once), head(again)))
	}
}
