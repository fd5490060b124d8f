// Command report prints customer-experience metrics from CSV files: NPS, CSAT,
// CES, churn, first response and resolution, for each month (or day, week,
// quarter, half-year, year) with the change to the one before, and for each
// segment.
//
//	go run ./examples/report                                  a sample that it makes itself
//	go run ./examples/report -surveys FILE -tickets FILE -subscriptions FILE
//	go run ./examples/report -write-sample DIR                the sample as files
//	go run ./examples/report -help                            all flags
//
// # Files
//
// Files are CSV in UTF-8, the first line naming the columns; flags say which
// columns are meant. Surveys and tickets are read row by row in memory that does
// not grow with the file, so they may be of any size; with -ticket-id each ticket
// takes about 250 bytes, and subscriptions take 32 bytes each and about 150 for
// each customer.
//
// A time with an offset (2006-01-02T15:04:05Z) is an instant. Other times are what
// a clock showed in the zone of -tz: a local time that the zone skipped is an
// error, of one that it had twice the first is meant, and a date alone is the
// first instant of the day.
//
// A row that cannot be right (a rating of 11 or 6.5, no rating at all, a resolution
// before the creation, a field too few, a line over 1 MiB) is counted in no metric;
// the report ends with the number of such rows and lists the first 20 by file,
// line, column and value. With -strict the first of them ends the program.
//
// # JSON
//
// With -format json the report is one object. Figures are strings with all their
// decimal places, counts are numbers, and what no data has made is null:
//
//	{
//	  "title": ..., "notes": [...], "per": "month", "zone": "UTC",
//	  "surveys": {
//	    "file": "surveys.csv", "rows": 1204, "outside": 0,
//	    "nps": {
//	      "title": "NPS", "convention": [...],
//	      "periods": [{"period": "2025-01", "answers": 96, "nps": "12.5", "change": null, ...}, ...],
//	      "segment_column": "channel",
//	      "segments": [{"segment": "chat", "answers": 310, "nps": "20", ...}, ...],
//	      "all": {"answers": 1204, "nps": "31.2292358803986711", ...}
//	    },
//	    "csat": ..., "ces": ..., "response": ...
//	  },
//	  "tickets": {..., "first_response": ..., "resolution": ...},
//	  "subscriptions": {..., "churn": ...},
//	  "bad_rows": {"total": 1, "listed": [{"file": ..., "line": 7, "column": "nps", "value": "11", "error": ...}]}
//	}
//
// More than 12 periods in a row without data are one element, {"gap": 36}.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
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
		fmt.Fprint(stdout, usage)
		return exitOK
	}
	if err != nil {
		fmt.Fprintf(stderr, "report: %v (see -help)\n", err)
		return exitUsage
	}
	out := bufio.NewWriter(stdout)
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
	if cfg.writeSample != "" {
		return writeSample(cfg.writeSample, stdout)
	}
	r, err := makeReport(cfg, stdin, stderr)
	if err != nil {
		return err
	}
	if cfg.json {
		return writeJSON(stdout, r)
	}
	return writeText(stdout, r)
}

// readers read the three kinds of file, in the order of the report.
var readers = [...]func(*source, config, func(*rowError) error) (section, error){
	readSurveys, readTickets, readSubscriptions,
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
	r := report{
		Sampled: cfg.sampled(),
		Per:     cfg.per.String(), From: cfg.from.String(), To: cfg.to.String(), Zone: cfg.zone.String(),
		Problems: &problems{strict: cfg.strict},
	}
	for i, file := range [...]string{cfg.surveys, cfg.tickets, cfg.subscriptions} {
		var s section
		var err error
		switch {
		case cfg.sampled():
			s, err = readFile(i, sampleFiles[i].name, sampleFile(sampleFiles[i].write), cfg, r.Problems)
		case file == "-":
			s, err = readFile(i, "standard input", watch(file, stdin, stderr), cfg, r.Problems)
		case file != "":
			var f *os.File
			if f, err = os.Open(file); err == nil {
				in := watch(file, f, stderr)
				s, err = readFile(i, file, in, cfg, r.Problems)
				in.done()
				_ = f.Close() // it was only read
			}
		default:
			continue
		}
		if err != nil {
			return report{}, err
		}
		r.Sections = append(r.Sections, s)
	}
	return r, nil
}

func readFile(kind int, name string, in io.Reader, cfg config, problems *problems) (section, error) {
	s, err := openSource(name, in, cfg)
	if err != nil {
		return section{}, err
	}
	return readers[kind](s, cfg, problems.add)
}
