package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A printer writes tables as aligned text or as markdown, and gathers the targets.
type printer struct {
	w         *bufio.Writer
	markdown  bool
	bandwidth float64 // bytes a second
	targets   [][]string
}

// readBandwidth measures how fast one thread reads memory in a plain loop: the
// best of a few passes over more than the caches hold, in bytes a second.
func readBandwidth() float64 {
	data := make([]uint64, 1<<26) // 512 MiB
	for i := range data {
		data[i] = uint64(i)
	}
	best := time.Duration(1<<63 - 1)
	var sum uint64
	for range 5 {
		for _, streams := range []int{1, 8} {
			start := time.Now()
			sum += plainRead(data, streams)
			best = min(best, time.Since(start))
		}
	}
	runtime.KeepAlive(sum)
	return float64(8*len(data)) / best.Seconds()
}

// plainRead reads data as so many streams, some cache lines of each in turn: a processor
// is faster with several than with one.
//
//go:noinline
func plainRead(data []uint64, streams int) uint64 {
	const lines = 64
	var a, b, c, d uint64
	apart := len(data) / streams / lines
	for i := range apart {
		for j := i; j < streams*apart; j += apart {
			for x := data[j*lines : (j+1)*lines]; len(x) >= 4; x = x[4:] {
				a += x[0]
				b += x[1]
				c += x[2]
				d += x[3]
			}
		}
	}
	return a + b + c + d
}

// machine says on what and with what the numbers were made.
func (p *printer) machine(c config) {
	python, err := pythonVersions(c.python)
	if err != nil {
		python = err.Error()
	}
	lines := []string{
		fmt.Sprintf("%s, %d cores, %s, %s/%s, %s", cpu(), runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH, time.Now().UTC().Format(time.DateOnly)),
		fmt.Sprintf("%d items, medians of at least %d interleaved rounds; one thread reads memory at %.1f GB/s", c.n, c.rounds, p.bandwidth/1e9),
		strings.Join(versions(), ", "),
		python,
	}
	for _, line := range lines {
		if p.markdown {
			line = "- " + line
		}
		fmt.Fprintln(p.w, line)
	}
}

func cpu() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

// versions lists the modules that are compared, and DuckDB itself.
func versions() []string {
	var list []string
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			for _, peer := range []string{"duckdb-go/v2", "rickar/cal", "montanaflynn", "HdrHistogram", "shopspring"} {
				if strings.Contains(m.Path, peer) {
					list = append(list, strings.TrimPrefix(m.Path, "github.com/")+" "+m.Version)
				}
			}
		}
	}
	if db, err := newDuck(); err == nil {
		if v, err := db.version(); err == nil {
			list = append(list, "DuckDB "+v)
		}
		_ = db.Close() // only its version was wanted
	}
	return list
}

func (p *printer) heading(name, asks string) {
	if p.markdown {
		fmt.Fprintf(p.w, "\n### %s\n\n%s%s.\n\n", name, strings.ToUpper(asks[:1]), asks[1:])
	} else {
		fmt.Fprintf(p.w, "\n%s: %s\n", name, asks)
	}
}

