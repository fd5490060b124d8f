package main

import (
	"flag"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHelp(t *testing.T) {
	for _, arg := range []string{"-h", "-help", "--help"} {
		stdout, stderr, code := execute("", arg)
		if code != 0 || stderr != "" || stdout != usage {
			t.Errorf("%s: exit code %d, stderr %q", arg, code, stderr)
		}
	}
	for i, line := range strings.Split(usage, "\n") {
		if len(line) > 86 {
			t.Errorf("line %d of the help has %d bytes", i+1, len(line))
		}
	}
}

// The help names every flag that there is, and no other.
func TestHelpIsComplete(t *testing.T) {
	inUsage := map[string]bool{}
	for _, word := range strings.FieldsFunc(usage, func(r rune) bool { return strings.ContainsRune(" ,;:()\n", r) }) {
		if strings.HasPrefix(word, "-") {
			inUsage[word[1:]] = true
		}
	}
	flags := map[string]bool{}
	var cfg config
	cfg.flags().VisitAll(func(f *flag.Flag) {
		flags[f.Name] = true
		if !inUsage[f.Name] {
			t.Errorf("the help does not name -%s", f.Name)
		}
	})
	for name := range inUsage {
		if !flags[name] && name != "help" {
			t.Errorf("the help names -%s, which is no flag", name)
		}
	}
}

func TestWrongFlags(t *testing.T) {
	for _, args := range [][]string{
		{"-no-such-flag"},
		{"surveys.csv"},
		{"-tz", "Mars/Phobos"},
		{"-time-format", "15:04"},
		{"-delimiter", ""},
		{"-delimiter", ";;"},
		{"-delimiter", `"`},
		{"-delimiter", "\n"},
		{"-delimiter", "é"},
		{"-csat-scale", "5"},
		{"-csat-scale", "1..1"},
		{"-csat-scale", "1..11"},
		{"-ces-scale", "a..b"},
		{"-ces-scale", "-1..5"},
		{"-per", "fortnight"},
		{"-from", "2025-13"},
		{"-to", "May"},
		{"-from", "2025-02", "-to", "2025-01"},
		{"-format", "xml"},
		{"-surveys", "-", "-tickets", "-"},
		{"-surveys", "-", "-svg", "x.svg"},
		{"-as-of", "yesterday"},
		{"-level", "95"},
		{"-level", "NaN"},
		{"-level", "1"},
		{"-only", "nps,profit"},
		{"-sla-resolution", "1 day"},
		{"-sla-first-response", "0s"},
		{"-sla-first-response", "-1h"},
		{"-sla-clock", "lunar"},
		{"-fcr", "luck"},
		{"-margin", "0"},
		{"-margin", "100.5"},
		{"-margin", "-5"},
		{"-margin", "all"},
		{"-tickets", "-", "-first-reply-at", "a", "-first-reply-minutes", "b"},
		{"-tickets", "-", "-resolved-at", "a", "-resolution-hours", "b"},
	} {
		stdout, stderr, code := execute("", args...)
		if code != exitUsage || stdout != "" || !strings.HasPrefix(stderr, "report: ") || !strings.Contains(stderr, "-help") {
			t.Errorf("%q: exit code %d, stderr %q, stdout %q", args, code, stderr, stdout)
		}
	}
}

func TestRangeInOtherUnit(t *testing.T) {
	cfg, err := parseFlags([]string{"-from", "2025-Q2", "-to", "2025", "-per", "week"})
	if err != nil || cfg.from.String() != "2025-W14" || cfg.to.String() != "2026-W01" {
		t.Errorf("from %s to %s, error %v", cfg.from, cfg.to, err)
	}
}

// fewerCompared passes over verdicts, which depend on how many comparisons a report makes.
var fewerCompared = cmp.FilterPath(func(p cmp.Path) bool { return strings.Contains(p.GoString(), `["compared"]`) }, cmp.Ignore())

func TestOnly(t *testing.T) {
	t.Parallel()
	all := figures(t, "")
	for _, part := range parts() {
		if part == "response" {
			continue // the sample has nobody who did not answer
		}
		figure := figures(t, "", "-only", part)
		found := 0
		for _, section := range []string{"surveys", "tickets", "subscriptions", "visits", "orders"} {
			for key, got := range figure(section).(map[string]any) {
				if key == "file" || key == "rows" || key == "outside" {
					continue
				}
				found++
				if diff := cmp.Diff(all(section+"/"+key), got, fewerCompared); key != part || diff != "" {
					t.Errorf("-only %s gives %s:\n%s", part, key, diff)
				}
			}
		}
		if found != 1 {
			t.Errorf("-only %s gives %d parts", part, found)
		}
	}
}
