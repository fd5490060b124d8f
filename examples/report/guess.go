package main

import (
	"fmt"
	"slices"
	"strings"
)

// delimiters that a file may have without saying so.
const delimiters = ",;\t|"

// delimiterName returns how -delimiter and errors name it.
func delimiterName(d byte) string {
	if d == '\t' {
		return "tab"
	}
	return string(d)
}

// guessDelimiter returns what divides the fields of the sample: of those that divide
// its header, the one by which the most rows have as many fields as the header.
func guessDelimiter(sample string) (byte, error) {
	best, share, ties := byte(','), -1.0, []byte{}
	for _, d := range []byte(delimiters) {
		records := readSample(sample, d)
		if len(records) == 0 || len(records[0]) < 2 {
			continue
		}
		same := 1
		for _, r := range records[1:] {
			if len(r) == len(records[0]) {
				same++
			}
		}
		switch s := float64(same) / float64(len(records)); {
		case s > share:
			best, share, ties = d, s, []byte{d}
		case s == share:
			ties = append(ties, d)
		}
	}
	if len(ties) > 1 {
		a, b := readSample(sample, ties[0])[0], readSample(sample, ties[1])[0]
		return 0, fmt.Errorf("fields may be divided by %q (%s) or by %q (%s): say which by -delimiter",
			delimiterName(ties[0]), shorten(strings.Join(a, " | ")), delimiterName(ties[1]), shorten(strings.Join(b, " | ")))
	}
	return best, nil
}

// readSample returns the well-formed records of the first rows.
func readSample(text string, comma byte) (records [][]string) {
	s := newScanner(strings.NewReader(text), comma)
	for len(records) <= guessRows {
		record, err := s.next()
		if _, ok := err.(syntaxError); ok { //nolint:errorlint // the scanner returns it bare
			continue
		}
		if err != nil {
			return records
		}
		records = append(records, slices.Clone(record))
	}
	return records
}

// cellsOf returns the cells of a column in the first rows, but for those that say
// nothing.
func (s *source) cellsOf(c column) (cells []string) {
	if c.index < 0 {
		return nil
	}
	for _, record := range s.sample {
		if c.index < len(record) {
			if text := s.meaning(record[c.index]); text != "" {
				cells = append(cells, text)
			}
		}
	}
	return cells
}

// guessTimes tells from the first rows whether the day or the month comes first in the
// times of these columns.
func (s *source) guessTimes(columns ...column) error {
	for _, c := range columns {
		s.isTime[c.index] = true
	}
	if s.times.order != orderUnknown || s.times.layout != "" {
		return nil
	}
	dmy, mdy := true, true
	var doubt, first, last string
	var in column
	for _, c := range columns {
		for _, text := range s.cellsOf(c) {
			t, err := readClock(strings.TrimSpace(text))
			if err != nil || t.yearFirst || t.named || t.dotted || t.unix {
				continue
			}
			asDMY, asMDY := t, t
			asMDY.day, asMDY.month = t.month, t.day
			a, b := asDMY.valid(), asMDY.valid()
			switch {
			case a && !b:
				mdy, first = false, text
			case b && !a:
				dmy, last = false, text
			}
			if (a || b) && doubt == "" {
				doubt, in = text, c
			}
		}
	}
	switch {
	case doubt == "":
		return nil
	case dmy && mdy:
		asDMY, asMDY := s.times, s.times
		asDMY.order, asMDY.order = orderDMY, orderMDY
		a, err1 := asDMY.parse(doubt)
		b, err2 := asMDY.parse(doubt)
		if err1 != nil || err2 != nil {
			return nil //nolint:nilerr // the row itself is refused when it is read
		}
		return &rowError{File: s.name, Line: 2, Column: in.name, Value: doubt, Err: fmt.Errorf(
			"either %s (-time-format dmy) or %s (-time-format mdy), as all of the first rows: say which", a.Format("2 January 2006"), b.Format("2 January 2006"))}
	case !dmy && !mdy:
		return &rowError{File: s.name, Line: 2, Column: in.name, Value: first, Err: fmt.Errorf(
			"the day before the month, but %q has the month before the day: say which by -time-format dmy or mdy", shorten(last))}
	case dmy:
		s.times.order = orderDMY
	default:
		s.times.order = orderMDY
	}
	s.times.guessed = true
	s.note("dates have %s (-time-format %s)", s.times.order, map[order]string{orderDMY: "dmy", orderMDY: "mdy"}[s.times.order])
	return nil
}

// guessNumbers tells from the first rows whether a point or a comma stands before the
// decimals of these columns.
func (s *source) guessNumbers(columns ...column) error {
	for _, c := range columns {
		s.isNumber[c.index] = true
	}
	if s.numbers.mark != 0 {
		return nil
	}
	var asPoint, asComma, doubt string
	var in column
	for _, c := range columns {
		for _, text := range s.cellsOf(c) {
			n, err := readNumber(text)
			if err != nil || !strings.ContainsAny(n.text, ".,") {
				continue
			}
			switch point, comma := n.marks(); {
			case point && comma:
				if doubt == "" {
					doubt, in = text, c
				}
			case point:
				asPoint = text
			case comma:
				asComma = text
			}
		}
	}
	switch {
	case asPoint != "" && asComma != "":
		return &rowError{File: s.name, Line: 2, Column: columns[0].name, Value: asPoint, Err: fmt.Errorf(
			"a point before the decimals, but %q has a comma: say which by -decimal point or comma", shorten(asComma))}
	case asPoint != "":
		s.numbers = numberReader{'.', true}
	case asComma != "":
		s.numbers = numberReader{',', true}
		s.note("a comma stands before decimals (-decimal comma)")
	case doubt != "":
		n, _ := readNumber(doubt) // it was read above
		a, err1 := n.value('.')
		b, err2 := n.value(',')
		if err1 == nil && err2 == nil {
			return &rowError{File: s.name, Line: 2, Column: in.name, Value: doubt, Err: fmt.Errorf(
				"either %s (-decimal point) or %s (-decimal comma): say which", a, b)}
		}
	}
	return nil
}

// guessSymbol takes the one currency that stands beside amounts of the first rows for that of
// all amounts without one.
func (s *source) guessSymbol(amount, currency column) {
	var symbols []string
	bare := false
	for _, text := range s.cellsOf(amount) {
		switch n, err := readNumber(text); {
		case err != nil:
		case n.symbol == "":
			bare = true
		case !slices.Contains(symbols, n.symbol):
			symbols = append(symbols, n.symbol)
		}
	}
	if currency.index < 0 && len(symbols) == 1 {
		s.symbol = symbols[0]
		if bare {
			s.note("amounts without a currency are in %s, as the others are", s.symbol)
		}
	}
}

// note keeps what was guessed or left aside, for the report to state.
func (s *source) note(format string, a ...any) {
	text := fmt.Sprintf(format, a...)
	if !slices.Contains(s.notes, text) {
		s.notes = append(s.notes, text)
	}
}

// noteLate notes the fields of a file of JSON objects that are left aside.
func (s *source) noteLate() {
	if s.json == nil {
		return
	}
	for _, text := range s.json.late {
		s.note("%s", text)
	}
}

// understood says what the file was taken for.
func (s *source) understood(g encodingGuess) {
	if g.zipped {
		s.note("unpacked by gzip")
	}
	if g.guessed && g.name != encodingUTF8 || g.broken {
		s.note("text in %s (-encoding)", g.name)
	}
	if g.cr {
		s.note("lines end with CR alone")
	}
}
