package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// Every contest runs at a small size: the answers of all its techniques agree, or
// benchmark returns an error.
func TestTechniquesAgree(t *testing.T) {
	for _, m := range makers() {
		if m.make == nil {
			continue // growth and size measure the library alone, at length
		}
		t.Run(m.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := benchmark([]string{"-n", "5000", "-rounds", "1", "-python", "", "-only", m.name}, &out); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), m.name) {
				t.Errorf("no word of %s in:\n%s", m.name, &out)
			}
		})
	}
}

// A technique with another answer fails the run.
func TestAnswersAreCompared(t *testing.T) {
	answer := func(n int64) func() ([]int64, error) {
		return func() ([]int64, error) { return []int64{n}, nil }
	}
	k := &contest{name: "k", items: 1, techs: []technique{{name: "a", run: answer(1)}, {name: "b", peer: true, run: answer(2)}}}
	if _, err := runContest(k, 1); err == nil {
		t.Error("two answers, and no error")
	}
}

func TestWrongFlags(t *testing.T) {
	for _, args := range [][]string{{"-n", "1"}, {"-format", "html"}, {"-rounds", "0"}, {"-only", "nothing"}, {"x"}} {
		if err := benchmark(args, io.Discard); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}

func BenchmarkContests(b *testing.B) {
	for b.Loop() {
		if err := benchmark([]string{"-n", "5000", "-rounds", "1", "-python", "", "-only", "nps-add,score"}, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
