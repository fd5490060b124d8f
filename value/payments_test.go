package value_test

import (
	"math"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/value"
)

func TestPayments(t *testing.T) {
	var h value.Payments[string]
	_, err := h.CLV()
	wantErr(t, "nobody", err, cx.ErrNoData)
	_, err = h.Interval(0.95)
	wantErr(t, "nobody", err, cx.ErrNoData)
	must(t, h.Add("ada", eur("19.99")))
	_, err = h.Interval(0.95)
	wantErr(t, "one customer", err, cx.ErrNoData)
	must(t, h.Add("ada", eur("0.000001")))
	must(t, h.Add("ada", eur("-5")))
	must(t, h.Add("ben", eur("0")))
	must(t, h.Add("cyd", eur("-1")))
	if h.Customers() != 3 {
		t.Errorf("%d customers, want 3", h.Customers())
	}
	got, err := h.Of("ada")
	checkMoney(t, "of ada", got, err, rat("14.990001"))
	checkMoney(t, "total", h.Total(), nil, rat("13.990001"))
	got, err = h.CLV()
	checkMoney(t, "mean", got, err, rat("13990001/3000000"))
	_, err = h.Of("eve")
	wantErr(t, "eve", err, cx.ErrNoData)
	_, err = h.Interval(95)
	wantErr(t, "level 95", err, cx.ErrOutOfRange)
	// The sums 14.990001, 0 and -1 have the mean 4.663333667 and the standard error
	// 5.171397092 (by hand: sqrt((10.326667333^2 + 4.663333667^2 + 5.663333667^2) / 2 / 3));
	// t of 2 degrees of freedom at 0.975 is 4.302652730.
	i, err := h.Interval(0.95)
	if err != nil || math.Abs(i.Low-(4.663333667-4.302652730*5.171397092)) > 1e-6 || math.Abs(i.High-(4.663333667+4.302652730*5.171397092)) > 1e-6 {
		t.Errorf("interval %+v, %v", i, err)
	}
}

func TestPaymentsRefuses(t *testing.T) {
	var h value.Payments[string]
	usd := value.Money{Amount: dec("1"), Currency: "USD"}
	must(t, h.Add("ada", eur("1")))
	wantErr(t, "two currencies", h.Add("ada", usd), cx.ErrMismatch)
	wantErr(t, "nothing in another currency", h.Add("ada", value.Money{}), cx.ErrMismatch)
	for _, bad := range []string{"1000000000000", "-1000000000000", "0.0000001", "1e13"} {
		wantErr(t, bad, h.Add("ada", eur(bad)), cx.ErrOutOfRange)
	}
	for name, d := range hostile {
		wantErr(t, name, h.Add(strings.Repeat("x", 1<<20), value.Money{Amount: d, Currency: "EUR"}), cx.ErrOutOfRange)
	}
	if h.Customers() != 1 {
		t.Errorf("errors left %d customers", h.Customers())
	}
	for range 9 {
		must(t, h.Add("ben", eur("999999999999")))
		must(t, h.Add("cyd", eur("-999999999999")))
	}
	wantErr(t, "too much", h.Add("ben", eur("999999999999")), cx.ErrOverflow)
	wantErr(t, "too little", h.Add("cyd", eur("-999999999999")), cx.ErrOverflow)
	var g value.Payments[string]
	must(t, g.Add("ada", eur("1")))
	must(t, g.Add("ben", eur("999999999999")))
	wantErr(t, "merged", h.Merge(&g), cx.ErrOverflow)
	if got, err := h.Of("ada"); err != nil || !got.Amount.Equal(dec("1")) {
		t.Errorf("a refused merge left %v, %v", got, err)
	}
	var other value.Payments[string]
	must(t, other.Add("ada", usd))
	wantErr(t, "merged two currencies", h.Merge(&other), cx.ErrMismatch)
	var nan value.Payments[float64]
	wantErr(t, "NaN", nan.Add(math.NaN(), eur("1")), cx.ErrOutOfRange)
}

func TestPaymentsMergeCopies(t *testing.T) {
	var from, to value.Payments[int]
	must(t, from.Add(1, eur("1")))
	must(t, to.Merge(&from))
	must(t, to.Merge(new(value.Payments[int])))
	must(t, to.Add(1, eur("1")))
	if got, err := from.Of(1); err != nil || !got.Amount.Equal(dec("1")) || got.Currency != "EUR" {
		t.Errorf("a merge shares memory: %v, %v", got, err)
	}
}
