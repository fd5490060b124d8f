package value_test

import (
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
)

func TestMoneyAdd(t *testing.T) {
	sum, err := eur("1.10").Add(eur("-2.005"))
	checkMoney(t, "sum", sum, err, rat("-0.905"))
	sum, err = value.Money{}.Add(eur("3"))
	checkMoney(t, "identity before", sum, err, rat("3"))
	sum, err = eur("3").Add(value.Money{})
	checkMoney(t, "identity behind", sum, err, rat("3"))
	usd := value.Money{Amount: dec("1"), Currency: "USD"}
	_, err = eur("3").Add(usd)
	wantErr(t, "two currencies", err, cx.ErrMismatch)
	_, err = value.Money{Amount: dec("1")}.Add(usd)
	wantErr(t, "an amount without a currency", err, cx.ErrMismatch)
	_, err = eur("0").Add(usd)
	wantErr(t, "nothing in another currency", err, cx.ErrMismatch)
	_, err = eur("1").Add(value.Money{Amount: dec("1"), Currency: strings.Repeat("X", 1<<20)})
	wantErr(t, "a long currency", err, cx.ErrMismatch)
	for name, d := range hostile {
		_, err = eur("1").Add(value.Money{Amount: d, Currency: "EUR"})
		wantErr(t, name, err, cx.ErrOutOfRange)
		_, err = value.Money{Amount: d, Currency: "EUR"}.Add(value.Money{})
		wantErr(t, name+" to nothing", err, cx.ErrOutOfRange)
	}
}

func TestGrowth(t *testing.T) {
	for _, tt := range []struct{ from, to, want string }{
		{"200", "250", "25"},
		{"250", "200", "-20"},
		{"200", "200", "0"},
		{"200", "0", "-100"},
		{"200", "-50", "-125"},
		{"3", "4", "100/3"},
		{"0.01", "1000000", "9999999900"},
	} {
		got, err := value.Growth(eur(tt.from), eur(tt.to))
		check(t, tt.from+" to "+tt.to, got, err, rat(tt.want))
	}
	_, err := value.Growth(eur("0"), eur("5"))
	wantErr(t, "from zero", err, cx.ErrNoData)
	_, err = value.Growth(eur("0"), eur("0"))
	wantErr(t, "from zero to zero", err, cx.ErrNoData)
	_, err = value.Growth(eur("-10"), eur("5"))
	wantErr(t, "from a negative amount", err, cx.ErrNoData)
	_, err = value.Growth(eur("10"), value.Money{Amount: dec("5"), Currency: "USD"})
	wantErr(t, "two currencies", err, cx.ErrMismatch)
	for name, d := range hostile {
		bad := value.Money{Amount: d, Currency: "EUR"}
		_, err = value.Growth(bad, eur("1"))
		wantErr(t, "from "+name, err, cx.ErrOutOfRange)
		_, err = value.Growth(eur("1"), bad)
		wantErr(t, "to "+name, err, cx.ErrOutOfRange)
	}
}

func TestDecimalGlobalsChangeNothing(t *testing.T) {
	precision := decimal.DivisionPrecision
	defer func() { decimal.DivisionPrecision = precision }()
	decimal.DivisionPrecision = 1
	got, err := value.Growth(eur("3"), eur("4"))
	check(t, "growth", got, err, rat("100/3"))
	clv, err := account("1", "100", "0", false).CLV(estimate.RateOfPercent(dec("3")))
	checkMoney(t, "CLV", clv, err, rat("100/3"))
}
