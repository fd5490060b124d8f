package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files of testdata")

// execute runs the program.
func execute(stdin string, args ...string) (stdout, stderr string, code int) {
	var out, errs bytes.Buffer
	code = run(args, strings.NewReader(stdin), &out, &errs)
	return out.String(), errs.String(), code
}

// figures runs the program with -format json and returns a lookup of its report by
// path: "surveys/nps/all/nps", "surveys/nps/periods/2025-01/nps",
// "surveys/nps/segments/channel/chat/nps".
func figures(t *testing.T, stdin string, args ...string) func(path string) any {
	t.Helper()
	stdout, stderr, code := execute(stdin, append([]string{"-max-bad", "99.999"}, append(args, "-format", "json")...)...)
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	var report map[string]any
	d := json.NewDecoder(strings.NewReader(stdout))
	d.UseNumber()
	if err := d.Decode(&report); err != nil {
		t.Fatal(err)
	}
	return func(path string) any {
		t.Helper()
		var at any = report
		for name := range strings.SplitSeq(path, "/") {
			next, ok := step(at, name)
			if !ok {
				t.Fatalf("the report has no %s: at %q there is %v", path, name, at)
			}
			at = next
		}
		if n, ok := at.(json.Number); ok {
			return n.String()
		}
		return at
	}
}

// step finds a member of an object, or the row of an array that has this name.
func step(at any, name string) (any, bool) {
	switch at := at.(type) {
	case map[string]any:
		next, ok := at[name]
		return next, ok
	case []any:
		for _, row := range at {
			if m, ok := row.(map[string]any); ok && (m["period"] == name || m["segment"] == name) {
				return m, true
			}
		}
	}
	return nil, false
}

