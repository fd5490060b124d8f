// Command benchmarks measures cx beside its peers: the same data for all, run in
// turn, the answers compared. See README.md for what the numbers say and what they
// do not.
//
//	go run . [-n items] [-grow items] [-only part,of,names] [-rounds 5] [-least 5s] [-format text|markdown]
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

type config struct {
	n       int           // ratings, tickets and events
	grow    int           // the most items of the growth contest
	rounds  int           // of every contest, and of every call that grows, at least
	least   time.Duration // that these take together, at least
	threads int
	only    []string
	format  string
	python  string
}

func main() {
	if err := benchmark(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

func benchmark(args []string, out io.Writer) error {
	var c config
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	flags.IntVar(&c.n, "n", 10_000_000, "`items`: ratings, tickets and events")
	flags.IntVar(&c.grow, "grow", 0, "`items` up to which the growth contest doubles its input (default -n)")
	flags.IntVar(&c.rounds, "rounds", 5, "`rounds` in which each technique runs once, at least; the table has the medians")
	flags.DurationVar(&c.least, "least", 5*time.Second, "`time` that the rounds of a contest, or of a call that grows, take together, at least: the quick ones get more")
	flags.IntVar(&c.threads, "threads", 2, "threads of the techniques that use several")
	only := flags.String("only", "", "comma-separated parts of the `names` of the contests to run (default all)")
	flags.StringVar(&c.format, "format", "text", "text or markdown")
	flags.StringVar(&c.python, "python", "python3", "`command` of the Python that has numpy and pandas")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if c.grow == 0 {
		c.grow = c.n
	}
	if *only != "" {
		c.only = strings.Split(*only, ",")
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case c.n < 1000:
		return fmt.Errorf("-n %d: fewer than 1000 items tell nothing", c.n)
	case c.least < 0:
		return fmt.Errorf("-least %v is negative", c.least)
	case c.rounds < 1 || c.threads < 1:
		return fmt.Errorf("-rounds %d -threads %d: at least one of each", c.rounds, c.threads)
	case c.format != "text" && c.format != "markdown":
		return fmt.Errorf("-format %q: it is text or markdown", c.format)
	}
	w := bufio.NewWriter(out)
	if err := runAll(c, w); err != nil {
		_ = w.Flush() // what was measured before the error
		return err
	}
	return w.Flush()
}

// A maker makes a contest's data when its turn comes, so that no two are in
// memory at once.
type maker struct {
	name string
	make func(config) (*contest, error)
}

func makers() []maker {
	return []maker{
		{"churn", churnContest},
		{"ledger", ledgerContest},
		{"business-hours", businessContest},
		{"nps-add", npsAddContest},
		{"csat-add", csatAddContest},
		{"ces-add", cesAddContest},
		{"small-slices", smallContest},
		{"bulk-uint8", bulkContest[uint8]("bulk-uint8", "UTINYINT")},
		{"bulk-int8", bulkContest[int8]("bulk-int8", "TINYINT")},
		{"bulk-int", bulkContest[int]("bulk-int", "BIGINT")},
		{"tickets", ticketsContest},
		{"histories", historiesContest},
		{"sketch-add", sketchAddContest},
		{"sketch-merge", sketchMergeContest},
		{"score", scoreContest},
		{"codec", codecContest},
		{surveyReport.name, surveyReport.make},
		{ticketReport.name, ticketReport.make},
		{subscriptionReport.name, subscriptionReport.make},
		{"growth", nil},
		{"size", nil},
	}
}

func (c config) selects(name string) bool {
	for _, part := range c.only {
		if strings.Contains(name, part) {
			return true
		}
	}
	return len(c.only) == 0
}

func runAll(c config, out *bufio.Writer) error {
	bandwidth := readBandwidth()
	p := printer{w: out, markdown: c.format == "markdown", bandwidth: bandwidth}
	p.machine(c)
	ran := 0
	for _, m := range makers() {
		if !c.selects(m.name) {
			continue
		}
		ran++
		var err error
		switch m.name {
		case "growth":
			err = growth(c, &p)
		case "size":
			err = size(&p)
		default:
			err = one(c, m, &p)
		}
		if err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	if ran == 0 {
		return fmt.Errorf("-only %s: no contest has such a name", strings.Join(c.only, ","))
	}
	p.summary()
	return nil
}

func one(c config, m maker, p *printer) (err error) {
	k, err := m.make(c)
	if err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	if k.close != nil {
		defer func() { err = errors.Join(err, k.close()) }()
	}
	results, err := runContest(k, c)
	if err != nil {
		return err
	}
	var facts []fact
	if k.facts != nil {
		if facts, err = k.facts(); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	p.contest(k, results, facts)
	return nil
}
