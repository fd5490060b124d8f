package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// processors has so many of them for a function.
func processors(n int, f func()) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	f()
}

// told is all that is told of a file: its section, its bad rows, and the error.
func told(t interface{ Fatal(...any) }, text string, args []string, read func(*source, config, func(*rowError) error) (section, error)) string {
	cfg, err := parseFlags(append(args, "-surveys", "-"))
	if err != nil {
		t.Fatal(err)
	}
	p := problems{strict: cfg.strict}
	s, err := openSource("answers", strings.NewReader(text), cfg)
	if err != nil {
		return err.Error()
	}
	sec, err := read(s, cfg, p.add)
	if err != nil {
		return err.Error() // then nothing else is told
	}
	o := object{{"file", sec.File}, {"rows", sec.Rows}, {"bad", s.bad}, {"outside", sec.Outside}, {"notes", sec.Notes}, {"problems", p.object()}}
	for _, table := range sec.Tables {
		o = append(o, member{table.Key, table.object()})
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	if err := e.Encode(o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// However many parts read a file, and however small its blocks: the report is that of
// somebody who reads it plainly, with the same errors and lines.
func surveysArePlain(t *rapid.T) {
	cell := func(name string, usual, rare []string) string {
		if rapid.IntRange(0, 15).Draw(t, "rare "+name) == 0 {
			return rapid.SampledFrom(rare).Draw(t, name)
		}
		return rapid.SampledFrom(usual).Draw(t, name)
	}
	usualTimes := []string{"2024-01-31T23:30:00Z", "2024-02-01", "2024-03-31 02:30:00", "2024-03-31T00:30:00.5+02:00", "2024-10-27 02:30:00", "2023-12-31T23:59:59-01:00", "2024-02-29 12:00:00"}
	rareTimes := []string{"", "2023-02-29", "0000-00-00", "9999-12-31", "2024-13-01", "2024-01-01T24:00:00Z", "2024-01-01T10:00", "1 Feb 2024 3:04 PM", "yesterday", " 2024-02-01 ", "NULL", "1706745600", "0001-01-01T00:00:00Z", "2024-01-01T00:00:00.Z"}
	usualNames := []string{"chat", "email", "phone", "", " chat"}
	rareNames := []string{"\x01", "\xff", strings.Repeat("long", 60), "Z\u00fcrich", "null", "\"two\nlines\"", "\"a \"\"b\"\"\"", "\"\r\n\""}
	usualRatings := []string{"1", "2", "3", "4", "5", "", "3.0", " 2"}
	rareRatings := []string{"0", "10", "11", "-1", "10 - Extremely likely", "good", "offered", "6.5", "NULL", "1e3", "\"5\""}
	var file strings.Builder
	file.WriteString("answered_at,channel,plan,nps,csat,ces,who,weight\n")
	for range rapid.IntRange(0, 40).Draw(t, "rows") {
		if rapid.IntRange(0, 15).Draw(t, "odd") == 0 {
			file.WriteString(rapid.SampledFrom([]string{
				"answered_at,channel,plan,nps,csat,ces,who,weight\n", "\n", "bare\"quote\n", "\"open\n", "\"a\"b\n", "2024-01-05,,,1\n", "2024-01-05,,,1,1,1,,1,too,many\n", "2024-01-05,,,1,1,1,,1,,\r\n",
			}).Draw(t, "odd line"))
			continue
		}
		fmt.Fprintf(&file, "%s,%s,%s,%s,%s,%s,%s,%s\n", cell("time", usualTimes, rareTimes), cell("channel", usualNames, rareNames), cell("plan", usualNames, rareNames),
			cell("nps", usualRatings, rareRatings), cell("csat", usualRatings, rareRatings), cell("ces", usualRatings, rareRatings),
			cell("who", []string{"a", "b", ""}, []string{"\xff", "c "}), cell("weight", []string{"1", "0.5", "2"}, []string{"", "-1", "x"}))
	}
	var args []string
	for _, some := range [][]string{
		{"-strict"}, {"-by", "channel"}, {"-by", "plan"}, {"-per", "day"}, {"-per", "week"}, {"-per", "quarter"}, {"-tz", "Europe/Berlin"}, {"-tz", "America/New_York"},
		{"-file-tz", "Asia/Kolkata"}, {"-file-tz", "Australia/Lord_Howe"}, {"-weight", "weight"}, {"-from", "2024-01"}, {"-from", "2024-01", "-to", "2024-01"}, {"-segment", "plan"},
		{"-answers", "first", "-respondent", "who"}, {"-answers", "last", "-respondent", "who"}, {"-where", "plan=chat,email"}, {"-null", "2024-02-01"}, {"-map", "good=5"},
		{"-time-format", "iso"}, {"-time-format", "2006-01-02"},
	} {
		if rapid.IntRange(0, 7).Draw(t, some[0]) == 0 {
			args = append(args, some...)
		}
	}
	if cfg, err := parseFlags(append(args, "-surveys", "-")); err != nil || cfg.by != "" && len(cfg.segments) < 2 {
		t.Skip("flags that do not go together")
	}
	utf8 := rapid.Bool().Draw(t, "strictly UTF-8")
	size := rapid.IntRange(1, 400).Draw(t, "size of a block")
	prepare := func(s *source) {
		s.guess.name, s.guess.guessed, s.guess.broken = encodingUTF8, utf8, !utf8
	}
	want := told(t, file.String(), args, func(s *source, cfg config, bad func(*rowError) error) (section, error) {
		prepare(s)
		plain := newPlainScanner(strings.NewReader(file.String()), ',', maxRecord)
		if _, err := plain.next(); err != nil { // the header
			t.Fatal(err)
		}
		return plainSurveys(s, plain, cfg, bad)
	})
	for _, n := range []int{1, 2, 4} {
		processors(n, func() {
			got := told(t, file.String(), args, func(s *source, cfg config, bad func(*rowError) error) (section, error) {
				prepare(s)
				again := newScanner(iotest.HalfReader(strings.NewReader(file.String())), ',')
				again.size = size
				if _, err := again.next(); err != nil {
					t.Fatal(err)
				}
				s.scan = again
				return readSurveys(s, cfg, bad)
			})
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
				t.Fatalf("%d processors, blocks of %d bytes, flags %q, file\n%s\n(-plain +read)\n%s", n, size, args, file.String(), diff)
			}
		})
	}
}

func TestSurveysArePlain(t *testing.T) { rapid.Check(t, surveysArePlain) }
func FuzzSurveysArePlain(f *testing.F) { f.Fuzz(rapid.MakeFuzz(surveysArePlain)) }

// The row that makes one group too many is named, however many parts read the file.
func TestTooManyGroups(t *testing.T) {
	file := strings.Replace(manySegments(), "2025-01-01,9,7\n", "2025-01-01,9,7\n2025-01-01,11,bad\n2025-01-01,8,7\n", 1)
	for _, n := range []int{1, 2, 3} {
		processors(n, func() {
			_, stderr, code := execute(file, "-surveys", "-")
			want := fmt.Sprintf("report: standard input:%d: %v\n", 1+maxGroups+2, errTooManyGroups)
			if code != exitError || stderr != want {
				t.Errorf("%d processors: exit code %d, %q, want %q", n, code, stderr, want)
			}
		})
	}
}

// Bad rows are counted all, and the first of them are listed, whoever reads them.
func TestBadRowsOfParts(t *testing.T) {
	file := "answered_at,nps\n2024-01-01,9\n" + strings.Repeat("2024-01-01,12\n", 50_000)
	var first string
	for _, n := range []int{1, 2, 3} {
		processors(n, func() {
			stdout, _, code := execute(file, "-surveys", "-", "-max-bad", "100", "-format", "json")
			if first == "" {
				first = stdout
			}
			if code != 0 || stdout != first || !strings.Contains(stdout, `"total": 50000`) {
				t.Errorf("%d processors: exit code %d", n, code)
			}
		})
	}
}

// Who stops early waits for no row that never comes.
func TestReadingStops(t *testing.T) {
	in, out := io.Pipe()
	defer func() { _ = out.Close() }()
	go func() {
		bad := "answered_at,nps\n2024-01-01,12\n" + strings.Repeat("2024-01-01,9\n", 2*guessBytes/10)
		_, _ = io.WriteString(out, bad) // and then nothing
	}()
	processors(2, func() {
		var stderr bytes.Buffer
		code := run([]string{"-surveys", "-", "-strict"}, in, io.Discard, &stderr)
		if code != exitError || !strings.Contains(stderr.String(), "standard input:2") {
			t.Errorf("exit code %d, %q", code, stderr.String())
		}
	})
}

// Tickets that several parts count are those that one counts, also where a group has so many
// that their times are no longer kept.
func TestTicketsOfParts(t *testing.T) {
	var file strings.Builder
	file.WriteString("created_at,first_reply_at,resolved_at,channel,replies,reopens,contacts\n")
	random := rand.New(rand.NewPCG(1, 2))
	for range 3 * maxExact {
		created := time.Date(2024, 1, 1, 0, 0, random.IntN(90*secondsPerDay), 0, time.UTC)
		replied := created.Add(time.Duration(random.IntN(100_000)) * time.Second)
		resolved := replied.Add(time.Duration(random.IntN(1_000_000)-1000) * time.Second) // some before the reply
		fmt.Fprintf(&file, "%s,%s,", created.Format(time.DateTime), replied.Format(time.RFC3339))
		if random.IntN(4) > 0 {
			file.WriteString(resolved.Format(time.RFC3339Nano))
		}
		fmt.Fprintf(&file, ",%s,%d,%d,%d\n", []string{"mail", "chat", "\x01"}[random.IntN(3)], random.IntN(3), random.IntN(2), random.IntN(4))
	}
	for _, args := range [][]string{nil, {"-by", "channel"}, {"-from", "2024-02", "-to", "2024-02"}, {"-per", "week", "-tz", "Asia/Tokyo"}} {
		args = append(args, "-as-of", "2024-06-01", "-tickets", "-", "-max-bad", "50", "-format", "json")
		var one string
		for _, n := range []int{1, 2, 4} {
			processors(n, func() {
				stdout, stderr, code := execute(file.String(), args...)
				if one == "" {
					one = stdout
				}
				if code != 0 || stdout != one {
					t.Errorf("%q, %d processors: exit code %d, %q (-1 +%d):\n%s", args, n, code, stderr, n, cmp.Diff(strings.Split(one, "\n"), strings.Split(stdout, "\n")))
				}
			})
		}
	}
}
