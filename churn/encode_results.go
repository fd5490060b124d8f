package churn

import (
	"math"
	"math/big"
	"slices"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/survival"
	"github.com/cxmetrics/cx/internal/wire"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// The methods below put results into JSON, and tables into bytes and databases too.

func (s *Step) code(c *wire.Coder) {
	c.Int("time", &s.Time)
	c.Count("at_risk", &s.AtRisk)
	c.Count("lost", &s.Lost)
	c.Count("censored", &s.Censored)
	c.Float("survival", &s.Survival)
}

// Of a curve that is read the survival may have somewhat other last digits.
const nearly = 1e-9

//cx:encode ChurnCurve json
func (c *Curve) code(w *wire.Coder) {
	if w.None(c.empty()) {
		return
	}
	steps := slices.Collect(c.Steps())
	wire.List(w, "steps", &steps, func(w *wire.Coder, name string, s *Step) {
		w.Open(name)
		s.code(w)
		w.Close()
	})
	if !w.Reading() {
		return
	}
	points := make([]survival.Point, len(steps))
	for i, s := range steps {
		points[i] = survival.Point{Time: s.Time, AtRisk: s.AtRisk, Events: s.Lost, Censored: s.Censored}
	}
	var err error
	c.curve, err = survival.CurveOf(points)
	w.Part("steps", err)
	i := 0
	for p := range c.curve.All() {
		if s := steps[i]; !(math.Abs(p.Survival-s.Survival) <= nearly) {
			w.Fail("steps: a survival of %v at %d, where the counts make %v", s.Survival, s.Time, p.Survival)
		}
		i++
	}
}

func (c Curve) empty() bool {
	for range c.curve.All() {
		return false
	}
	return true
}

// tableRow is a cohort as it is written. What is undefined is nil.
type tableRow[T any] struct {
	cohort  period.Period
	size    uint64
	values  []*T
	percent []*decimal.Decimal
}

// codeRule has what a table counts, one of some rules: in JSON its name, in binary its number.
func codeRule(c *wire.Coder, r *rule, rules ...rule) {
	if c.IsJSON() {
		text := r.String()
		c.Text("rule", &text)
		if c.Reading() {
			i := slices.Index(ruleNames[:], text)
			*r = rule(max(i, 0))
		}
	} else {
		c.Byte((*uint8)(r))
	}
	if c.Reading() {
		c.Require(slices.Contains(rules, *r), "a table of another rule")
	}
}

// codeTable has the unit and the rows of consecutive cohorts from first on.
func codeTable[T any](c *wire.Coder, first *period.Period, rows *[]tableRow[T], values string, part func(c *wire.Coder, name string, v *T)) {
	unit := codeUnit(c, first.Unit())
	text := codePeriod(unit)
	next := int64(first.Index())
	wire.List(c, "cohorts", rows, func(c *wire.Coder, name string, row *tableRow[T]) {
		c.Open(name)
		index := next
		text(c, "cohort", &index)
		if c.Reading() {
			row.cohort = at(unit, int(index))
			if first.IsZero() {
				*first, next = row.cohort, index
			}
			c.Require(index == next, "cohorts that do not follow one another")
		}
		next++
		c.Count("size", &row.size)
		wire.List(c, values, &row.values, wire.Optional(part))
		wire.List(c, "percent", &row.percent, wire.Optional((*wire.Coder).Decimal))
		c.Close()
	})
	if c.Reading() {
		n := len(*rows)
		c.Require(n > 0 && n <= maxPeriods, "no cohorts, or too many")
	}
}

// codeBinaryTable has the binary form of a table: the first period, the empty text where
// there is no table, and the rows, each the size and the values without the zeros at its end.
func codeBinaryTable[R any](c *wire.Coder, first *period.Period, rows *[]R, part func(c *wire.Coder, name string, r *R)) {
	codeEnd(c, "first", first)
	wire.List(c, "cohorts", rows, part)
	if !c.Reading() {
		return
	}
	n := len(*rows)
	if c.Require(n <= maxPeriods && first.IsZero() == (n == 0), "no cohorts, or too many"); n > 0 && c.Reading() {
		_, err := first.Unit().At(first.Index() + n - 1)
		c.Part("cohorts", err)
	}
}

// codeValues has the values of a row by age.
func codeValues[T comparable](c *wire.Coder, name string, r *row[T], part func(c *wire.Coder, name string, v *T)) {
	values := []T(*r)
	wire.List(c, name, &values, part)
	if c.Reading() {
		var none T
		c.Require(len(values) <= maxPeriods && (len(values) == 0 || values[len(values)-1] != none), "a row of too many ages, or with zeros at its end")
		*r = values
	}
}

// newRow returns a row of so many ages with the values of the first of them.
func newRow[T any](cohort period.Period, size uint64, values []T, ages int, amount func(T) *big.Int) tableRow[T] {
	row := tableRow[T]{cohort, size, make([]*T, ages), make([]*decimal.Decimal, ages)}
	whole := amount(values[0])
	for age := range values {
		row.values[age] = &values[age]
		if whole.Sign() > 0 {
			percent := exact.Percent(amount(values[age]), whole)
			row.percent[age] = &percent
		}
	}
	return row
}

// check returns the values of a row that is read, of which there are to be so many out of
// so many ages.
func (row tableRow[T]) check(c *wire.Coder, n, ages int, amount func(T) *big.Int) []T {
	values := make([]T, 0, n)
	for _, v := range row.values {
		if v != nil {
			values = append(values, *v)
		}
	}
	if len(values) != n {
		c.Fail("cohort %v has %d values, not %d", row.cohort, len(values), n)
		return nil
	}
	same := func(a, b *decimal.Decimal) bool { return a == b || a != nil && b != nil && a.Equal(*b) }
	want := newRow(row.cohort, row.size, values, ages, amount)
	c.Require(slices.EqualFunc(row.percent, want.percent, same), "percentages that are not those of the values")
	c.Require(slices.EqualFunc(row.values, want.values, func(a, b *T) bool { return (a == nil) == (b == nil) }), "ages that are not open after all others")
	return values
}

func bigCount(n uint64) *big.Int { return exact.Total(n) }

//cx:encode ChurnCohortTable
func (t *CohortTable) code(c *wire.Coder) {
	if c.None(t.rows == nil) {
		return
	}
	codeRule(c, &t.rule, 0, ruleBounded, ruleRolling, ruleClosing)
	if !c.IsJSON() {
		codeBinaryTable(c, &t.first, &t.rows, func(c *wire.Coder, name string, r *cohort) {
			codeValues(c, name, &r.active, (*wire.Coder).Count)
			if c.Reading() && len(r.active) > 0 {
				c.Require(slices.Max(r.active) == r.active[0], "more customers than the cohort has")
			}
		})
		checkTable(c, t.rule, len(t.rows), func(i int) int { return len(t.rows[i].active) })
		return
	}
	rows := make([]tableRow[uint64], len(t.rows))
	for i, row := range t.rows {
		rows[i] = newRow(at(t.first.Unit(), t.first.Index()+i), row.active.at(0), row.active.ages(len(t.rows)-i), len(t.rows), bigCount)
	}
	if c.Reading() {
		rows = nil
	}
	first := t.first
	codeTable(c, &first, &rows, "retained", (*wire.Coder).Count)
	if !c.Reading() {
		return
	}
	t.first = first
	c.Require(t.rule != 0, "cohorts without a rule")
	for i, row := range rows {
		active := row.check(c, len(rows)-i, len(rows), bigCount)
		if !c.Reading() {
			return
		}
		c.Require(active[0] == row.size && slices.Max(active) == row.size, "more customers than the cohort has, or fewer in its first period")
		read := cohort{active}
		read.active.trim()
		t.rows = append(t.rows, read)
	}
}

// checkTable makes a table malformed that has a rule without cohorts, or the other way
// round, or ages that its cohorts have not reached.
func checkTable(c *wire.Coder, r rule, n int, ages func(i int) int) {
	if !c.Reading() {
		return
	}
	c.Require((r == 0) == (n == 0), "a rule without cohorts, or cohorts without a rule")
	for i := range n {
		c.Require(ages(i) <= n-i, "a cohort at an age that it has not reached")
	}
}

// code has the parts of RevenueTable. A currency that is not UTF-8 returns [cx.ErrEncoding].
//
//cx:encode ChurnRevenueTable
func (t *RevenueTable) code(c *wire.Coder) {
	if c.None(t.rows == nil) {
		return
	}
	codeRule(c, &t.rule, 0, ruleClosing, rulePaid)
	c.Label("currency", &t.currency)
	if !c.IsJSON() {
		codeBinaryTable(c, &t.first, &t.rows, func(c *wire.Coder, name string, r *revenueCohort) {
			c.Count("size", &r.size)
			codeValues(c, name, &r.paid, (*wire.Coder).Amount)
			checkRevenues(c, r.paid)
		})
		checkTable(c, t.rule, len(t.rows), func(i int) int { return len(t.rows[i].paid) })
		c.Require(t.rows != nil || t.currency == "", "a currency without cohorts")
		return
	}
	rows := make([]tableRow[exact.Int128], len(t.rows))
	for i, row := range t.rows {
		rows[i] = newRow(at(t.first.Unit(), t.first.Index()+i), row.size, row.paid.ages(len(t.rows)-i), len(t.rows), exact.Int128.Big)
	}
	if c.Reading() {
		rows = nil
	}
	first := t.first
	codeTable(c, &first, &rows, "revenue", (*wire.Coder).Amount)
	if !c.Reading() {
		return
	}
	t.first = first
	c.Require(t.rule != 0, "cohorts without a rule")
	for i, row := range rows {
		paid := row.check(c, len(rows)-i, len(rows), exact.Int128.Big)
		if checkRevenues(c, paid); !c.Reading() {
			return
		}
		read := revenueCohort{row.size, paid}
		read.paid.trim()
		t.rows = append(t.rows, read)
	}
}

func checkRevenues(c *wire.Coder, paid []exact.Int128) {
	for _, sum := range paid {
		if c.Reading() {
			c.Require(sum.Abs().Sub(maxTurnover).Sign() < 0, "a revenue that is not below 10^18")
		}
	}
}
