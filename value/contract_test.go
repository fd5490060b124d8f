package value_test

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

var (
	_ cx.Tally[*value.Payments[int]]        = (*value.Payments[int])(nil)
	_ estimate.Metric[*value.Payments[int]] = (*value.Payments[int])(nil)
)

// 0.8 as a margin is 80 % or 0.8 %, whichever was said: 480 is not 4.8.
func TestShareIsNotPercent(t *testing.T) {
	a := value.Account{ARPA: eur("30"), Margin: estimate.RateOfShare(dec("0.8"))}
	got, err := a.CLV(estimate.RateOfShare(dec("0.05")))
	checkMoney(t, "shares", got, err, rat("480"))
	got, err = a.CLV(estimate.RateOfPercent(dec("5")))
	checkMoney(t, "a share and percent", got, err, rat("480"))
	if got := []string{estimate.RateOfShare(dec("0.8")).String(), estimate.RateOfPercent(dec("0.8")).String(), (estimate.Rate{}).String(), estimate.RateOfPercent(hostile["many digits"]).String()}; strings.Join(got, " ") != "80% 0.8% 0% rate out of bounds" {
		t.Errorf("%q", got)
	}
	if got := estimate.RateOfShare(dec("0.125")).Percent(); !got.Equal(dec("12.5")) {
		t.Errorf("0.125 is %v percent", got)
	}
}

func TestNotComparable(t *testing.T) {
	for _, v := range []any{value.Money{}, estimate.Rate{}, value.Account{}} {
		if reflect.TypeOf(v).Comparable() {
			t.Errorf("%T compares with ==", v)
		}
	}
}

func TestParseMoney(t *testing.T) {
	for text, want := range map[string]value.Money{
		"12.50 EUR":        eur("12.5"),
		"-7":               {Amount: dec("-7")},
		"0":                {},
		"1000 silver coin": {Amount: dec("1000"), Currency: "silver coin"},
	} {
		got, err := value.ParseMoney(text)
		if err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, %v, want %v", text, got, err, want)
		}
		if back, err := value.ParseMoney(got.String()); err != nil || !back.Equal(got) {
			t.Errorf("%v is read back as %v, %v", got, back, err)
		}
	}
	for text, want := range map[string]error{
		"": cx.ErrEncoding, "EUR": cx.ErrEncoding, "12,50 EUR": cx.ErrEncoding, "12.50  EUR": cx.ErrEncoding, "12.50 ": cx.ErrEncoding,
		"EUR 12.50": cx.ErrEncoding, "1e3 EUR": cx.ErrEncoding, "+1 EUR": cx.ErrEncoding, ".5 EUR": cx.ErrEncoding, "5. EUR": cx.ErrEncoding,
		"1.2.3 EUR": cx.ErrEncoding, "--1": cx.ErrEncoding, strings.Repeat("9", 1<<20) + " EUR": cx.ErrOutOfRange,
		"0." + strings.Repeat("0", 65) + "1": cx.ErrOutOfRange, strings.Repeat("x", 1<<20): cx.ErrEncoding,
	} {
		got, err := value.ParseMoney(text)
		wantErr(t, "parsing", err, want)
		if !got.Equal(value.Money{}) {
			t.Errorf("%.40q is %v", text, got)
		}
	}
	defer func() {
		if err, _ := recover().(error); err == nil || err.Error() != `value: "12,50" is not an amount and a currency, such as "12.50 EUR"` {
			t.Errorf("panic with %v", err)
		}
	}()
	if !value.MustParseMoney("12.50 EUR").Equal(eur("12.5")) {
		t.Error("12.50 EUR is not 12.5 EUR")
	}
	value.MustParseMoney("12,50")
}

