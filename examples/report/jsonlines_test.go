package main

import (
	"fmt"
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
	for _, file := range []string{lines, array} {
		figure := figures(t, file, "-surveys", "-", "-segment", "who.channel")
		expect(t, figure, map[string]any{
			"surveys/nps/all/answers": "2", "surveys/nps/all/nps": "100", "surveys/rows": "4", "surveys/response/all/sent": "3",
			"bad_rows/total": "1",
		})
		bad := figure("bad_rows/listed").([]any)[0].(map[string]any)
		if bad["value"] != "11" || fmt.Sprint(bad["line"]) != "4" {
			t.Errorf("bad row %v", bad)
		}
		rows := figure("surveys/nps/segments/who.channel").([]any)
		if len(rows) != 2 || rows[1].(map[string]any)["segment"] != `chat, "web" 2` {
			t.Errorf("segments %v", rows)
		}
	}
}

func TestBadJSON(t *testing.T) {
	for file, want := range map[string]string{
		"{\"nps\": 9, \"answered_at\": \"2025-01-01\"}\n{\"nps\": oops}\n": "object 2 is not JSON",
		"{\"nps\": \"" + strings.Repeat("9", 3<<20) + "\"}":                "object 1 is longer than 1 MiB",
		"{\"nps\": 9, \"answered_at\": \"2025-01-01\"}\n[1]\n":             "object 2 is not JSON",
		"[]": "",
		"{}": "the file is empty",
		"[{": "object 1 is not JSON",
	} {
		_, stderr, code := execute(file, "-surveys", "-")
		if code != exitError || !strings.Contains(stderr, want) {
			t.Errorf("%.40q: exit code %d, stderr %.200q, want %q", file, code, stderr, want)
		}
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