func (p *printer) contest(c *contest, results []result, facts []fact) {
	p.heading(c.name, c.asks)
	rows := [][]string{{"technique", "threads", "time", "ns/item", "GB/s", "of read bandwidth", "times as fast as DuckDB"}}
	ducks := map[int]result{}
	by := map[string]map[int]result{}
	for _, r := range results {
		if r.duck {
			ducks[r.threads] = r
		}
		if by[r.name] == nil {
			by[r.name] = map[int]result{}
		}
		by[r.name][r.threads] = r
	}
	for _, r := range results {
		name := r.name
		if r.items != c.items {
			name += fmt.Sprintf(", the first %d", r.items)
		}
		row := []string{name, fmt.Sprint(r.threads)}
		if r.absent != nil {
			rows = append(rows, append(row, "absent", "", "", "", ""))
			continue
		}
		speed, share, ratio := "", "", ""
		if r.bytes > 0 {
			rate := r.bytes / r.took.Seconds()
			speed = fmt.Sprintf("%.2f", rate/1e9)
			share = fmt.Sprintf("%.0f %%", 100*rate/p.bandwidth)
		}
		if d, ok := ducks[r.threads]; ok {
			ratio = fmt.Sprintf("%.2f", r.timesAsFast(d))
		}
		rows = append(rows, append(row, clock(r.took), fmt.Sprintf("%.3g", r.perItem()), speed, share, ratio))
	}
	p.table(rows)
	for _, w := range c.wants {
		for _, threads := range slices.Sorted(maps.Keys(by[w.tech])) {
			r := by[w.tech][threads]
			peer, ok := by[w.than][threads]
			if !ok || peer.absent != nil || r.absent != nil || w.threads != 0 && w.threads != threads {
				continue
			}
			got := r.timesAsFast(peer)
			what := fmt.Sprintf("%s: %s against %s", c.name, w.tech, w.than)
			if threads > 1 {
				what += fmt.Sprintf(", %d threads", threads)
			}
			if w.times < 1 { // told as how many times as much it may take
				p.verdict(what+", time", 1/got, 1/w.times, "x", got >= w.times)
			} else {
				p.verdictAtLeast(what+", times as fast", got, w.times, got >= w.times)
			}
		}
	}
	for _, f := range facts {
		if f.most > 0 {
			p.verdict(c.name+": "+f.name, f.value, f.most, f.unit, f.value <= f.most)
		} else {
			fmt.Fprintf(p.w, "\n%s: %.0f %s\n", f.name, f.value, f.unit)
		}
	}
}

// verdict notes a measure that should be at most so much.
func (p *printer) verdict(what string, got, most float64, unit string, met bool) {
	p.target(what, fmt.Sprintf("%.2f %s", got, unit), fmt.Sprintf("at most %.3g", most), met)
}

func (p *printer) verdictAtLeast(what string, got, least float64, met bool) {
	p.target(what, fmt.Sprintf("%.2f", got), fmt.Sprintf("at least %.3g", least), met)
}

func (p *printer) target(what, got, bound string, met bool) {
	verdict := "met"
	if !met {
		verdict = "MISSED"
	}
	p.targets = append(p.targets, []string{what, got, bound, verdict})
}

func (p *printer) summary() {
	if len(p.targets) > 0 {
		p.heading("targets", "what this run says of what is wanted")
		p.table(append([][]string{{"what", "measured", "wanted", ""}}, p.targets...))
	}
}

// table writes rows under the first one, the first column to the left.
func (p *printer) table(rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for n, row := range rows {
		line := make([]string, len(row))
		for i, cell := range row {
			fill := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line[i] = cell + fill
			} else {
				line[i] = fill + cell
			}
		}
		if !p.markdown {
			fmt.Fprintln(p.w, strings.TrimRight(strings.Join(line, "  "), " "))
			continue
		}
		fmt.Fprintf(p.w, "| %s |\n", strings.Join(line, " | "))
		if n == 0 {
			for i, w := range widths {
				if i == 0 {
					line[i] = ":" + strings.Repeat("-", w-1)
				} else {
					line[i] = strings.Repeat("-", w-1) + ":"
				}
			}
			fmt.Fprintf(p.w, "| %s |\n", strings.Join(line, " | "))
		}
	}
}

// clock writes a time with three digits.
func clock(d time.Duration) string {
	switch {
	case d < time.Microsecond:
		return fmt.Sprintf("%d ns", d.Nanoseconds())
	case d < time.Millisecond:
		return fmt.Sprintf("%.3g µs", float64(d)/1e3)
	case d < time.Second:
		return fmt.Sprintf("%.3g ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.3g s", d.Seconds())
}
