package main

import (
	"bufio"
	"bytes"
	"errors"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// small is a run that takes moments. Python is left out: what is not there everywhere
// cannot be in a test.
var small = config{n: 20_000, grow: 200_000, rounds: 1, threads: 2, format: "text", python: "no-such-python"}

// Every technique of every contest runs and gives the same answer.
func TestTechniquesAgree(t *testing.T) {
	for _, m := range makers() {
		if m.make == nil {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			k, err := m.make(small)
			if err != nil {
				t.Fatal(err)
			}
			if k.close != nil {
				defer func() {
					if err := k.close(); err != nil {
						t.Error(err)
					}
				}()
			}
			results, err := runContest(k, config{rounds: 2})
			if err != nil {
				t.Fatal(err)
			}
			names := map[string]bool{}
			for _, r := range results {
				names[r.name] = true
				if absent := strings.Contains(r.name, "numpy") || strings.Contains(r.name, "pandas"); absent != errors.Is(r.absent, errAbsent) || r.took <= 0 != absent {
					t.Errorf("%s: took %v, absent: %v", r.name, r.took, r.absent)
				}
			}
			for _, w := range k.wants {
				if !names[w.tech] || !names[w.than] || w.times <= 0 {
					t.Errorf("a target of nobody: %+v", w)
				}
			}
		})
	}
}

// A technique that is wrong makes the run fail.
func TestWrongAnswerFails(t *testing.T) {
	answers := func(numbers ...int64) func() ([]int64, error) {
		return func() ([]int64, error) { return numbers, nil }
	}
	for name, tc := range map[string]struct {
		second technique
		ok     bool
	}{
		"the same":             {technique{run: answers(1000, 7)}, true},
		"another number":       {technique{run: answers(1000, 8)}, false},
		"too few":              {technique{run: answers(1000)}, false},
		"too many":             {technique{run: answers(1000, 7, 7)}, false},
		"the first of them":    {technique{items: 1, run: answers(1000)}, true},
		"a wrong first":        {technique{items: 1, run: answers(1001)}, false},
		"within its tolerance": {technique{within: 0.01, run: answers(1010, 7)}, true},
		"beyond it":            {technique{within: 0.01, run: answers(1011, 7)}, false},
		"an error":             {technique{run: func() ([]int64, error) { return nil, errors.New("no") }}, false},
	} {
		tc.second.name = name
		k := &contest{name: "test", items: 2, techs: []technique{{name: "truth", run: answers(1000, 7)}, tc.second}}
		if _, err := runContest(k, config{rounds: 1}); (err == nil) != tc.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The median of the rounds, of a clock that tells them.
func TestMedianOfRounds(t *testing.T) {
	times := []time.Duration{5, 1, 3}
	round := -1
	k := &contest{name: "test", items: 1, techs: []technique{{
		run:   func() ([]int64, error) { round++; return []int64{1}, nil },
		clock: func() time.Duration { return times[round] },
	}}}
	results, err := runContest(k, config{rounds: 3})
	if err != nil || results[0].took != 3 {
		t.Errorf("%v, %v, want the middle one, 3 ns", results, err)
	}
}

// What slows a machine for some rounds slows both of a pair: a ratio is the median of the
// rounds' ratios, not the ratio of the medians.
func TestRatioIsOfRounds(t *testing.T) {
	slow, fast := result{items: 2}, result{items: 1}
	slow.rounds = []time.Duration{10, 100, 1000}
	fast.rounds = []time.Duration{5, 10, 2}
	if got := fast.timesAsFast(slow); got != 5 { // half of 2, 10 and 500's
		t.Errorf("%v times as fast, want 5", got)
	}
	slow.rounds, fast.rounds = slow.rounds[:2], fast.rounds[:2]
	if got := fast.timesAsFast(slow); got != 3 { // half of 2 and 10's
		t.Errorf("%v times as fast in two rounds, want 3", got)
	}
}

// A contest has its rounds, and as many more as it takes to last.
func TestRounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // with a clock that goes on when all sleep
		for _, tc := range []struct {
			config
			want int
		}{
			{config{rounds: 3}, 3},
			{config{rounds: 3, least: 2 * time.Second}, 3},
			{config{rounds: 3, least: 20 * time.Second}, 20},
			{config{rounds: 3, least: 19*time.Second + 1}, 20},
		} {
			var got []int
			for round := range tc.allRounds {
				time.Sleep(time.Second)
				got = append(got, round)
			}
			if len(got) != tc.want || got[len(got)-1] != tc.want-1 {
				t.Errorf("%d rounds, %v at least: %v, want %d", tc.rounds, tc.least, got, tc.want)
			}
		}
		for round := range (config{rounds: 3}).allRounds { // left at the second
			if round == 1 {
				break
			}
		}
	})
}

