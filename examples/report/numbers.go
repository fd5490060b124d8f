package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// numberReader reads numbers as files have them: with a point or a comma before the
// decimals, the other of them between thousands, a sign, and a currency.
type numberReader struct {
	mark    byte // before the decimals: '.', ',', 0 where no number of the first rows tells
	guessed bool
}

// maxDigits is how long a number may be written.
const maxDigits = 30

var errNoNumber = errors.New("not a number such as 27 or 27.5")

// amount is a number as a cell has it: what may stand before or after it is apart.
type amount struct {
	text     string // digits, points and commas
	negative bool
	symbol   string // of the currency, such as $ or EUR
}

// readNumber finds the parts of a number.
func readNumber(text string) (n amount, err error) {
	text = strings.TrimSpace(text)
	if len(text) > maxDigits+20 {
		return n, errNoNumber
	}
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.HasSuffix(inner, ")") {
		n.negative, text = true, inner[:len(inner)-1]
	}
	first, last := strings.IndexAny(text, ".,0123456789"), strings.LastIndexAny(text, ".,0123456789")
	if first < 0 {
		return n, errNoNumber
	}
	for _, part := range []string{text[:first], text[last+1:]} {
		part = strings.Trim(part, " \u00a0\u202f")
		for _, minus := range []string{"-", "−"} {
			if strings.Contains(part, minus) {
				if n.negative {
					return n, errNoNumber
				}
				n.negative, part = true, strings.Replace(part, minus, "", 1)
			}
		}
		part = strings.Trim(strings.TrimPrefix(part, "+"), " \u00a0\u202f")
		if part != "" && n.symbol != "" || !currencySymbol(part) {
			return n, errNoNumber
		}
		if part != "" {
			n.symbol = part
		}
	}
	n.text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "").Replace(text[first : last+1])
	if strings.Trim(n.text, ".,0123456789") != "" || len(n.text) > maxDigits || strings.Trim(n.text, ".,") == "" {
		return n, errNoNumber
	}
	return n, nil
}

// currencySymbol reports whether the text is none, a symbol such as $ or US$, or a code
// such as EUR.
func currencySymbol(text string) bool {
	if text == "" || slices.Contains(strings.Fields("$ US$ A$ C$ CA$ AU$ NZ$ HK$ R$ € £ ¥ ₹ ₽ ₩ ₺ zł kr kr. Kč Ft"), text) {
		return true
	}
	return len(text) == 3 && strings.ToUpper(text) == text && utf8.RuneCountInString(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// marks returns the marks that may stand before the decimals of a number: a 0 is none.
func (n amount) marks() (point, comma bool) {
	points, commas := strings.Count(n.text, "."), strings.Count(n.text, ",")
	switch {
	case points == 0 && commas == 0:
		return true, true
	case points > 0 && commas > 0:
		lastPoint := strings.LastIndexByte(n.text, '.') > strings.LastIndexByte(n.text, ',')
		return lastPoint && points == 1, !lastPoint && commas == 1
	case points > 1:
		return false, true
	case commas > 1:
		return true, false
	}
	i := strings.IndexAny(n.text, ".,")
	thousands := len(n.text)-i-1 == 3 && i >= 1 && i <= 3 && n.text[0] != '0'
	if points == 1 {
		return true, thousands
	}
	return thousands, true
}

// value reads the digits with that mark before the decimals.
func (n amount) value(mark byte) (decimal.Decimal, error) {
	text := n.text
	other := ","
	if mark == ',' {
		other = "."
	}
	whole, fraction, _ := strings.Cut(text, string(mark))
	if strings.Contains(whole, other) {
		for i, group := range strings.Split(whole, other) {
			if i == 0 && (group == "" || len(group) > 3) || i > 0 && len(group) != 3 {
				return decimal.Decimal{}, errNoNumber
			}
		}
		whole = strings.ReplaceAll(whole, other, "")
	}
	if strings.ContainsAny(fraction, ".,") {
		return decimal.Decimal{}, errNoNumber
	}
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	d, err := decimal.NewFromString(whole)
	if err != nil {
		return d, errNoNumber
	}
	if n.negative {
		d = d.Neg()
	}
	return d, nil
}

// parse returns the number and the currency that stands beside it.
func (r numberReader) parse(text string) (decimal.Decimal, string, error) {
	n, err := readNumber(text)
	if err != nil {
		return decimal.Decimal{}, "", err
	}
	mark := r.mark
	point, comma := n.marks()
	if mark == 0 {
		mark = '.'
		switch {
		case comma && !point:
			mark = ','
		case comma && strings.ContainsAny(n.text, ".,"):
			return decimal.Decimal{}, "", contradiction{errors.New("its comma or point may stand before decimals or between thousands: give -decimal point or comma")}
		}
	}
	if fits := mark == '.' && point || mark == ',' && comma; !fits {
		if r.guessed && (point || comma) {
			return decimal.Decimal{}, "", contradiction{fmt.Errorf("the rows before have %s before the decimals, which this has not: give -decimal point or comma", markName(mark))}
		}
		return decimal.Decimal{}, "", fmt.Errorf("not a number with %s before its decimals (see -decimal)", markName(mark))
	}
	d, err := n.value(mark)
	return d, n.symbol, err
}

func markName(mark byte) string {
	if mark == ',' {
		return "a comma"
	}
	return "a point"
}

// duration reads a number of units, 0 or more, exactly: 1.1 minutes are 66 s.
func (r numberReader) duration(text string, unit time.Duration) (time.Duration, error) {
	n, symbol, err := r.parse(text)
	if err == nil && (n.IsNegative() || symbol != "") {
		err = errNoNumber
	}
	if err != nil {
		return 0, err
	}
	ns := n.Mul(decimal.NewFromInt(int64(unit))).Round(0).BigInt()
	if !ns.IsInt64() {
		return 0, fmt.Errorf("longer than %v", time.Duration(1<<63-1))
	}
	return time.Duration(ns.Int64()), nil
}

var errNoAmount = errors.New("not an amount such as 29 or 29.50")

// amountIn returns the current row's amount of money in a column that must have one,
// and the currency that stands beside it.
func (s *source) amountIn(c column) (decimal.Decimal, string, error) {
	text := s.cell(c)
	if text == "" {
		return decimal.Decimal{}, "", c.wrong("", errEmpty)
	}
	d, symbol, err := s.numbers.parse(text)
	if errors.Is(err, errNoNumber) {
		err = errNoAmount
	}
	if err != nil {
		return d, "", c.wrong(text, err)
	}
	if symbol == "" {
		symbol = s.symbol
	}
	return d, strings.Clone(symbol), nil
}

// priceIn returns an amount of 0 or more.
func (s *source) priceIn(c column) (decimal.Decimal, error) {
	d, _, err := s.amountIn(c)
	if err == nil && d.IsNegative() {
		err = c.wrong(s.cell(c), errNoAmount)
	}
	return d, err
}
