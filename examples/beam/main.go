// Command beam counts NPS, CSAT, CES and ticket times by period and segment on Apache
// Beam: the tallies of the library are its combiners. README.md says what goes in and
// out, when to move here, and how to run it on a cluster.
//
//	go run .                                  a made sample, on prism in this process
//	go run . -input FILES -output FILE
//	go run . -input FILES -local              the same bytes without Beam
//	go run . -help
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	_ "time/tzdata"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"
	"github.com/cxmetrics/cx/period"
)

// A config is what the flags say.
type config struct {
	Input  []string // files, or patterns of them
	Output string
	Bad    string // where bad rows go, "" to fail instead
	Format format
	Local  bool // without Beam
	Rows   int  // of the sample
}

func main() {
	registerTypes()
	c := flags(flag.CommandLine)
	flag.Parse()
	beam.Init() // does not return on a worker
	inProcess := *runners.Runner == "" || *runners.Runner == "prism"
	if err := c.check(inProcess, flag.Args()); err != nil {
		fmt.Fprintf(os.Stderr, "beam: %v (see -help)\n", err)
		os.Exit(2)
	}
	var err error
	if inProcess {
		if *runners.Runner == "" { // -runner prism logs
			slog.SetDefault(slog.New(slog.DiscardHandler))
		}
		err = run(*c, os.Stdout)
	} else {
		err = count(*c)
	}
	if err != nil {
		message := err.Error()
		if inProcess {
			// Beam tells the plan of the step that failed; the last line says why.
			message = message[strings.LastIndexByte(message, '\n')+1:]
		}
		fmt.Fprintln(os.Stderr, "beam:", message)
		os.Exit(1)
	}
}

func (c *config) check(inProcess bool, args []string) error {
	switch {
	case len(args) > 0:
		return fmt.Errorf("files are given by -input, not as %s", args[0])
	case slices.Contains(c.Input, ""):
		return errors.New("-input has a file without a name")
	case c.Bad != "" && c.Bad == c.Output:
		return fmt.Errorf("-bad and -output are both %s", c.Bad)
	case c.Input == nil && c.Format.Kind != kindSurveys:
		return fmt.Errorf("-kind %s needs -input", c.Format.Kind)
	case c.Format.Kind == kindSubscriptions && c.Format.Churn.Snapshots:
		return errors.New("-churn snapshots: of each subscription the newest record counts here")
	case c.Format.load() != nil:
		return c.Format.load()
	case c.Rows < 0:
		return fmt.Errorf("-rows %d is negative", c.Rows)
	case !inProcess && (c.Input == nil || c.Output == "" || c.Local):
		return errors.New("-runner needs -input and -output, and no -local")
	}
	return nil
}

// flags defines the flags of this program, beside those that Beam has defined.
func flags(all *flag.FlagSet) *config {
	c := &config{Format: format{Per: period.Month, Kind: kindSurveys}}
	own := flag.NewFlagSet("", flag.ContinueOnError)
	own.Func("input", "the `files` to read, separated by commas, patterns allowed (default a sample)", func(s string) error {
		c.Input = strings.Split(s, ",")
		return nil
	})
	own.StringVar(&c.Output, "output", "", "the `file` to write (default standard output)")
	own.StringVar(&c.Bad, "bad", "", "write bad rows to this `file` and count the others (default fail at the first)")
	own.TextVar(&c.Format.Per, "per", c.Format.Per, "the `period`: day, week, month, quarter, half-year or year")
	own.StringVar(&c.Format.Zone, "tz", "UTC", "the time `zone` of the calendar")
	own.TextVar(&c.Format.CSAT, "csat", c.Format.CSAT, "the `scale` of csat")
	own.TextVar(&c.Format.CES, "ces", c.Format.CES, "the `scale` of ces")
	own.Func("kind", "what the files `hold`: surveys (and finished tickets), events of tickets, or subscriptions (default surveys)", func(s string) error {
		c.Format.Kind = kind(s)
		if !slices.Contains([]kind{kindSurveys, kindEvents, kindSubscriptions}, c.Format.Kind) {
			return errors.New("neither surveys, events nor subscriptions")
		}
		return nil
	})
	own.StringVar(&c.Format.Tickets, "tickets", "", "the `policy` of tickets made of events, as JSON (default that of package tickets)")
	own.TextVar(&c.Format.Churn, "churn", c.Format.Churn, "the `policy` of subscriptions")
	own.StringVar(&c.Format.First, "first", "", "the first `period` of subscriptions, such as 2024-01 or 2024-Q1")
	own.StringVar(&c.Format.Last, "last", "", "the last `period`")
	own.BoolVar(&c.Local, "local", false, "count in one loop, without Beam")
	own.IntVar(&c.Rows, "rows", 2000, "the `number` of rows of the sample")
	own.VisitAll(func(f *flag.Flag) { all.Var(f.Value, f.Name, f.Usage) })
	all.Usage = func() {
		out := all.Output()
		fmt.Fprintln(out, "NPS, CSAT, CES and ticket times by period and segment, counted by Apache Beam.")
		own.SetOutput(out)
		own.PrintDefaults()
		fmt.Fprintln(out, "The flags of Beam and its runners, such as -runner and -endpoint, are in README.md.")
	}
	return c
}

// run does what the flags say in this process. Nothing is written unless all went
// well: prism may go on to the last step although one before it has failed.
func run(c config, stdout io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "cx-beam-")
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, os.RemoveAll(dir)) }()
	if c.Input == nil {
		c.Input = []string{filepath.Join(dir, "sample.csv")}
		if err := writeSample(c.Input[0], c.Rows); err != nil {
			return err
		}
	}
	draft := c
	draft.Output = filepath.Join(dir, "results")
	if c.Bad != "" {
		draft.Bad = filepath.Join(dir, "bad")
	}
	if err := count(draft); err != nil {
		return err
	}
	if c.Bad != "" {
		if err := publish(draft.Bad, c.Bad, nil); err != nil {
			return err
		}
	}
	return publish(draft.Output, c.Output, stdout)
}

// publish copies a local file to one of any file system, or to stdout if it has no name.
func publish(from, to string, stdout io.Writer) (err error) {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if to == "" {
		_, err = stdout.Write(text)
		return err
	}
	return writeTo(context.Background(), to, text)
}

// count makes the output of the input.
func count(c config) error {
	if c.Local {
		return local(c)
	}
	pipeline, scope := beam.NewPipelineWithRoot()
	build(scope, c)
	return beamx.Run(context.Background(), pipeline)
}

func writeSample(file string, rows int) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(writeCSV(out, sample(rows)), out.Close())
}
