// Command report prints customer-experience metrics from CSV files: NPS, CSAT and
// CES; volume and backlog of tickets, first response, resolution and first contact;
// churn of customers and of revenue, cohorts and survival; visits, tasks, carts and
// intents; sales and what customers are worth. For each month (or day, week, quarter,
// half-year, year) with the change to the one before, and for each segment.
//
//	go run ./examples/report                                  a sample that it makes itself
//	go run ./examples/report -surveys FILE -tickets FILE -subscriptions FILE -visits FILE -orders FILE
//	go run ./examples/report -preset stripe-subscriptions FILE
//	go run ./examples/report -only nps,churn,survival -svg survival.svg
//	go run ./examples/report -write-sample DIR                the sample as files
//	go run ./examples/report -help                            all flags
//
// # Files
//
// Files are CSV in UTF-8, UTF-16 or Latin-1, or that packed by gzip, the first line naming
// the columns, or JSON objects, one after the other or in an array. Flags say which columns
// are meant, and figures that need a column a file lacks are left out. The columns of JSON
// are the names in its first thousand objects, and the report names a field that comes first
// after them. A preset sets the flags for an export of a vendor; presets.go has the vendor's
// page on each, and says where none has the names of the columns.
//
// Rows of subscriptions with one -subscription-id are versions of one: the one with the latest
// -updated counts, of two at the same time the later row, and where there is no such column
// the last row. One that is -withdrawn, or that -where leaves out, takes it back.
//
// Files are read a few blocks at a time, on as many threads as there are processors, so
// surveys and tickets may be of any size, also through a pipe. Ratings take at most 20 MB with
// two processors, and 3 MB more with each further one. A period or segment of tickets takes up
// to 8 bytes a time on each processor, and never more than 230 KiB. What has an ID takes memory
// for each: a ticket with -ticket-id up to 560 bytes, a respondent in a period with -answers up
// to 400; a customer with one subscription up to 200, 110 more with two columns of segments, and
// 250 more with -subscription-id; a visitor or buyer up to 250, and again in each
// period and segment. That is live memory, with names of 13 letters; the garbage collector may
// hold as much again.
//
// A time with an offset (2006-01-02T15:04:05Z) is an instant. Other times are what
// a clock showed in the zone of -tz: a local time that the zone skipped is an
// error, of one that it had twice the first is meant, and a date alone is the
// first instant of the day.
//
// A row that cannot be right (a rating of 11 or 6.5, a resolution before the creation, a
// field too many, a line over 1 MiB, a line that is no JSON) is counted in no metric; the report ends with the
// number of such rows and lists the first 20 by file, line, column and value. More of
// them than -max-bad, or nothing but such rows, end the program with exit code 1, as the
// first of them does with -strict. A survey without a rating is one that nobody answered.
//
// What a file does not say (its encoding, what divides its fields, whether the day or the
// month comes first, what stands before decimals) is guessed from its first thousand
// rows. The report states it, a flag fixes it, and a later row that contradicts it ends
// the program. Where two readings are possible, the error shows both.
//
// # Conventions
//
// A change is that from the last period before that has data, and undefined where
// there is none: after a month without a survey, the next one is compared with the
// month before it. "Higher" and "lower" mean that the p-value of the difference, adjusted
// by Holm's method for all comparisons of the report, is at most 1 less -level; anything
// else is no clear change. Low and high are the bounds of the interval of the figure itself.
//
// Each figure at a glance has a process chart of package signal. What lies beyond its
// limits, and a run of 8 on one side of its mean, is a signal: marked by * in the text and
// by a diamond on the page. Fewer than 6 periods have no signals, and neither has the
// backlog: a stock goes on from the one before, so that limits made of its changes signal by
// themselves. A period that was not over at -as-of, or is not over now, is provisional, and
// part of no signal.
//
//	figure    interval        comparison
//	NPS       score (Tango)   hybrid score
//	CES       Student         Welch
//	rates     Wilson          Newcombe
//
// Times of tickets, first contact, reopening and SLA attainment are those of the
// tickets created in a period, whatever came of them later. Percentiles are by
// nearest rank: exact for up to 7296 tickets in a group, beyond that within 0.4 %.
// An open ticket is held against its target by how long it has been open at -as-of.
// Resolved tickets and the backlog are counted at the time: tickets from before -from
// are part of the backlog, although of no other figure.
//
// What happens to a subscription at the very start of a period belongs to that
// period: its opening customers are those of the instant before. Movements net within
// a period, as the default policy of package churn has them. Trials make nobody a
// customer (-trial), and a subscription lasts until its end unless -cancelled names
// the column of the notice. A customer is in one segment at a time, the one in which they
// pay most, and who changes it is not lost: what happens to them in a period counts in the
// segment of its start. A cohort keeps who still is a customer when a period closes.
// Lifetimes are in days of the calendar of -tz. Periods that were not over when
// the file was exported are left out, since who leaves later in them is yet to come.
//
// A visitor is active on the days of their visits, in the zone of -tz; stickiness is the
// mean daily active customers in percent of those active in the period, all of whose
// days count, also those that are still to come.
//
// Of a column with more than 1,000 different texts, as where visitors type what they
// came for, the report has no shares.
//
// # JSON
//
// With -format json the report is one object. Figures are strings with all their
// decimal places (those of inference with six), counts are numbers, and what no data
// has made is null:
//
//	{
//	  "sample": false, "per": "month", "from": "2025-01", "to": null, "zone": "UTC", "level": 0.95,
//	  "surveys": {
//	    "file": "surveys.csv", "rows": 1204, "outside": 0,
//	    "nps": {
//	      "title": "NPS", "convention": [...],
//	      "periods": [{"period": "2025-01", "answers": 96, "nps": "12.5", "low": "-2.7", "high": "27.1",
//	        "change": null, "compared": null, ...}, ...],
//	      "segments": {"channel": [{"segment": "chat", "answers": 310, "nps": "20", ...}, ...], ...},
//	      "all": {"answers": 1204, "nps": "31.2292358803986711", ...}
//	    },
//	    "csat": ..., "ces": ..., "response": ...
//	  },
//	  "tickets": {..., "volume": ..., "first_response": ..., "resolution": ..., "contacts": ..., "contact_volume": ...},
//	  "subscriptions": {
//	    ..., "churn": ..., "revenue": ...,
//	    "cohorts": {..., "cohorts": [{"cohort": "2025-01", "customers": 10, "retention": ["100", "90"]}, ...], "all": [...], "all_cohorts": [2, 1]},
//	    "survival": {..., "customers": 498, "lost": 168, "median_days": 892, "observed_days": 1094,
//	      "steps": [{"day": 21, "at_risk": 487, "lost": 1, "percent": "99.8", "low": "98.6", "high": "100"}, ...]}
//	  },
//	  "visits": {
//	    ..., "engagement": ..., "tasks": ..., "carts": ...,
//	    "intents": {..., "all": 2990, "shares": [{"label": "buy", "count": 1040, "percent": "34.8", "low": "32.6", "high": "37.0"}, ...]},
//	    "obstacles": ...
//	  },
//	  "orders": {..., "sales": ...},
//	  "bad_rows": {"total": 1, "listed": [{"file": ..., "line": 7, "column": "nps", "value": "11", "error": ...}]}
//	}
//
// More than 12 periods in a row without data are one element, {"gap": 36}. A period that was
// not over has "provisional": true.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// The exit codes.
const (
	exitOK    = 0
	exitError = 1 // a bad row under -strict, a file that cannot be read
	exitUsage = 2
)

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	cfg, err := parseFlags(args)
	if errors.Is(err, flag.ErrHelp) {
		cfg.help, err = true, nil
	}
	if err != nil {
		fmt.Fprintf(stderr, "report: %v (see -help)\n", err)
		return exitUsage
	}
	out := bufio.NewWriter(stdout) // which keeps the first error of a write for Flush
	if err = work(cfg, stdin, out, stderr); err == nil {
		err = out.Flush()
	}
	if err != nil {
		fmt.Fprintf(stderr, "report: %v\n", err)
		return exitError
	}
	return exitOK
}