func TestMoneyComparing(t *testing.T) {
	usd := value.Money{Amount: dec("1"), Currency: "USD"}
	for _, tt := range []struct {
		m, n value.Money
		want int
	}{{eur("1.50"), eur("1.5"), 0}, {eur("1"), eur("2"), -1}, {eur("1"), eur("-2"), 1}} {
		if got, err := tt.m.Cmp(tt.n); err != nil || got != tt.want || tt.m.Equal(tt.n) != (tt.want == 0) {
			t.Errorf("%v and %v: %d, %v", tt.m, tt.n, got, err)
		}
	}
	c, err := eur("1").Cmp(usd)
	wantErr(t, "two currencies", err, cx.ErrMismatch)
	if c != 0 || !strings.Contains(err.Error(), `in "USD" beside one in "EUR"`) {
		t.Errorf("%d, %v", c, err)
	}
	for _, n := range []value.Money{{Amount: dec("1")}, {Currency: "USD"}} { // neither is the zero value
		_, err := eur("1").Add(n)
		wantErr(t, n.String(), err, cx.ErrMismatch)
		_, err = n.Add(eur("1"))
		wantErr(t, n.String(), err, cx.ErrMismatch)
	}
	if eur("1").Equal(usd) || (value.Money{}).Equal(eur("0")) {
		t.Error("two currencies are equal")
	}
	got, err := eur("1").Sub(eur("2.5"))
	checkMoney(t, "less", got, err, rat("-1.5"))
	got, err = value.Money{}.Sub(eur("2.5"))
	checkMoney(t, "from nothing", got, err, rat("-2.5"))
	_, err = eur("1").Sub(usd)
	wantErr(t, "two currencies", err, cx.ErrMismatch)
	for name, d := range hostile {
		bad := value.Money{Amount: d, Currency: "EUR"}
		_, err := bad.Sub(eur("1"))
		wantErr(t, name, err, cx.ErrOutOfRange)
		_, err = eur("1").Cmp(bad)
		wantErr(t, name, err, cx.ErrOutOfRange)
		if same := bad; bad.Equal(same) {
			t.Errorf("%s equals itself", name)
		}
	}
}