// expect compares figures with what they should be.
func expect(t *testing.T, figure func(string) any, want map[string]any) {
	t.Helper()
	for path, want := range want {
		if got := figure(path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	name := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (-want +got); if it should, run go test ./examples/report -update\n%s", name, diff)
	}
}

func TestSampleReport(t *testing.T) {
	text, stderr, code := execute("")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	golden(t, "sample.txt", text)
	for i, line := range strings.Split(text, "\n") {
		if width(line) > 100 {
			t.Errorf("line %d takes %d columns", i+1, width(line))
		}
	}
	text, _, _ = execute("", "-format", "json")
	golden(t, "sample.json", text)
}

// The sample is read as any file is: written to disk and named by flags it gives
// the same report.
func TestWriteSample(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sample")
	out, stderr, code := execute("", "-write-sample", dir)
	if code != 0 || stderr != "" || strings.Count(out, "\n") != 5 {
		t.Fatalf("exit code %d, stderr %q, stdout %q", code, stderr, out)
	}
	file := func(name string) string { return filepath.Join(dir, name+".csv") }
	fromFiles, stderr, code := execute("", "-from", "2025-01", "-to", "2025-12", "-surveys", file("surveys"),
		"-tickets", file("tickets"), "-subscriptions", file("subscriptions"), "-visits", file("visits"), "-orders", file("orders"))
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	sampled, _, _ := execute("")
	sampled = strings.Replace(sampled, sampleNote+"\n", "", 1)
	if diff := cmp.Diff(sampled, strings.ReplaceAll(fromFiles, dir+string(filepath.Separator), "")); diff != "" {
		t.Error(diff)
	}
	if out, _, _ := execute("", "-write-sample", dir, "-format", "json"); strings.Count(out, "\n") != 5 {
		t.Errorf("stdout %q", out)
	}
}

func TestSurveys(t *testing.T) {
	const file = "answered_at,nps,csat,ces,channel\n" +
		"2025-01-05,10,5,5,chat\n" +
		"2025-01-31 23:59:59,9,4,,chat\n" +
		"2025-01-31T23:59:59Z,3,,1,\n" +
		"2025-03-01,8,3,2,mail\n" +
		"2025-03-01,0,5,3,mail\n"
	figure := figures(t, file, "-surveys", "-")
	expect(t, figure, map[string]any{
		"surveys/file": "standard input", "surveys/rows": "5", "surveys/outside": "0", "bad_rows/total": "0",
		"sample": false, "from": nil, "to": nil, "per": "month", "zone": "UTC",
		// January: promoters 10 and 9, detractor 3: 100 * (2-1)/3.
		"surveys/nps/periods/2025-01/answers":    "3",
		"surveys/nps/periods/2025-01/nps":        "33.3333333333333333",
		"surveys/nps/periods/2025-01/change":     nil,
		"surveys/nps/periods/2025-01/promoters":  "2",
		"surveys/nps/periods/2025-01/passives":   "0",
		"surveys/nps/periods/2025-01/detractors": "1",
		// Nobody answered in February: undefined. The change of March is that to January.
		"surveys/nps/periods/2025-02/answers": "0",
		"surveys/nps/periods/2025-02/nps":     nil,
		"surveys/nps/periods/2025-02/change":  nil,
		// March: passive 8, detractor 0: 100 * (0-1)/2.
		"surveys/nps/periods/2025-03/nps":       "-50",
		"surveys/nps/periods/2025-03/change":    "-83.3333333333333333",
		"surveys/nps/all/nps":                   "0", // 2 promoters, 2 detractors
		"surveys/nps/segments/channel/chat/nps": "100",
		"surveys/nps/segments/channel/mail/nps": "-50",
		"surveys/nps/segments/channel//nps":     "-100",

		// CSAT: of 5 and 4 both are among the best two; of 3 and 5 one is.
		"surveys/csat/periods/2025-01/csat": "100",
		"surveys/csat/periods/2025-01/mean": "4.5",
		"surveys/csat/periods/2025-03/csat": "50",
		"surveys/csat/all/answers":          "4",
		"surveys/csat/all/csat":             "75",
		"surveys/csat/all/mean":             "4.25",

		// CES: (5+1)/2 and (2+3)/2.
		"surveys/ces/periods/2025-01/ces": "3",
		"surveys/ces/periods/2025-03/ces": "2.5",
		"surveys/ces/all/ces":             "2.75",
	})

	quarter := figures(t, file, "-surveys", "-", "-per", "quarter", "-csat-scale", "5..1", "-ces-scale", "1..7")
	expect(t, quarter, map[string]any{
		"surveys/nps/periods/2025-Q1/nps":   "0",
		"surveys/csat/periods/2025-Q1/csat": "0", // 1 and 2 are the best, and nobody gave them
		"surveys/ces/periods/2025-Q1/ces":   "2.75",
	})
	if got := quarter("surveys/ces/convention").([]any)[0]; !strings.Contains(got.(string), "1..7, higher is easier") {
		t.Errorf("convention %q", got)
	}

	// The change of a month is that to the month before.
	months := figures(t, "answered_at,csat\n2025-01-01,1\n2025-01-01,5\n2025-01-01,5\n2025-02-01,4\n", "-surveys", "-")
	expect(t, months, map[string]any{
		"surveys/csat/periods/2025-01/csat":   "66.6666666666666667",
		"surveys/csat/periods/2025-02/change": "33.3333333333333333",
	})
}

func TestRange(t *testing.T) {
	const file = "answered_at,nps\n2024-12-31,9\n2025-01-01,9\n2025-03-31,0\n2025-04-01,0\n"
	expect(t, figures(t, file, "-surveys", "-", "-from", "2025-Q1", "-to", "2025-05"), map[string]any{
		"surveys/outside":                     "1",
		"from":                                "2025-01",
		"to":                                  "2025-05",
		"surveys/nps/all/answers":             "3",
		"surveys/nps/periods/2025-05/answers": "0",
	})
	// Local midnight in Auckland was noon in UTC, the day before.
	const edge = "answered_at,nps\n2024-12-31T12:00:00Z,9\n2024-12-31 23:59:59,0\n"
	expect(t, figures(t, edge, "-surveys", "-", "-tz", "Pacific/Auckland"), map[string]any{
		"surveys/nps/periods/2024-12/nps": "-100",
		"surveys/nps/periods/2025-01/nps": "100",
	})
	// Long gaps are one line.
	const gap = "answered_at,nps\n2020-01-01,9\n2025-01-01,9\n2025-03-01,9\n"
	text, _, _ := execute(gap, "-surveys", "-")
	for _, want := range []string{"59 months without data", "2025-02 ", "2020-01 "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "2024-12") {
		t.Error("a month of the gap is shown")
	}
}

func TestUnanswered(t *testing.T) {
	const file = "answered_at,csat\n2025-01-01,5\n2025-01-01,\n2025-01-01,?\n2025-02-01,4\n"
	expect(t, figures(t, file, "-surveys", "-", "-null", "?"), map[string]any{
		"surveys/csat/all/answers":              "2",
		"surveys/csat/all/csat":                 "100",
		"surveys/response/all/sent":             "4",
		"surveys/response/all/answered":         "2",
		"surveys/response/periods/2025-01/rate": "33.3333333333333333",
		"surveys/response/all/rate":             "50",
		"bad_rows/total":                        "0",
	})
}

func TestTickets(t *testing.T) {
	const file = "created_at,first_reply_at,resolved_at,plan\n" +
		"2025-01-01 10:00,2025-01-01 10:30,2025-01-01 12:00,Pro\n" +
		"2025-01-31 23:00,2025-02-01 00:00,,Pro\n" +
		"2025-01-31 23:00,,,Basic\n" +
		"2025-02-01 00:00,2025-02-01 00:00,2025-02-11 00:00,Basic\n"
	expect(t, figures(t, file, "-tickets", "-"), map[string]any{
		"tickets/volume/periods/2025-01/created":          "3",
		"tickets/first_response/periods/2025-01/answered": "2",
		"tickets/first_response/periods/2025-01/hours":    "0.75", // (0.5 + 1) / 2
		"tickets/first_response/periods/2025-02/hours":    "0",    // at once, which is not "never"
		"tickets/first_response/periods/2025-02/change":   "-0.75",
		"tickets/first_response/all/hours":                "0.5",
		"tickets/resolution/periods/2025-01/resolved":     "1",
		"tickets/resolution/periods/2025-01/rate":         "33.3333333333333333",
		"tickets/resolution/periods/2025-01/hours":        "2",
		"tickets/resolution/all/hours":                    "121", // (2 + 240) / 2
		"tickets/resolution/segments/plan/Pro/rate":       "50",
		"tickets/resolution/segments/plan/Basic/hours":    "240",
	})

	// Durations in place of times.
	const durations = "created_at,minutes,hours\n2025-01-01,90,1.5\n2025-01-01,,0.1\n"
	expect(t, figures(t, durations, "-tickets", "-", "-first-reply-minutes", "minutes", "-resolution-hours", "hours"), map[string]any{
		"tickets/first_response/all/answered": "1",
		"tickets/first_response/all/hours":    "1.5",
		"tickets/resolution/all/hours":        "0.8",
	})

	// Of the rows of a ticket the last counts, unless it is bad.
	const events = "number,created_at,resolved_at\n" +
		"a,2025-01-01 00:00,\nb,2025-01-01 00:00,2025-01-01 04:00\na,2025-01-01 00:00,2025-01-01 01:00\na,2025-01-01 00:00,2025-01-01 02:00\n" +
		"b,2025-01-01 00:00,2024-12-31\n,2025-01-01 00:00,\n"
	figure := figures(t, events, "-tickets", "-", "-ticket-id", "number")
	expect(t, figure, map[string]any{
		"tickets/rows":                    "6",
		"tickets/volume/all/created":      "2",
		"tickets/resolution/all/resolved": "2",
		"tickets/resolution/all/hours":    "3", // (2 + 4) / 2
		"bad_rows/total":                  "2",
	})
	if _, ok := figure("tickets").(map[string]any)["first_response"]; ok {
		t.Error("first response is reported of a file that has no such column")
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0": 0, "27": 27 * time.Minute, "1.1": 66 * time.Second, ".5": 30 * time.Second, "0.00000000001": time.Nanosecond,
		"153722867.28091293": 1<<63 - 1 - 7,
	} {
		if got, err := (numberReader{}).duration(text, time.Minute); err != nil || got != want {
			t.Errorf("%q is %v, want %v, error %v", text, got, want, err)
		}
	}
	for _, text := range []string{"-5", "1e3", "1e999999999", "0x10", "1.2.3", ".", "5m", "153722868", strings.Repeat("9", 1000)} {
		if got, err := (numberReader{}).duration(text, time.Minute); err == nil || len(text) > 30 && !strings.Contains(err.Error(), "not a number") {
			t.Errorf("%q is read as %v, error %v", shorten(text), got, err)
		}
	}
}

// badRows have one fault each. Column and value are as the report lists them.
var badRows = []struct{ flag, header, row, column, value, why string }{
	{"surveys", "answered_at,nps", "2025-01-01,11", "nps", "11", "0..10"},
	{"surveys", "answered_at,nps", "2025-01-01,6.5", "nps", "6.5", "not a whole number"},
	{"surveys", "answered_at,nps", "2025-01-01,-1", "nps", "-1", "0..10"},
	{"surveys", "answered_at,nps", "2025-01-01,٥", "nps", "٥", "not a whole number"},
	{"surveys", "answered_at,csat", "2025-01-01,0", "csat", "0", "1..5"},
	{"surveys", "answered_at,ces", "2025-01-01,6", "ces", "6", "1..5"},
	{"surveys", "answered_at,nps,csat", "2025-01-01,9,6", "csat", "6", "1..5"},
	{"surveys", "answered_at,nps", ",9", "answered_at", "", "empty"},
	{"surveys", "answered_at,nps", "2025-02-30,9", "answered_at", "2025-02-30", "not a time"},
	{"surveys", "answered_at,nps", "2025-01-01 10:00:00 CEST,9", "answered_at", "2025-01-01 10:00:00 CEST", "not a time"},
	{"surveys", "answered_at,nps", "2025-01-01T10:00:00[Mars/Phobos],9", "answered_at", "2025-01-01T10:00:00[Mars/Phobos]", "not a time"},
	{"surveys", "answered_at,nps", "0001-01-01,9", "answered_at", "0001-01-01", "zero time"},
	{"surveys", "answered_at,nps", "2025-01-01,9,chat", "field 3", "chat", "3 fields"},
	{"surveys", "answered_at,nps", `2025-01-01,"9`, "", "", "closing quote"},
	{"surveys", "answered_at,nps", `2025-01-01,"9"9`, "", "", "closing quote"},
	{"surveys", "answered_at,nps", `2025-01-01,9"`, "", "", "quote"},
	{"surveys", "answered_at,nps,note", "2025-01-01,9," + strings.Repeat("x", 1<<21), "", "", "1 MiB"},
	{"tickets", "created_at,resolved_at", "2025-01-02,2025-01-01", "resolved_at", "2025-01-01", "before"},
	{"tickets", "created_at,first_reply_at", "2025-01-02,2025-01-01", "first_reply_at", "2025-01-01", "before"},
	{"tickets", "created_at,resolved_at", "0100-01-01,2025-01-01", "resolved_at", "2025-01-01", "longer"},
	{"tickets", "created_at,resolved_at", ",2025-01-01", "created_at", "", "empty"},
	{"subscriptions", "customer_id,start_date,end_date", "c,2025-01-02,2025-01-01", "end_date", "2025-01-01", "before"},
	{"subscriptions", "customer_id,start_date,end_date", "c,,2025-01-01", "start_date", "", "empty"},
	{"subscriptions", "customer_id,start_date,end_date", ",2025-01-01,", "customer_id", "", "empty"},
	{"tickets", "created_at,resolved_at,replies", "2025-01-01,2025-01-02,-1", "replies", "-1", "whole number"},
	{"tickets", "created_at,resolved_at,replies", "2025-01-01,2025-01-02,1.5", "replies", "1.5", "whole number"},
	{"subscriptions", "customer_id,start_date,end_date,mrr", "c,2025-01-01,,1e9", "mrr", "1e9", "not an amount"},
	{"subscriptions", "customer_id,start_date,end_date,mrr", "c,2025-01-01,,", "mrr", "", "empty"},
	{"subscriptions", "customer_id,start_date,end_date,mrr", "c,2025-01-01,,1000000000000", "", "", "out of"},
	{"subscriptions", "customer_id,start_date,end_date", "c,1500-01-01,", "", "", "1678"},
	{"subscriptions", "customer_id,start_date,end_date", "c,2025-01-01,soon", "end_date", "soon", "not a time"},
	{"visits", "visited_at,seconds,completed,cart", ",5,yes,left", "visited_at", "", "empty"},
	{"visits", "visited_at,seconds,completed,cart", "2025-01-01,,yes,left", "seconds", "", "empty"},
	{"visits", "visited_at,seconds,completed,cart", "2025-01-01,-5,yes,left", "seconds", "-5", "not a number"},
	{"visits", "visited_at,seconds,completed,cart", "2025-01-01,5,maybe,left", "completed", "maybe", "neither yes nor no"},
	{"visits", "visited_at,seconds,completed,cart", "2025-01-01,5,yes,lost", "cart", "lost", "neither bought nor left"},
	{"visits", "visited_at,customer_id,actions,intent", "2025-01-01,c,1.5,buy", "actions", "1.5", "whole number"},
	{"visits", "visited_at,customer_id,actions,intent", "2025-01-01,c,1,\x00", "intent", "\x00", "printed"},
	{"visits", "visited_at,customer_id,actions,intent", "2025-01-01,c,,buy", "actions", "", "empty"},
	{"visits", "visited_at,completed,why", "2025-01-01,no,\x00", "why", "\x00", "printed"},
	{"orders", "ordered_at,customer_id,amount,currency", ",c,5,EUR", "ordered_at", "", "empty"},
	{"orders", "ordered_at,customer_id,amount,currency", "2025-01-01,c,,EUR", "amount", "", "empty"},
	{"orders", "ordered_at,customer_id,amount,currency", "2025-01-01,c,0.1234567,EUR", "amount", "0.1234567", "6 decimal places"},
	{"orders", "ordered_at,customer_id,amount,currency", "2025-01-01,c,1000000000000,EUR", "amount", "1000000000000", "below 10^12"},
	{"orders", "ordered_at,customer_id,amount,acquisition_cost", "2025-01-01,c,5,x", "acquisition_cost", "x", "not an amount"},
}

func TestBadRows(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		"answered_at,nps": "2025-01-01,9", "answered_at,csat": "2025-01-01,5", "answered_at,ces": "2025-01-01,5",
		"answered_at,nps,csat": "2025-01-01,9,5", "answered_at,nps,plan": "2025-01-01,9,Pro", "answered_at,nps,note": "2025-01-01,9,x",
		"created_at,resolved_at": "2025-01-01,2025-01-02", "created_at,first_reply_at": "2025-01-01,2025-01-02",
		"customer_id,start_date,end_date": "c,2025-01-01,", "created_at,resolved_at,replies": "2025-01-01,2025-01-02,1",
		"visited_at,seconds,completed,cart": "2025-01-01,5,yes,left", "visited_at,customer_id,actions,intent": "2025-01-01,c,1,buy",
		"visited_at,completed,why": "2025-01-01,no,slow", "ordered_at,customer_id,amount,currency": "2025-01-01,c,9.50,EUR",
		"ordered_at,customer_id,amount,acquisition_cost": "2025-01-01,c,9.50,5",
		"customer_id,start_date,end_date,mrr":            "c,2025-01-01,,9.50", "customer_id,start_date,end_date,currency": "c,2025-01-01,,EUR",
	}
	for _, b := range badRows {
		t.Run(b.column+"="+shorten(b.row), func(t *testing.T) {
			ok := good[b.header]
			if ok == "" {
				t.Fatalf("no good row for %s", b.header)
			}
			file := strings.Join([]string{b.header, ok, b.row, ok, ""}, "\r\n")
			figure := figures(t, file, "-"+b.flag, "-")
			bad, rows := figure("bad_rows").(map[string]any), figure(b.flag+"/rows")
			if n := bad["total"].(json.Number).String(); n != "1" || rows != "3" {
				t.Fatalf("%s bad rows of %v: %v", n, rows, bad["listed"])
			}
			e := bad["listed"].([]any)[0].(map[string]any)
			why := e["error"].(string)
			delete(e, "error")
			want := map[string]any{"file": "standard input", "line": json.Number("3"), "column": b.column, "value": b.value}
			if diff := cmp.Diff(want, e); diff != "" || !strings.Contains(why, b.why) {
				t.Errorf("error %q, want %q (-want +got)\n%s", why, b.why, diff)
			}

			// The good rows are those of a file without the bad one.
			clean := figures(t, strings.Join([]string{b.header, ok, ok, ""}, "\n"), "-"+b.flag, "-")
			got, want2 := figure(b.flag).(map[string]any), clean(b.flag).(map[string]any)
			delete(got, "rows")
			delete(want2, "rows")
			if diff := cmp.Diff(want2, got); diff != "" {
				t.Errorf("the bad row changed the figures (-without +with):\n%s", diff)
			}

			stdout, stderr, code := execute(file, "-"+b.flag, "-", "-strict")
			if code != exitError || stdout != "" || !strings.HasPrefix(stderr, "report: standard input:3: ") {
				t.Errorf("-strict: exit code %d, stderr %q, stdout %q", code, stderr, stdout)
			}
			if len(stderr) > 400 {
				t.Errorf("an error of %d bytes", len(stderr))
			}
		})
	}
}