// What takes moments is timed many times over, and the mean of them is taken.
func TestTimed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, tc := range []struct {
			took time.Duration
			runs int
		}{{time.Millisecond, 20}, {9 * time.Millisecond, 3}, {20 * time.Millisecond, 1}, {time.Second, 1}} {
			runs := 0
			took, err := timed(func() error { runs++; time.Sleep(tc.took); return nil })
			if took != tc.took || runs != tc.runs || err != nil {
				t.Errorf("%v in %d runs, %v, want %v in %d", took, runs, err, tc.took, tc.runs)
			}
		}
		no := errors.New("no")
		if _, err := timed(func() error { time.Sleep(time.Second); return no }); !errors.Is(err, no) {
			t.Errorf("%v, want %v", err, no)
		}
	})
}

func TestRun(t *testing.T) {
	for _, format := range []string{"text", "markdown"} {
		var out bytes.Buffer
		err := benchmark([]string{"-n", "20000", "-rounds", "1", "-least", "0s", "-only", "nps-add,score", "-format", format, "-python", "no-such-python"}, &out)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"cx nps.Tally.Add", "Go switch", "DivRound", "GB/s", "at most 1.5", "duckdb-go/v2 v2.5.4", "no-such-python"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %q in\n%s", format, want, out.String())
			}
		}
		if strings.Contains(out.String(), "churn") {
			t.Errorf("%s: -only ran another contest", format)
		}
	}
}

func TestBadFlags(t *testing.T) {
	for _, args := range [][]string{{"-n", "1"}, {"-rounds", "0"}, {"-threads", "0"}, {"-least", "-1s"}, {"-format", "html"}, {"-only", "nobody", "-n", "1000"}, {"stray"}} {
		if err := benchmark(args, new(bytes.Buffer)); err == nil {
			t.Errorf("%q was taken", args)
		}
	}
}

func TestGrowth(t *testing.T) {
	growing, err := grow(small, growers[:1])
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(growing.sizes, []int{100_000, 200_000}) || len(growing.took) != 1 || len(growing.took[0]) != 2 || growing.took[0][1][0] <= 0 {
		t.Errorf("%+v", growing)
	}
}

// What a table and the targets say of known times.
func TestPrinted(t *testing.T) {
	var out bytes.Buffer
	p := &printer{w: bufio.NewWriter(&out), bandwidth: 1e9}
	made := func(name string, duck bool, items int, took ...time.Duration) result {
		return result{technique: technique{name: name, threads: 1, duck: duck}, items: items, took: median(took), rounds: took}
	}
	p.contest(&contest{name: "test", asks: "?", items: 10, wants: []want{{"cx", "duck", 3.5, 0}, {"cx", "duck", 4.5, 1}, {"cx", "loop", 1 / 1.5, 0}, {"cx", "loop", 0.9, 0}, {"cx", "loop", 9, 2}}},
		[]result{made("cx", false, 10, 10, 20, 100), made("duck", true, 10, 40, 70, 401), made("loop", false, 5, 4, 8, 40)}, nil)
	p.growth(growing{
		sizes: []int{1, 2, 4, 8},
		took:  [][][]time.Duration{{{10, 30, 20}, {20, 50, 30}, {50, 100, 75}, {100, 50, 150}}},
	}, []grower{{name: "call"}})
	p.summary()
	if err := p.w.Flush(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	for _, want := range []string{
		"cx 1 20 ns 2 4.00",
		"loop, the first 5 1 8 ns 1.6 5.00", // half of 40/4, which is between 70/8 and 401/40
		"test: cx against duck, times as fast 4.00 at least 3.5 met",
		"test: cx against duck, times as fast 4.00 at least 4.5 MISSED",
		"test: cx against loop, time 1.25 x at most 1.5 met",
		"test: cx against loop, time 1.25 x at most 1.11 MISSED",
		"1 20 ns", "2 30 ns 1.67x", "4 75 ns 2.50x", "8 100 ns 2.00x",
		"growth of call, worst step 2.50 x at most 2.2 MISSED",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, strings.Join(got, "\n"))
		}
	}
	if strings.Contains(out.String(), "at least 9") {
		t.Error("a target of two threads is told of one")
	}
}

// The sizes go as near to what is asked for as doubling comes, and there are two at least.
func TestGrowthSizes(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	nothing := []grower{{"nothing", func(int) func() error { return func() error { return nil } }}}
	for most, want := range map[int]int{1000: 2, 200_000: 2, 390_000: 2, 391_000: 3, 400_000: 3} {
		if g, err := grow(config{rounds: 1, grow: most}, nothing); err != nil || len(g.sizes) != want {
			t.Errorf("up to %d: %v, %v, want %d sizes", most, g.sizes, err, want)
		}
	}
	if after := debug.SetGCPercent(100); after != 100 {
		t.Errorf("garbage is collected at %d %% afterwards", after)
	}
}

func BenchmarkContests(b *testing.B) {
	for _, m := range makers() {
		if m.make == nil {
			continue
		}
		b.Run(m.name, func(b *testing.B) {
			k, err := m.make(small)
			if err != nil {
				b.Fatal(err)
			}
			if k.close != nil {
				defer k.close() //nolint:errcheck // the test above looks
			}
			for i := range k.techs {
				tech := &k.techs[i]
				if tech.absent != nil {
					continue
				}
				b.Run(tech.name, func(b *testing.B) {
					for b.Loop() {
						if _, _, err := runOnce(tech); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}
