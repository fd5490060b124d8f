package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

// A result is a line of the output. All of it is exact, so that it does not depend on
// who counted: intervals are float64 and may differ between processors.
type result struct {
	Period  string `json:"period"`
	Segment string `json:"segment"`
	Metric  string `json:"metric"`
	figures
}

// figures are what a result says of a tally.
type figures struct {
	N      uint64          `json:"n"`
	Score  string          `json:"score,omitempty"`
	Mean   string          `json:"mean,omitempty"`
	Median string          `json:"median,omitempty"`
	P90    string          `json:"p90,omitempty"`
	Tally  json.RawMessage `json:"tally"` // to be merged further
}

// survey is what the tallies of NPS, CSAT and CES have in common.
type survey interface {
	N() uint64
	Score() (decimal.Decimal, error)
}

// figuresOf reads a tally of the library that is not empty.
func figuresOf(tally any) (f figures, err error) {
	switch t := tally.(type) {
	case survey:
		score, e := t.Score()
		f, err = figures{N: t.N(), Score: score.String()}, e
	case *tickets.DurationSketch:
		mean, e1 := t.Mean()
		median, e2 := t.Percentile(decimal.NewFromInt(50))
		p90, e3 := t.Percentile(decimal.NewFromInt(90))
		f = figures{N: t.N(), Mean: mean.String(), Median: median.String(), P90: p90.String()}
		err = cmp.Or(e1, e2, e3)
	default:
		err = fmt.Errorf("no figures of a %T", tally)
	}
	if err == nil {
		f.Tally, err = json.Marshal(tally)
	}
	return f, err
}

// text returns the line of a value without its end.
func text(v any) (string, error) {
	line, err := json.Marshal(v)
	return string(line), err
}

// inOrder returns the text of a file with these lines.
func inOrder(lines []string) []byte {
	slices.Sort(lines)
	var text bytes.Buffer
	for _, line := range lines {
		text.WriteString(line)
		text.WriteByte('\n')
	}
	return text.Bytes()
}
