package churn

import (
	"math/big"
	"slices"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

//cx:encode 0x69
func (t *CohortTable) code(c *wire.Coder) {
	if c.None(t.rows == nil) {
		return
	}
	codeRule(c, &t.rule, ruleBounded, ruleRolling, ruleClosing)
	rows := make([]tableRow[uint64], len(t.rows))
	for i, r := range t.rows {
		rows[i] = tableRow[uint64]{size: r.active.at(0), values: r.active}
	}
	codeTable(c, t.rule, &t.first, &rows, false, "retained", (*wire.Coder).Count, func(n uint64) *big.Int { return exact.Total(n) })
	for _, r := range rows {
		if c.Reading() {
			t.rows = append(t.rows, cohort{r.values})
			c.Require((!c.IsJSON() || r.size == r.values.at(0)) && (len(r.values) == 0 || slices.Max(r.values) == r.values[0]), "more customers than the cohort has, or fewer in its first period")
		}
	}
}

//cx:encode 0x6a
func (t *RevenueTable) code(c *wire.Coder) {
	if c.None(t.rows == nil) {
		return
	}
	codeRule(c, &t.rule, ruleClosing, rulePaid)
	c.Label("currency", &t.currency)
	rows := make([]tableRow[exact.Int128], len(t.rows))
	for i, r := range t.rows {
		rows[i] = tableRow[exact.Int128]{size: r.size, values: r.paid}
	}
	codeTable(c, t.rule, &t.first, &rows, true, "revenue", (*wire.Coder).Amount, exact.Int128.Big)
	for _, r := range rows {
		if c.Reading() {
			t.rows = append(t.rows, revenueCohort{r.size, r.values})
			for _, sum := range r.values {
				c.Require(sum.Abs().Sub(maxTurnover).Sign() < 0, "a revenue that is not below 10^18")
			}
		}
	}
	c.Require(t.rows != nil || t.currency == "", "a currency without cohorts")
}

// codeRule has what a table counts, one of some rules or none: in JSON its name, in binary
// its number.
func codeRule(c *wire.Coder, r *rule, rules ...rule) {
	number, text := []byte{byte(*r)}, r.String()
	if c.IsJSON() {
		c.Label("rule", &text)
		number[0] = byte(slices.Index(ruleNames[:], text))
	} else {
		c.Raw("rule", number)
	}
	if c.Reading() {
		*r = rule(number[0])
		c.Require(*r == 0 && !c.IsJSON() || slices.Contains(rules, *r), "a table of another rule")
	}
}

// tableRow is a cohort as it is written.
type tableRow[T comparable] struct {
	size   uint64
	values row[T]
}

// codeTable has the rows of consecutive cohorts from first on: in binary their values without
// the zeros at the end, after their size where they are sized.
func codeTable[T comparable](c *wire.Coder, r rule, first *period.Period, rows *[]tableRow[T], sized bool, name string, part wire.Part[T], amount func(T) *big.Int) {
	if c.IsJSON() {
		codeJSONTable(c, first, rows, name, part, amount)
	} else {
		c.TextOrNone("first", first, first.IsZero())
		wire.List(c, "cohorts", rows, func(c *wire.Coder, _ string, row *tableRow[T]) {
			if sized {
				c.Count("size", &row.size)
			}
			if wire.List(c, name, (*[]T)(&row.values), part); c.Reading() {
				n := len(row.values)
				row.values.trim()
				c.Require(len(row.values) == n, "a row with zeros at its end")
			}
		})
	}
	c.Check(func() bool {
		n := len(*rows)
		for i, row := range *rows {
			if len(row.values) > n-i {
				return false
			}
		}
		_, err := first.Unit().At(first.Index() + n - 1)
		return n <= maxPeriods && first.IsZero() == (n == 0) && (r == 0) == (n == 0) && (n == 0 || err == nil)
	}, "no rule or no cohorts, too many of them, or a cohort at an age that it has not reached")
}

// cells are a row of JSON, at all ages of the table. What is open or undefined is nil.
type cells[T comparable] struct {
	size    uint64
	values  []*T
	percent []*decimal.Decimal
}

// cells returns the row at so many ages, of which some are reached.
func (r tableRow[T]) cells(reached, ages int, amount func(T) *big.Int) cells[T] {
	row := cells[T]{r.size, make([]*T, ages), make([]*decimal.Decimal, ages)}
	whole := amount(r.values.at(0))
	for age := range reached {
		v := r.values.at(age)
		if row.values[age] = &v; whole.Sign() > 0 {
			percent := exact.Percent(amount(v), whole)
			row.percent[age] = &percent
		}
	}
	return row
}

func codeJSONTable[T comparable](c *wire.Coder, first *period.Period, rows *[]tableRow[T], name string, part wire.Part[T], amount func(T) *big.Int) {
	unit, n := first.Unit(), len(*rows)
	c.TextOrNone("unit", &unit, unit == 0)
	all := make([]cells[T], n)
	for i, r := range *rows {
		all[i] = r.cells(n-i, n, amount)
	}
	i := 0
	wire.List(c, "cohorts", &all, func(c *wire.Coder, label string, row *cells[T]) {
		c.Object(label, func(c *wire.Coder) {
			p := at(unit, first.Index()+i)
			if c.Text("cohort", &p); c.Reading() && i == 0 {
				*first = p
			}
			c.Require(p == at(unit, first.Index()+i), "cohorts that do not follow one another")
			c.Count("size", &row.size)
			wire.List(c, name, &row.values, wire.Optional(part))
			wire.List(c, "percent", &row.percent, wire.Optional((*wire.Coder).Decimal))
		})
		i++
	})
	for i, row := range all {
		if !c.Reading() {
			return
		}
		read := tableRow[T]{size: row.size}
		for _, v := range row.values[:min(len(all)-i, len(row.values))] {
			if v != nil {
				read.values = append(read.values, *v)
			}
		}
		want := read.cells(len(all)-i, len(all), amount)
		c.Require(slices.EqualFunc(row.values, want.values, same(func(a, b T) bool { return a == b })) &&
			slices.EqualFunc(row.percent, want.percent, same(decimal.Decimal.Equal)), "not a value for each age reached, or percentages of others")
		read.values.trim()
		*rows = append(*rows, read)
	}
}

// same compares what may be nil.
func same[T any](equal func(T, T) bool) func(a, b *T) bool {
	return func(a, b *T) bool { return a == b || a != nil && b != nil && equal(*a, *b) }
}
