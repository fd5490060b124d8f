package main

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/shopspring/decimal"
)

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, m := range o {
		b.WriteByte("{,"[min(i, 1)])
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(append(append(key, ':'), value...))
	}
	if len(o) == 0 {
		b.WriteByte('{')
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// writeJSON writes the report for programs; the package comment shows its shape.
func writeJSON(out io.Writer, r report) error {
	o := object{{"sample", r.Sampled}, {"per", r.Per}, {"from", orNull(r.From)}, {"to", orNull(r.To)}, {"zone", r.Zone}, {"level", r.Level}, {"comparisons", r.Comparisons}}
	for _, s := range r.Sections {
		section := object{{"file", s.File}, {"rows", s.Rows}, {"outside", s.Outside}}
		if len(s.Notes) > 0 {
			section = append(section, member{"notes", s.Notes})
		}
		for _, t := range s.Tables {
			section = append(section, member{t.Key, t.object()})
		}
		for _, f := range s.Figures {
			section = append(section, member{f.key(), f.object()})
		}
		o = append(o, member{s.Key, section})
	}
	o = append(o, member{"bad_rows", r.Problems.object()})

	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(o)
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func (t table) object() object {
	periods, segments := []object{}, object{}
	for _, r := range t.Periods {
		if r.Gap > 0 {
			periods = append(periods, object{{"gap", r.Gap}})
			continue
		}
		o := object{{"period", r.Name}}
		if r.Open {
			o = append(o, member{"provisional", true})
		}
		periods = append(periods, append(o, t.members(r, ofPeriod)...))
	}
	for _, s := range t.Segments {
		rows := []object{}
		for _, r := range s.Rows {
			rows = append(rows, append(object{{"segment", r.Name}}, t.members(r, ofSegment)...))
		}
		segments = append(segments, member{s.Column, rows})
	}
	signals := []object{}
	for i, h := range t.Heads {
		for _, s := range t.Charts[i].Signals {
			signals = append(signals, object{
				{"figure", h.Key}, {"first", s.First.String()}, {"last", s.Last.String()}, {"seen", s.Seen.String()},
				{"rule", s.Rule.String()}, {"direction", s.Direction}, {"verdict", s.Verdict},
			})
		}
	}
	o := object{
		{"title", t.Title}, {"convention", t.Notes},
		{"periods", periods}, {"segments", segments}, {"all", object(t.members(t.Total, ofAll))}, {"signals", signals},
	}
	if len(t.By) > 0 {
		by := []object{}
		for _, part := range t.By {
			by = append(by, append(object{{"segment", part.Segment}}, part.object()...))
		}
		o = append(o, member{"by", by})
	}
	return o
}

func (t table) members(r row, k kind) (m []member) {
	for i, c := range r.Cells {
		if h := t.Heads[i]; h.in(k) {
			m = append(m, member{h.Key, c.json()})
		}
	}
	return m
}

// json returns the figure as JSON has it: null for no data, a text for a decimal,
// whose own encoding is subject to a global of its package.
func (c cell) json() any {
	if d, ok := c.Value.(decimal.Decimal); ok {
		return d.String()
	}
	return c.Value
}

func (p *problems) object() object {
	listed := []object{}
	for _, e := range p.listed {
		listed = append(listed, object{
			{"file", e.File}, {"line", e.Line}, {"column", e.Column}, {"value", shorten(e.Value)}, {"error", e.why()},
		})
	}
	return object{{"total", p.total}, {"listed", listed}}
}
