package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
)

// columns are the names that a CSV file or a JSON object gives to what it holds.
var columns = [...]string{"time", "segment", "nps", "csat", "ces", "first_reply", "resolved"}

// fields are the texts of one row, in the order of columns, "" where there is none.
type fields [len(columns)]string

// metrics are the names that results give to what is counted.
var metrics = [...]string{"nps", "csat", "ces", "first_response", "resolution"}

// A format says what a row means. It travels to the workers as JSON.
type format struct {
	Per  period.Unit
	Zone string // of the calendar, by its name in the time zone database
	CSAT csat.Scale
	CES  ces.Scale

	Kind        kind   // of the files
	Tickets     string // the policy of tickets as JSON, "" for the default
	Churn       churn.Policy
	First, Last string // the periods of windows and cohorts

	zone        *time.Location
	tickets     tickets.Policy
	first, last period.Period
}

// A kind is what the lines of all files are.
type kind string

const (
	kindSurveys       kind = "surveys" // and finished tickets
	kindEvents        kind = "events"
	kindSubscriptions kind = "subscriptions"
)

// load looks the zone up, and reads the periods.
func (f *format) load() (err error) {
	if f.zone, err = time.LoadLocation(f.Zone); err != nil {
		return err
	}
	if f.Tickets != "" {
		if err := json.Unmarshal([]byte(f.Tickets), &f.tickets); err != nil {
			return err
		}
	}
	if f.Kind != kindSubscriptions {
		return nil
	}
	if f.first, err = period.Parse(f.First); err == nil {
		f.last, err = period.Parse(f.Last)
	}
	return err
}

// A group is what rows are counted by.
type group struct {
	period  period.Period
	segment string
}

// key is how a group is told to a combiner. No period has a blank in it.
func (g group) key() string { return g.period.String() + " " + g.segment }

// A row is an answered survey, a ticket, or both.
type row struct {
	group
	values [len(metrics)]struct {
		given bool
		value int64 // a rating, or nanoseconds
	}
}

// A badRow is the error of a row that cannot be right.
type badRow struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Reason string `json:"error"`
}

func (b badRow) Error() string { return fmt.Sprintf("%s:%d: %s", b.File, b.Line, b.Reason) }

// read hands each row of a file to take, or to bad if it cannot be right. The first
// error of either ends the reading.
func (f *format) read(file string, in io.Reader, take func(row) error, bad func(badRow) error) error {
	each := func(line int, texts fields, err error) error {
		var r row
		if err == nil {
			r, err = f.row(texts)
		}
		if err != nil {
			return bad(badRow{file, line, err.Error()})
		}
		return take(r)
	}
	var err error
	switch {
	case path.Ext(strings.TrimSuffix(file, ".gz")) == ".csv":
		err = readCSV(in, each)
	case isJSON(file):
		err = readLines(in, func(n int, line []byte, err error) error {
			var texts fields
			if err == nil {
				texts, err = parseJSON(line)
			}
			return each(n, texts, err)
		})
	default:
		err = errors.New("neither .csv nor .json, .jsonl or .ndjson, nor one of them and .gz")
	}
	if b := (badRow{}); err != nil && !errors.As(err, &b) {
		err = fmt.Errorf("%s: %w", file, err)
	}
	return err
}

// readCSV reads CSV as RFC 4180 has it, the first line naming the columns.
func readCSV(in io.Reader, each func(line int, texts fields, err error) error) error {
	buffered := bufio.NewReader(in)
	const byteOrderMark = "\ufeff" // which Excel writes
	if start, _ := buffered.Peek(len(byteOrderMark)); string(start) == byteOrderMark {
		_, _ = buffered.Discard(len(start)) // they are in the buffer
	}
	records := csv.NewReader(buffered)
	records.ReuseRecord = true
	header, err := records.Read()
	if err != nil {
		return fmt.Errorf("no line that names the columns: %w", err)
	}
	var at [len(columns)]int
	for i, name := range columns {
		at[i] = slices.Index(header, name)
		if at[i] >= 0 && slices.Contains(header[at[i]+1:], name) {
			return fmt.Errorf("two columns are named %s", name)
		}
	}
	if at[0] < 0 || at[1] < 0 || slices.Max(at[2:]) < 0 {
		return fmt.Errorf("the columns %.200q are not %s, %s and one of %s", header, columns[0], columns[1], columns[2:])
	}
	for {
		began := records.InputOffset()
		record, err := records.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var texts fields
		var line int
		if p := (*csv.ParseError)(nil); errors.As(err, &p) {
			line, err = p.StartLine, p.Err
			if p.Line > line { // a quote that is not closed takes all that follows with it
				err = fmt.Errorf("%w, up to line %d", err, p.Line)
			}
		} else if err != nil {
			return err
		} else {
			line, _ = records.FieldPos(0)
			if records.InputOffset()-began > longest {
				err = errLong
			}
			for i, column := range at {
				if column >= 0 {
					texts[i] = record[column]
				}
			}
		}
		if err := each(line, texts, err); err != nil {
			return err
		}
	}
}

