package main

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

func TestJSONLines(t *testing.T) {
	const lines = `{"answered_at": "2025-01-01T10:00:00Z", "nps": 10, "who": {"channel": "chat, \"web\"\n2"}, "tags": ["a", {"b": 1}]}
{"answered_at": 1735776000, "nps": "9"}

{"nps": null, "answered_at": "2025-01-03"}
{"nps": 11, "answered_at": "2025-01-03"}
`
	array := "[" + strings.TrimSuffix(strings.NewReplacer("}\n{", "},\n{", "}\n\n{", "},{").Replace(lines), "\n") + "]\n"
	for i, file := range []string{lines, array} {
		figure := figures(t, file, "-surveys", "-", "-segment", "who.channel")
		expect(t, figure, map[string]any{
			"surveys/nps/all/answers": "2", "surveys/nps/all/nps": "100", "surveys/rows": "4", "surveys/response/all/sent": "3",
			"bad_rows/total": "1",
		})
		bad := figure("bad_rows/listed").([]any)[0].(map[string]any)
		if bad["value"] != "11" || fmt.Sprint(bad["line"]) != []string{"5", "4"}[i] {
			t.Errorf("bad row %v", bad)
		}
		rows := figure("surveys/nps/segments/who.channel").([]any)
		if len(rows) != 2 || rows[1].(map[string]any)["segment"] != `chat, "web" 2` {
			t.Errorf("segments %v", rows)
		}
	}
}

// What is no JSON is a bad row, and costs no other.
func TestBadJSON(t *testing.T) {
	const good = "{\"answered_at\": \"2025-01-01\", \"nps\": 9}\n"
	for bad, want := range map[string]string{
		"{\"nps\": oops}\n":                           "not JSON: invalid character 'o'",
		"{\"nps\": 9, \"answered_at\": \"2025-01-0\n": "not JSON: it ends within the object",
		"{\"nps\": 9\n":                               "not JSON: it ends within the object",
		"[1]\n":                                       "not a JSON object",
		"null\n":                                      "not a JSON object",
		"{\"nps\": 9} {\"nps\": 8}\n":                 "more on the line than one JSON object",
		"answered_at,nps\n":                           "not JSON",
		"{\"nps\": \"" + strings.Repeat("9", 3<<20) + "\"}\n": "longer than 1 MiB",
	} {
		for line, file := range map[int]string{3: good + good + bad + good, 1: bad + good + good + good} {
			if strings.HasPrefix(file, "[") || !strings.HasPrefix(file, "{") || strings.HasPrefix(file, "{\"nps\": 9} {") {
				continue // a file that begins so is something else
			}
			figure := figures(t, file, "-surveys", "-", "-max-bad", "50")
			expect(t, figure, map[string]any{"surveys/nps/all/answers": "3", "surveys/rows": "4", "bad_rows/total": "1"})
			row := figure("bad_rows/listed").([]any)[0].(map[string]any)
			if !strings.Contains(row["error"].(string), want) || fmt.Sprint(row["line"]) != fmt.Sprint(line) {
				t.Errorf("%.60q: %v, want %q in line %d", file, row, want, line)
			}
		}
	}
	// In an array, too.
	figure := figures(t, "[{\"answered_at\": \"2025-01-01\", \"nps\": 9},\n 5, \"a]{\", [{}], {\"nps\": x},\n{\"nps\": 10, \"answered_at\": \"2025-01-02\"}\n]", "-surveys", "-", "-max-bad", "80")
	expect(t, figure, map[string]any{"surveys/nps/all/answers": "2", "bad_rows/total": "4"})

	for file, want := range map[string]string{
		"[]": "",
		"{}": "its objects have no fields",
		"[{": "the file ends within an object",
		"{\n\"nps\": 9,\"answered_at\": \"2025-01-01\"\n}\n{\n\"nps": "the file ends within an object",
		good + "{\n{\n": "are bad",
	} {
		_, stderr, code := execute(file, "-surveys", "-")
		if code != exitError || !strings.Contains(stderr, want) {
			t.Errorf("%.40q: exit code %d, stderr %.200q, want %q", file, code, stderr, want)
		}
	}
}

// A field that comes first after the first thousand objects is no column, and the report
// says so.
func TestLateFields(t *testing.T) {
	var file strings.Builder
	for i := range 1200 {
		file.WriteString(`{"answered_at": "2025-01-01", "nps": 9`)
		if i >= 1100 {
			file.WriteString(`, "csat": 5`)
		}
		file.WriteString("}\n")
		if i%100 == 0 {
			file.WriteString("\n") // which is a line
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, threads := range []int{1, 2} {
		runtime.GOMAXPROCS(threads)
		text, _, code := execute(file.String(), "-surveys", "-")
		if want := `the field "csat" appears first in line 1,112 and is ignored`; code != 0 || !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	array, _, _ := execute("["+strings.ReplaceAll(strings.TrimSpace(strings.ReplaceAll(file.String(), "\n\n", "\n")), "\n", ",\n")+"]", "-surveys", "-")
	if want := `the field "csat" appears first in object 1,101 and is ignored`; !strings.Contains(array, want) {
		t.Errorf("no %q in\n%s", want, array)
	}
}

// Any JSON is read or is an error, and is never a panic.
func FuzzJSON(f *testing.F) {
	f.Add(`{"answered_at": "2025-01-01", "nps": 9}`)
	f.Add(`[{"a": {"b": [1, "]", {"c": "\""}]}}, {}]`)
	f.Fuzz(func(t *testing.T, file string) {
		_, stderr, code := execute(file, "-surveys", "-")
		if code != exitOK && stderr == "" {
			t.Errorf("exit code %d without a reason", code)
		}
	})
}
