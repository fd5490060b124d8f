package main

import (
	"cmp"
	"context"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/filter"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/tickets"
)

// A tally is what a combiner needs of a tally type T, whose measurements are Vs. The
// library's own have all of it.
type tally[T, V any] interface {
	*T
	wired
	Add(V) error
	Merge(*T) error
}

// combine makes a combiner of a tally of the library. Accumulators are pointers so
// that adding to one allocates nothing.
type combine[T any, V ~int | ~int64, P tally[T, V]] struct {
	Metric string
	Empty  T // which knows its scale
}

func (c *combine[T, V, P]) CreateAccumulator() (P, error) {
	t := P(new(T))
	return t, t.Merge(&c.Empty) // takes its scale
}

func (c *combine[T, V, P]) AddInput(t P, value int64) (P, error) { return t, t.Add(V(value)) }

func (c *combine[T, V, P]) MergeAccumulators(t, u P) (P, error) { return t, t.Merge(u) }

func (c *combine[T, V, P]) ExtractOutput(t P) (string, error) {
	f, err := figuresOf(t)
	if err != nil {
		return "", err
	}
	return text(result{Metric: c.Metric, figures: f})
}

type (
	npsFn      = combine[nps.Tally, nps.Rating, *nps.Tally]
	csatFn     = combine[csat.Tally, csat.Rating, *csat.Tally]
	cesFn      = combine[ces.Tally, ces.Rating, *ces.Tally]
	durationFn = combine[tickets.DurationSketch, time.Duration, *tickets.DurationSketch]
)

// wired is a tally with its wire format, which is the coder of an accumulator: what
// workers send each other is what the library documents and reads in any version.
type wired interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

func encode(t wired) ([]byte, error) { return t.MarshalBinary() }

// decode is one function for all tallies: Beam finds functions by name on a worker,
// and the instances of a generic one share theirs.
func decode(t reflect.Type, data []byte) (wired, error) {
	tally, ok := reflect.TypeAssert[wired](reflect.New(t.Elem()))
	if !ok {
		return nil, fmt.Errorf("%v is no tally", t)
	}
	return tally, tally.UnmarshalBinary(data)
}

// registerTypes tells Beam, in every process, what the pipeline is made of.
func registerTypes() {
	beam.RegisterCoder(reflect.TypeFor[wired](), encode, decode)
	register.Function1x2(encode) // called without reflection
	register.Function2x2(decode)
	register.Combiner3[*nps.Tally, int64, string](&npsFn{})
	register.Combiner3[*csat.Tally, int64, string](&csatFn{})
	register.Combiner3[*ces.Tally, int64, string](&cesFn{})
	register.Combiner3[*tickets.DurationSketch, int64, string](&durationFn{})
	register.DoFn8x1[context.Context, fileio.ReadableFile, emitter, emitter, emitter, emitter, emitter, func(string), error](&readFn{})
	register.DoFn3x1[context.Context, []byte, func(*string) bool, error](&writeFn{})
	register.Function2x2(nameGroup)
	register.DoFn4x1[context.Context, fileio.ReadableFile, func(string, string), func(string), error](&readGroupedFn{})
	register.DoFn5x1[string, func(*string) bool, emitter, emitter, func(string), error](&ticketFn{})
	register.DoFn3x1[string, func(*string) bool, func(string, string), error](&newestFn{})
	register.DoFn3x1[string, func(*string) bool, func(string, []byte), error](&movementsFn{})
	register.Combiner3[*movements, []byte, []byte](&combineMovements{})
	register.Function3x1(splitLines)
	register.Emitter2[string, string]()
	register.Emitter2[string, []byte]()
	register.Emitter2[string, int64]()
	register.Emitter1[string]()
	register.Iter1[string]()
}

