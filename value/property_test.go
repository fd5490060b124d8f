package value_test

import (
	"math/big"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

var hundred = big.NewRat(100, 1)

// drawAmount returns an amount of euros from low cents on.
func drawAmount(t *rapid.T, label string, low int64) (value.Money, *big.Rat) {
	cents := rapid.Int64Range(low, 1e14).Draw(t, label)
	if rapid.Bool().Draw(t, label+" is small") {
		cents %= 1000
	}
	return value.Money{Amount: decimal.New(cents, -2), Currency: "EUR"}, big.NewRat(cents, 100)
}

func drawPercent(t *rapid.T, label string, low, high int64) (decimal.Decimal, *big.Rat) {
	x := rapid.Int64Range(1000*low, 1000*high).Draw(t, label)
	return decimal.New(x, -3), big.NewRat(x, 1000)
}

func times(a *big.Rat, more ...*big.Rat) *big.Rat {
	product := new(big.Rat).Set(a)
	for _, b := range more {
		product.Mul(product, b)
	}
	return product
}

func growths(t *rapid.T) {
	from, f := drawAmount(t, "from", 1)
	to, o := drawAmount(t, "to", -1e14)
	got, err := value.Growth(from, to)
	if f.Sign() == 0 {
		wantErr(t, "from zero", err, cx.ErrNoData)
		return
	}
	want := new(big.Rat).Quo(o, f)
	want.Sub(want, big.NewRat(1, 1))
	check(t, "growth", got, err, want.Mul(want, hundred))
}

func acquisitions(t *rapid.T) {
	n := rapid.IntRange(1, 6).Draw(t, "periods")
	lag := value.Lag(rapid.SliceOfN(rapid.Uint64Range(0, 5), n, n).Draw(t, "lag"))
	lag[rapid.IntRange(0, n-1).Draw(t, "not zero")]++
	customers := rapid.Uint64Range(1, 1e6).Draw(t, "customers")
	costs := make([]value.Money, n)
	sum, weights := new(big.Rat), new(big.Rat)
	for i := range n {
		m, cost := drawAmount(t, "cost", 0)
		costs[i] = m
		weight := new(big.Rat).SetInt64(int64(lag[n-1-i]))
		sum.Add(sum, times(cost, weight))
		weights.Add(weights, weight)
	}
	got, err := value.CAC(customers, lag, costs...)
	checkMoney(t, "CAC", got, err, sum.Quo(sum, times(weights, big.NewRat(int64(customers), 1))))
	twice := make(value.Lag, n)
	for i, w := range lag {
		twice[i] = 2 * w
	}
	if same, err := value.CAC(customers, twice, costs...); err != nil || !same.Amount.Equal(got.Amount) {
		t.Errorf("twice the weights: %v, %v, want %v", same, err, got)
	}
}

// lifetimes adds up the margins of period after period, of customers of whom a
// constant share leaves: the definition, until what is left cannot matter.
func lifetimes(t *rapid.T) {
	arpa, a := drawAmount(t, "ARPA", 0)
	margin, m := drawPercent(t, "margin", 1, 100)
	discount, d := drawPercent(t, "discount", 0, 50)
	churn, c := drawPercent(t, "churn", 30, 100)
	account := value.Account{ARPA: arpa, Margin: estimate.RateOfPercent(margin), Discount: estimate.RateOfPercent(discount), PaidAtEnd: rapid.Bool().Draw(t, "paid at end")}
	got, err := account.CLV(estimate.RateOfPercent(churn))
	if err != nil {
		t.Fatal(err)
	}
	brings := times(a, m, big.NewRat(1, 100))
	kept := new(big.Rat).Quo(new(big.Rat).Sub(hundred, c), hundred)
	worth := new(big.Rat).Quo(hundred, new(big.Rat).Add(hundred, d))
	step := new(big.Float).SetPrec(200).SetRat(times(kept, worth))
	next := new(big.Float).SetPrec(200).SetRat(brings)
	if account.PaidAtEnd {
		next.Mul(next, step)
	}
	sum := new(big.Float).SetPrec(200)
	for range 400 { // 0.7^400 is 10^-62
		sum.Add(sum, next)
		next.Mul(next, step)
	}
	gotFloat, _ := new(big.Float).SetPrec(200).SetString(got.Amount.String())
	off := new(big.Float).Sub(sum, gotFloat)
	// The result is rounded to 16 places.
	if off.Abs(off).Cmp(big.NewFloat(1e-15)) > 0 {
		t.Errorf("%+v with a churn of %v: %v, want %v", account, churn, got, sum)
	}
	if got.Currency != "EUR" {
		t.Errorf("in %q", got.Currency)
	}
	// More churn is never worth more.
	if more := churn.Add(decimal.NewFromInt(1)); more.LessThanOrEqual(decimal.NewFromInt(100)) {
		if less, err := account.CLV(estimate.RateOfPercent(more)); err != nil || less.Amount.GreaterThan(got.Amount) {
			t.Errorf("churn %v: %v, %v, above %v of churn %v", more, less, err, got, churn)
		}
	}
}

// survivals adds up rationals.
func survivals(t *rapid.T) {
	arpa, a := drawAmount(t, "ARPA", 0)
	margin, m := drawPercent(t, "margin", 1, 100)
	discount, d := drawPercent(t, "discount", 0, 50)
	account := value.Account{ARPA: arpa, Margin: estimate.RateOfPercent(margin), Discount: estimate.RateOfPercent(discount), PaidAtEnd: rapid.Bool().Draw(t, "paid at end")}
	survival := []float64{rapid.Float64Range(0, 1).Draw(t, "survival")}
	for range rapid.IntRange(0, 10).Draw(t, "periods") {
		survival = append(survival, rapid.Float64Range(0, survival[len(survival)-1]).Draw(t, "survival"))
	}
	worth := new(big.Rat).Quo(hundred, new(big.Rat).Add(hundred, d))
	power, sum := big.NewRat(1, 1), new(big.Rat)
	if account.PaidAtEnd {
		power.Set(worth)
	}
	for _, s := range survival {
		sum.Add(sum, times(power, new(big.Rat).SetFloat64(s)))
		power.Mul(power, worth)
	}
	got, err := account.CLVBySurvival(survival)
	checkMoney(t, "CLV", got, err, times(sum, a, m, big.NewRat(1, 100)))
}

func paybacks(t *rapid.T) {
	arpa, a := drawAmount(t, "ARPA", 1)
	margin, m := drawPercent(t, "margin", 1, 100)
	cac, c := drawAmount(t, "CAC", 1)
	account := value.Account{ARPA: arpa, Margin: estimate.RateOfPercent(margin)}
	if a.Sign() == 0 || c.Sign() == 0 {
		return
	}
	got, err := account.Payback(cac)
	check(t, "payback", got, err, new(big.Rat).Quo(times(c, hundred), times(a, m)))
	clv, v := drawAmount(t, "CLV", -1e14)
	got, err = value.CLVToCAC(clv, cac)
	check(t, "CLV to CAC", got, err, new(big.Rat).Quo(v, c))
}

type payment struct {
	customer int
	micros   int64
}

func histories(t *rapid.T) {
	payments := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) payment {
		return payment{rapid.IntRange(0, 4).Draw(t, "customer"), rapid.Int64Range(-1e10, 1e16).Draw(t, "micros")}
	}), 1, 30).Draw(t, "payments")
	collect := func(payments []payment) *value.Payments[int] {
		var h value.Payments[int]
		for _, p := range payments {
			if err := h.Add(p.customer, value.Money{Amount: decimal.New(p.micros, -6), Currency: "EUR"}); err != nil {
				t.Fatal(err)
			}
		}
		return &h
	}
	sums := map[int]*big.Rat{}
	total := new(big.Rat)
	for _, p := range payments {
		if sums[p.customer] == nil {
			sums[p.customer] = new(big.Rat)
		}
		paid := big.NewRat(p.micros, 1e6)
		sums[p.customer].Add(sums[p.customer], paid)
		total.Add(total, paid)
	}
	verify := func(name string, h *value.Payments[int]) {
		for customer, sum := range sums {
			got, err := h.Of(customer)
			checkMoney(t, name, got, err, sum)
		}
		checkMoney(t, name+", total", h.Total(), nil, total)
		got, err := h.CLV()
		checkMoney(t, name+", CLV", got, err, new(big.Rat).Quo(total, big.NewRat(int64(len(sums)), 1)))
	}
	verify("whole", collect(payments))

	payments = rapid.Permutation(payments).Draw(t, "order")
	i := rapid.IntRange(0, len(payments)).Draw(t, "first split")
	j := rapid.IntRange(i, len(payments)).Draw(t, "second split")
	merge := func(a, b []payment, c *value.Payments[int]) *value.Payments[int] {
		h := collect(a)
		for _, more := range []*value.Payments[int]{collect(b), c, {}, nil} {
			if err := h.Merge(more); err != nil {
				t.Fatal(err)
			}
		}
		return h
	}
	verify("left", merge(payments[:i], payments[i:j], collect(payments[j:])))
	verify("right", merge(nil, payments[:i], merge(payments[j:], payments[i:j], new(value.Payments[int]))))
}

func TestGrowths(t *testing.T)      { rapid.Check(t, growths) }
func TestAcquisitions(t *testing.T) { rapid.Check(t, acquisitions) }
func TestLifetimes(t *testing.T)    { rapid.Check(t, lifetimes) }
func TestSurvivals(t *testing.T)    { rapid.Check(t, survivals) }
func TestPaybacks(t *testing.T)     { rapid.Check(t, paybacks) }
func TestHistories(t *testing.T)    { rapid.Check(t, histories) }