func work(cfg config, stdin io.Reader, stdout, stderr io.Writer) error {
	if cfg.help {
		_, err := io.WriteString(stdout, usage)
		return err
	}
	if cfg.writeSample != "" {
		return writeSample(cfg.writeSample, stdout)
	}
	r, err := makeReport(cfg, stdin, stderr)
	if err != nil {
		return err
	}
	if cfg.dryRun {
		for _, s := range r.Sections {
			if _, err := io.WriteString(stdout, s.Notes[0]); err != nil {
				return err
			}
		}
		return nil
	}
	if cfg.html {
		return writeHTML(stdout, r)
	}
	if cfg.json {
		return writeJSON(stdout, r)
	}
	return writeText(stdout, r)
}

// makeReport reads the files that the flags name, or else the sample.
func makeReport(cfg config, stdin io.Reader, stderr io.Writer) (report, error) {
	if cfg.sampled() && cfg.from.IsZero() && cfg.to.IsZero() {
		var err1, err2 error
		cfg.from, err1 = cfg.per.OfDate(sampleYear, time.January, 1)
		cfg.to, err2 = cfg.per.OfDate(sampleYear, time.December, 31)
		if err := errors.Join(err1, err2); err != nil {
			return report{}, err
		}
	}
	if err := cfg.complete(); err != nil {
		return report{}, err
	}
	r := report{
		Sampled: cfg.sampled(),
		Per:     cfg.perName(), From: cfg.from.String(), To: cfg.to.String(), Zone: cfg.zone.String(), Level: cfg.level,
		Problems: &problems{strict: cfg.strict},
	}
	for kind, file := range cfg.files() {
		if file == "" && !cfg.sampled() {
			continue
		}
		s, err := makeSection(kind, file, cfg, stdin, stderr, r.Problems)
		if err != nil {
			return report{}, err
		}
		r.Sections = append(r.Sections, s)
	}
	if cfg.dryRun {
		return r, nil
	}
	if err := checkSegments(cfg, r); err != nil {
		return r, err
	}
	if cfg.svg != "" {
		if err := writeSVG(cfg.svg, r); err != nil {
			return r, err
		}
	}
	r = r.only(cfg.only)
	err := r.adjust()
	return r, err
}