// build adds the pipeline: files, their measurements by group, a tally of each
// group, and its line.
func build(s beam.Scope, c config) {
	matches := fileio.MatchAll(s, beam.CreateList(s, c.Input), fileio.MatchEmptyDisallow())
	files := fileio.ReadMatches(s, filter.Distinct(s, matches)) // two patterns may match the same file
	// Without the shuffle one worker would read all that it has matched.
	files = beam.Reshuffle(s, files)
	var lines, bad beam.PCollection
	switch c.Format.Kind {
	case kindSubscriptions:
		lines, bad = buildSubscriptions(s, c, files)
	case kindEvents:
		given, badEvents := buildEvents(s, c, files)
		lines, bad = beam.ParDo(s, nameGroup, beam.Flatten(s,
			beam.CombinePerKey(s, &durationFn{Metric: metrics[3]}, given[0]),
			beam.CombinePerKey(s, &durationFn{Metric: metrics[4]}, given[1]))), badEvents
	default:
		given := beam.ParDoN(s, &readFn{c.Format, c.Bad != ""}, files)
		lines, bad = beam.ParDo(s, nameGroup, beam.Flatten(s,
			beam.CombinePerKey(s, &npsFn{Metric: metrics[0]}, given[0]),
			beam.CombinePerKey(s, &csatFn{metrics[1], csat.NewTally(c.Format.CSAT)}, given[1]),
			beam.CombinePerKey(s, &cesFn{metrics[2], ces.NewTally(c.Format.CES)}, given[2]),
			beam.CombinePerKey(s, &durationFn{Metric: metrics[3]}, given[3]),
			beam.CombinePerKey(s, &durationFn{Metric: metrics[4]}, given[4]))), given[5]
	}
	write(s, c.Output, lines)
	if c.Bad != "" {
		write(s, c.Bad, bad)
	}
}

type emitter = func(key string, value int64)

// readFn reads a file from its first line to its last. Beam's textio splits files
// among workers, but it cannot tell lines by their number, and version 2.77 reads
// only the beginning of a compressed file, in silence.
type readFn struct {
	Format   format
	PutAside bool // bad rows, rather than fail
}

// Setup is called by Beam, once on each worker.
func (f *readFn) Setup() error { return f.Format.load() }

// ProcessElement emits the measurements of a file, and its bad rows if they are put aside.
func (f *readFn) ProcessElement(ctx context.Context, file fileio.ReadableFile,
	nps, csat, ces, firstResponse, resolution emitter, bad func(string),
) error {
	in, err := file.Open(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", file.Metadata.Path, err)
	}
	defer func() { _ = in.Close() }() // it is only read
	emit := [...]emitter{nps, csat, ces, firstResponse, resolution}
	count := func(r row) error {
		key := r.key()
		for i, v := range r.values {
			if v.given {
				emit[i](key, v.value)
			}
		}
		return nil
	}
	return f.Format.read(file.Metadata.Path, in, count, asideOr(f.PutAside, bad))
}

// nameGroup completes a line by the group of its key. No period has a blank in it.
func nameGroup(key, line string) (string, error) {
	var r result
	if err := json.Unmarshal([]byte(line), &r); err != nil {
		return "", err
	}
	r.Period, r.Segment, _ = strings.Cut(key, " ")
	return text(r)
}

// write adds the writing of lines, in order, to one file. They come as a side input,
// so that there is a file although there are no lines.
func write(s beam.Scope, file string, lines beam.PCollection) {
	beam.ParDo0(s, &writeFn{file}, beam.Impulse(s), beam.SideInput{Input: lines})
}

type writeFn struct{ File string }

// ProcessElement writes the file.
func (f *writeFn) ProcessElement(ctx context.Context, _ []byte, next func(*string) bool) error {
	var lines []string
	for line := ""; next(&line); {
		lines = append(lines, line)
	}
	return writeTo(ctx, f.File, inOrder(lines))
}

// writeTo writes a file of any file system that Beam knows, such as gs://bucket/file.
func writeTo(ctx context.Context, file string, text []byte) (err error) {
	files, err := filesystem.New(ctx, file)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, files.Close()) }()
	return filesystem.Write(ctx, files, file, text)
}