// The list of bad rows is bounded, their number exact.
func TestManyBadRows(t *testing.T) {
	file := "answered_at,nps\n2025-01-01,9\n" + strings.Repeat("2025-01-01,x\n", 12_345)
	figure := figures(t, file, "-surveys", "-")
	expect(t, figure, map[string]any{"bad_rows/total": "12345", "surveys/rows": "12346", "surveys/nps/all/answers": "1"})
	if n := len(figure("bad_rows/listed").([]any)); n != maxListed {
		t.Errorf("%d are listed", n)
	}
	text, _, _ := execute(file, "-surveys", "-", "-max-bad", "99.999")
	if !strings.Contains(text, "counted nowhere above: 12,345\n") || !strings.HasSuffix(text, "... and 12,325 more\n") {
		t.Error(text)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		file string
		why  string
	}{
		"absent":           {[]string{"-surveys", "no-such-file.csv"}, "", "no-such-file.csv"},
		"directory":        {[]string{"-tickets", "testdata"}, "", "testdata"},
		"empty":            {[]string{"-surveys", "-"}, "", "empty"},
		"missing column":   {[]string{"-surveys", "-"}, "at,nps\n", `1: column "answered_at": there is no such column: -answered-at names it; the file has ["at" "nps"]`},
		"named column":     {[]string{"-surveys", "-", "-csat", "stars"}, "answered_at,nps\n", `column "stars"`},
		"no rating column": {[]string{"-surveys", "-"}, "answered_at\n", "no column of ratings"},
		"no ticket times":  {[]string{"-tickets", "-"}, "created_at\n", "no such columns"},
		"no visits":        {[]string{"-visits", "-"}, "at\n", `column "visited_at"`},
		"no amount":        {[]string{"-orders", "-"}, "ordered_at,customer_id\n", `column "amount"`},
		"no end":           {[]string{"-subscriptions", "-"}, "customer_id,start_date\n", `column "end_date"`},
		"unknown segment":  {[]string{"-surveys", "-", "-segment", "channel,region"}, "answered_at,nps,channel\n", `no file has a column "region"`},
		"two columns":      {[]string{"-surveys", "-"}, "answered_at,nps,nps\n", "two columns"},
		"utf-16":           {[]string{"-surveys", "-"}, "a\x00n\x00\n\x00", "no such column"},
		"quote in header":  {[]string{"-surveys", "-"}, "answered_at,\"nps\nx\n", "closing quote"},
		"long header":      {[]string{"-surveys", "-"}, strings.Repeat("x", 3<<20), "1 MiB"},
		"many segments":    {[]string{"-surveys", "-"}, manySegments(), "-segment"},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr, code := execute(test.file, test.args...)
			if code != exitError || stdout != "" || !strings.Contains(stderr, test.why) || len(stderr) > 500 {
				t.Errorf("exit code %d, stderr %q, stdout %q", code, stderr, stdout)
			}
		})
	}

	var out bytes.Buffer
	broken := io.MultiReader(strings.NewReader("answered_at,nps\n2025-01-01,9\n2025"), failing{})
	if code := run([]string{"-surveys", "-"}, broken, io.Discard, &out); code != exitError || !strings.Contains(out.String(), errDisk.Error()) {
		t.Errorf("exit code %d, stderr %q", code, out.String())
	}
	out.Reset()
	if code := run([]string{"-help"}, nil, failing{}, &out); code != exitError || !strings.Contains(out.String(), errDisk.Error()) {
		t.Errorf("exit code %d, stderr %q", code, out.String())
	}
	out.Reset()
	if code := run(nil, nil, failing{}, &out); code != exitError || !strings.Contains(out.String(), errDisk.Error()) {
		t.Errorf("exit code %d, stderr %q", code, out.String())
	}
}

func manySegments() string {
	var b strings.Builder
	b.WriteString("answered_at,nps,plan\n")
	for i := range maxGroups {
		fmt.Fprintf(&b, "2025-01-01,9,%d\n", i)
	}
	return b.String()
}

var errDisk = errors.New("the disk is on fire")

type failing struct{}

func (failing) Read([]byte) (int, error)  { return 0, errDisk }
func (failing) Write([]byte) (int, error) { return 0, errDisk }

// Excel writes a byte order mark and CRLF; other columns, quoted text with line
// ends and blank lines are no trouble.
func TestExcelFile(t *testing.T) {
	const file = "\ufeffanswered_at;nps;comment\r\n2025-01-01;9;\"two\r\nlines; and \"\"quotes\"\"\"\r\n\r\n2025-01-01;0;\r\n"
	expect(t, figures(t, file, "-surveys", "-", "-delimiter", ";"), map[string]any{
		"surveys/rows": "2", "surveys/nps/all/nps": "0", "bad_rows/total": "0",
	})
}