// complete sets what is not given and needs a file, a clock or the range.
func (c *config) complete() (err error) {
	if c.asOf.IsZero() {
		c.asOf = time.Now().In(c.zone)
		if end := c.to.In(c.zone).End(); !c.to.IsZero() && end.Before(c.asOf) {
			c.asOf = end
		}
	}
	if c.hoursFile != "" {
		c.hoursName = c.hoursFile
		c.hours, err = readHours(c.hoursFile)
	} else {
		c.hoursName = defaultHours
		c.hours, err = officeHours(c.zone)
	}
	return err
}

// only returns the report with these parts of it, all for nil.
func (r report) only(names []string) report {
	if names == nil {
		return r
	}
	for i := range r.Sections {
		s := &r.Sections[i]
		s.Tables = slices.DeleteFunc(s.Tables, func(t table) bool {
			key, _, _ := strings.Cut(t.Key, "_")
			return !slices.Contains(names, t.Key) && (key != "sales" && key != "revenue" || !slices.Contains(names, key))
		})
		s.Figures = slices.DeleteFunc(s.Figures, func(f figure) bool { return !slices.Contains(names, f.key()) })
	}
	return r
}

// makeSection reads one file, or the sample in its place.
func makeSection(kind int, file string, cfg config, stdin io.Reader, stderr io.Writer, problems *problems) (section, error) {
	in := stdin
	var more []string
	if file != "" {
		names, err := expand(file)
		if err != nil {
			return section{}, err
		}
		file, more = names[0], names[1:]
	}
	named := file
	switch file {
	case "":
		file, in = sampleFiles[kind].name, sampleText(sampleFiles[kind].write)
	case "-":
		file = "standard input"
	default:
		f, err := os.Open(file)
		if err != nil {
			return section{}, err
		}
		defer func() { _ = f.Close() }() // it is only read
		in = f
	}
	p := watch(file, in, stderr)
	defer p.done()
	s, err := openSource(file, p, cfg)
	if err != nil {
		return section{}, err
	}
	s.more, s.stderr = more, stderr
	read := [...]func(*source, config, func(*rowError) error) (section, error){
		readSurveys, readTickets, readSubscriptions, readVisits, readOrders,
	}
	var first *rowError
	section, err := read[kind](s, cfg, func(e *rowError) error {
		if first == nil {
			first = e
		}
		return problems.add(e)
	})
	if errors.Is(err, errDryRun) {
		section.Notes = []string{s.describe()}
		return section, nil
	}
	if s.closeFile != nil {
		s.closeFile()
	}
	if err != nil {
		return section, err
	}
	for _, f := range s.filtered {
		section.filtered = append(section.filtered, f.column)
	}
	if len(more) > 0 {
		section.File = fmt.Sprintf("%s and %d more", named, len(more))
	}
	return section, s.checkBad(cfg, first)
}

// checkSegments returns an error when a column of -segment is in none of the files.
func checkSegments(cfg config, r report) error {
	for _, f := range cfg.where {
		if !slices.ContainsFunc(r.Sections, func(s section) bool { return slices.Contains(s.filtered, f.column) }) {
			return fmt.Errorf("-where: no file has a column %.60q", f.column)
		}
	}
	names := []string{}
	if cfg.given["segment"] {
		names = cfg.segments
	}
	if cfg.by != "" && !slices.Contains(names, cfg.by) {
		names = append(slices.Clip(names), cfg.by)
	}
	for _, name := range names {
		has := func(s section) bool {
			return slices.ContainsFunc(s.Tables[0].Segments, func(s segmentRows) bool { return s.Column == name })
		}
		if !slices.ContainsFunc(r.Sections, has) {
			flag := "-segment"
			if name == cfg.by {
				flag = "-by"
			}
			return fmt.Errorf("%s: no file has a column %.60q", flag, name)
		}
	}
	return nil
}