func bytesOf(t *rapid.T, p *value.Payments[int]) []byte {
	data, err := p.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func removing(t *rapid.T) {
	draw := func(name string) *value.Payments[int] {
		var p value.Payments[int]
		for customer := range 4 {
			paid := value.Money{Amount: decimal.New(rapid.Int64Range(-1e12, 1e12).Draw(t, name), -6), Currency: "EUR"}
			if err := p.Add(customer, paid); err != nil {
				t.Fatal(err)
			}
		}
		return &p
	}
	p, q := draw("paid"), draw("more")
	before := bytesOf(t, p)
	paid, _ := q.Of(2)
	for name, change := range map[string]func() []error{
		"add, remove":     func() []error { return []error{p.Add(2, paid), p.Remove(2, paid)} },
		"add, forget":     func() []error { err := p.Add(9, paid); p.Forget(9); p.Forget(10); return []error{err} },
		"merge, subtract": func() []error { return []error{p.Merge(q), p.Subtract(q), p.Subtract(nil), p.Merge(nil)} },
		"change a clone":  func() []error { c := p.Clone(); err := c.Add(1, paid); c.Forget(2); return []error{err} },
		"change what was merged": func() []error {
			var sum value.Payments[int]
			return []error{sum.Merge(p), sum.Add(1, paid), sum.Add(7, paid)}
		},
	} {
		for _, err := range change() {
			if err != nil {
				t.Fatal(err)
			}
		}
		if after := bytesOf(t, p); !bytes.Equal(before, after) {
			t.Errorf("%s: %x, before %x", name, after, before)
		}
	}
	twice := p.Clone()
	if err := twice.Merge(twice); err != nil {
		t.Fatal(err)
	}
	one, _ := p.Of(3)
	two, _ := twice.Of(3)
	if !two.Amount.Equal(one.Amount.Add(one.Amount)) {
		t.Errorf("merged with itself %v, want twice %v", two, one)
	}
	if err := twice.Subtract(twice); err != nil || !twice.Total().Amount.IsZero() || twice.Customers() != 4 {
		t.Errorf("less itself %v, %v", twice, err)
	}
}

func TestRemoving(t *testing.T) { rapid.Check(t, removing) }

func TestPaymentsRemoveRefuses(t *testing.T) {
	var p, other value.Payments[string]
	must(t, p.Add("ada", eur("5")))
	wantErr(t, "unknown", p.Remove("ben", eur("1")), cx.ErrOutOfRange)
	wantErr(t, "another currency", p.Remove("ada", value.Money{Amount: dec("1"), Currency: "USD"}), cx.ErrMismatch)
	wantErr(t, "too many places", p.Remove("ada", eur("0.0000001")), cx.ErrOutOfRange)
	must(t, other.Add("ben", eur("1")))
	wantErr(t, "unknown", p.Subtract(&other), cx.ErrOutOfRange)
	other.Forget("ben")
	must(t, other.Add("ada", value.Money{Amount: dec("1"), Currency: "USD"})) // nobody, no currency
	wantErr(t, "another currency", p.Subtract(&other), cx.ErrMismatch)
	low := lowest(t)
	var zero value.Payments[string]
	must(t, zero.Add("ann", eur("0")))
	wantErr(t, "too much", zero.Subtract(low), cx.ErrOverflow)
	wantErr(t, "too much at once", low.Remove("ann", eur("999999999999")), cx.ErrOverflow)
	must(t, low.Subtract(low))
	if got := p.Total(); !got.Equal(eur("5")) {
		t.Errorf("errors left %v", got)
	}
}

func TestPaymentsIsAMetric(t *testing.T) {
	a := paymentsOf(t, map[int]value.Money{1: eur("10"), 2: eur("20"), 3: eur("30")})
	b := paymentsOf(t, map[int]value.Money{1: eur("7"), 2: eur("9")})
	score, err := a.Score()
	check(t, "score", score, err, rat("20"))
	e, err := a.StdErr()
	if err != nil || math.Abs(e-10/math.Sqrt(3)) > 1e-9 {
		t.Errorf("standard error %v, %v", e, err)
	}
	d, err := a.Compare(b, 0.95)
	must(t, err)
	var x, y estimate.Sample
	for _, v := range []int64{10, 20, 30} {
		must(t, x.Add(v))
	}
	must(t, y.Add(7))
	must(t, y.Add(9))
	want, err := x.Compare(y, 0.95)
	must(t, err)
	for name, pair := range map[string][2]float64{
		"estimate": {d.Estimate, want.Estimate}, "low": {d.Low, want.Low}, "high": {d.High, want.High},
		"t": {d.Statistic, want.Statistic}, "p": {d.P, want.P}, "standard error": {d.StdErr, want.StdErr},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-9 {
			t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
		}
	}
	dollars := paymentsOf(t, map[int]value.Money{1: {Amount: dec("7"), Currency: "USD"}, 2: {Amount: dec("9"), Currency: "USD"}})
	_, err = a.Compare(dollars, 0.95)
	wantErr(t, "two currencies", err, cx.ErrMismatch)
	one := paymentsOf(t, map[int]value.Money{1: eur("7")})
	for _, few := range []*value.Payments[int]{nil, {}, one} {
		_, err = a.Compare(few, 0.95)
		wantErr(t, "too few", err, cx.ErrNoData)
	}
	_, err = one.Compare(a, 0.95)
	wantErr(t, "too few of the first", err, cx.ErrNoData)
	e, err = one.StdErr()
	wantErr(t, "too few", err, cx.ErrNoData)
	if e != 0 {
		t.Errorf("standard error %v of one", e)
	}
	_, err = a.Compare(b, 95)
	wantErr(t, "level 95", err, cx.ErrOutOfRange)
	alike := paymentsOf(t, map[int]value.Money{1: eur("7"), 2: eur("7")})
	_, err = alike.Interval(0.95)
	wantErr(t, "no spread", err, cx.ErrNoData)
	_, err = alike.Compare(alike, 0.95)
	wantErr(t, "no spread in two", err, cx.ErrNoData)
}

func TestACopyHasNoEncoding(t *testing.T) {
	data, err := json.Marshal(reflect.ValueOf(new(value.Payments[int])).Elem().Interface())
	wantErr(t, "a copy", err, cx.ErrEncoding)
	if err == nil {
		t.Errorf("a copy is written as %s", data)
	}
}
