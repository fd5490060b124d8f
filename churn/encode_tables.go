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

// code has the parts of RevenueTable. A currency that is not UTF-8 returns [cx.ErrEncoding].
//
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

// tableRow is a cohort as it is written. Of JSON it has the percentages too, and all ages, of
// which those that are open or undefined are nil.
type tableRow[T comparable] struct {
	size    uint64
	values  row[T]
	cells   []*T
	percent []*decimal.Decimal
}

// fill makes the cells of so many ages, of which some are open.
func (r *tableRow[T]) fill(reached, ages int, amount func(T) *big.Int) {
	r.cells, r.percent = make([]*T, ages), make([]*decimal.Decimal, ages)
	whole := amount(r.values.at(0))
	for age := range reached {
		v := r.values.at(age)
		if r.cells[age] = &v; whole.Sign() > 0 {
			percent := exact.Percent(amount(v), whole)
			r.percent[age] = &percent
		}
	}
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
			values, trimmed := []T(row.values), row.values
			if wire.List(c, name, &values, part); c.Reading() {
				row.values, trimmed = values, values
				trimmed.trim()
				c.Require(len(trimmed) == len(values), "a row with zeros at its end")
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

// codeJSONTable has the unit and the rows with all cells.
func codeJSONTable[T comparable](c *wire.Coder, first *period.Period, rows *[]tableRow[T], name string, part wire.Part[T], amount func(T) *big.Int) {
	unit, n, i := first.Unit(), len(*rows), 0
	c.TextOrNone("unit", &unit, unit == 0)
	wire.List(c, "cohorts", rows, func(c *wire.Coder, label string, row *tableRow[T]) {
		c.Object(label, func(c *wire.Coder) {
			p := at(unit, first.Index()+i)
			if c.Text("cohort", &p); c.Reading() {
				if i == 0 {
					*first = p
				}
				c.Require(p == at(unit, first.Index()+i), "cohorts that do not follow one another")
			} else {
				row.fill(n-i, n, amount)
			}
			c.Count("size", &row.size)
			wire.List(c, name, &row.cells, wire.Optional(part))
			wire.List(c, "percent", &row.percent, wire.Optional((*wire.Coder).Decimal))
		})
		i++
	})
	for i := range *rows {
		if !c.Reading() {
			return
		}
		row := &(*rows)[i]
		read, reached := *row, min(len(*rows)-i, len(row.cells))
		for _, v := range row.cells[:reached] {
			if v != nil {
				row.values = append(row.values, *v)
			}
		}
		row.fill(len(*rows)-i, len(*rows), amount)
		c.Require(slices.EqualFunc(row.cells, read.cells, same(func(a, b T) bool { return a == b })) &&
			slices.EqualFunc(row.percent, read.percent, same(decimal.Decimal.Equal)), "not a value for each age reached, or percentages of others")
		row.values.trim()
	}
}

// same compares what may be nil.
func same[T any](equal func(T, T) bool) func(a, b *T) bool {
	return func(a, b *T) bool { return a == b || a != nil && b != nil && equal(*a, *b) }
}