func isJSON(file string) bool {
	return slices.Contains([]string{".json", ".jsonl", ".ndjson"}, path.Ext(strings.TrimSuffix(file, ".gz")))
}

// longest is how many bytes a row may have. A longer one is a bad row.
const longest = 1 << 20

var errLong = errors.New("longer than 1 MiB")

// readLines hands on each line that is not blank, with its number from 1. A line is good
// until the function returns.
func readLines(in io.Reader, each func(n int, line []byte, err error) error) error {
	buffered := bufio.NewReaderSize(in, 1<<16)
	var line []byte
	for n := 1; ; n++ {
		line = line[:0]
		var part []byte
		var err error
		long := false
		for {
			part, err = buffered.ReadSlice('\n')
			if long = long || len(line)+len(bytes.TrimRight(part, "\r\n")) > longest; !long {
				line = append(line, part...)
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				break
			}
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d: %w", n, err)
		}
		var bad error
		if long {
			bad = errLong
		}
		if long || len(bytes.TrimSpace(line)) > 0 {
			if err := each(n, line, bad); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

// exact returns an object with those of its fields that have one of the names, letter by
// letter: encoding/json by itself takes NPS for nps.
func exact(line []byte, names []string) ([]byte, error) {
	if !utf8.Valid(line) {
		return nil, errors.New("not UTF-8")
	}
	if bytes.TrimSpace(line)[0] != '{' {
		return nil, errors.New("not an object")
	}
	if err := json.Unmarshal(line, &struct{}{}); err != nil { // all of the line is one value
		return nil, err
	}
	in := json.NewDecoder(bytes.NewReader(line))
	if _, err := in.Token(); err != nil {
		return nil, err
	}
	kept := map[string]json.RawMessage{}
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return nil, err
		}
		if name, ok := name.(string); ok && slices.Contains(names, name) {
			if kept[name] != nil {
				return nil, fmt.Errorf("two fields are named %s", name)
			}
			kept[name] = value
		}
	}
	return json.Marshal(kept)
}

// number is the text of a JSON number, or of a string with one or with nothing in it.
type number string

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(text []byte) error {
	*n = ""
	if string(text) == `""` {
		return nil
	}
	return json.Unmarshal(text, (*json.Number)(n))
}

func parseJSON(line []byte) (texts fields, err error) {
	var object struct {
		Time       string `json:"time"`
		Segment    string `json:"segment"`
		NPS        number `json:"nps"`
		CSAT       number `json:"csat"`
		CES        number `json:"ces"`
		FirstReply string `json:"first_reply"`
		Resolved   string `json:"resolved"`
	}
	if line, err = exact(line, columns[:]); err != nil {
		return texts, err
	}
	err = json.Unmarshal(line, &object) // which leaves a field empty for null
	return fields{
		object.Time, object.Segment,
		string(object.NPS), string(object.CSAT), string(object.CES),
		object.FirstReply, object.Resolved,
	}, err
}

// row checks all of a row before any of it counts.
func (f *format) row(texts fields) (r row, err error) {
	created, err := parseTime(texts[0])
	if err != nil {
		return r, err
	}
	if r.period, err = f.Per.Of(created.In(f.zone)); err != nil {
		return r, err
	}
	if !utf8.ValidString(texts[1]) { // the results are JSON, which could not tell it apart
		return r, fmt.Errorf("segment %.40q is not UTF-8", texts[1])
	}
	r.segment = texts[1]
	for i := range r.values {
		text := texts[2+i]
		if text == "" {
			continue
		}
		v := &r.values[i]
		v.given = true
		if v.value, err = f.value(metrics[i], text, created); err != nil {
			return r, err
		}
	}
	return r, nil
}

// value returns what a text means for a metric, as long as its tally will take it.
func (f *format) value(metric, text string, created time.Time) (int64, error) {
	switch metric {
	case "nps":
		rating, err := nps.ParseRating(text)
		return int64(rating), err
	case "csat":
		rating, err := csat.ParseRating(text)
		if err == nil {
			err = new(csat.NewTally(f.CSAT)).Add(rating)
		}
		return int64(rating), err
	case "ces":
		rating, err := ces.ParseRating(text)
		if err == nil {
			err = new(ces.NewTally(f.CES)).Add(rating)
		}
		return int64(rating), err
	}
	until, err := parseTime(text)
	var elapsed time.Duration
	if err == nil {
		elapsed, err = tickets.Ticket{Created: created, Resolved: until}.Resolution()
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", metric, err)
	}
	return int64(elapsed), err
}

func parseTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		err = fmt.Errorf("%.40q is no time like 2006-01-02T15:04:05Z", text)
	}
	return t, err
}
