package value_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
)

func account(arpa, margin, discount string, atEnd bool) value.Account {
	return value.Account{ARPA: eur(arpa), Margin: estimate.RateOfPercent(dec(margin)), Discount: estimate.RateOfPercent(dec(discount)), PaidAtEnd: atEnd}
}

func TestCLV(t *testing.T) {
	for _, tt := range []struct {
		name                          string
		arpa, margin, discount, churn string
		atBeginning, atEnd            string
	}{
		{"plain", "100", "80", "0", "5", "1600", "1520"},         // 80/0.05, less the first 80
		{"discounted", "100", "80", "10", "10", "440", "360"},    // 80*1.1/0.2, 80*0.9/0.2
		{"all leave", "100", "80", "0", "100", "80", "0"},        // one payment, or none
		{"nobody leaves", "100", "80", "1", "0", "8080", "8000"}, // a perpetuity
		{"no revenue", "0", "80", "1", "5", "0", "0"},
		{"thirds", "1", "100", "0", "3", "100/3", "97/3"},
	} {
		got, err := account(tt.arpa, tt.margin, tt.discount, false).CLV(estimate.RateOfPercent(dec(tt.churn)))
		checkMoney(t, tt.name, got, err, rat(tt.atBeginning))
		got, err = account(tt.arpa, tt.margin, tt.discount, true).CLV(estimate.RateOfPercent(dec(tt.churn)))
		checkMoney(t, tt.name+", paid at the end", got, err, rat(tt.atEnd))
	}
	_, err := account("100", "80", "0", false).CLV(estimate.RateOfPercent(dec("0")))
	wantErr(t, "never leave", err, cx.ErrNoData)
	for _, churn := range []string{"-1", "100.01", "1e12", "0.0000000000000000001"} {
		_, err := account("100", "80", "0", false).CLV(estimate.RateOfPercent(dec(churn)))
		wantErr(t, "churn "+churn, err, cx.ErrOutOfRange)
	}
}

func TestAccountRefuses(t *testing.T) {
	bad := map[string]value.Account{
		"zero":              {},
		"no margin":         account("100", "0", "0", false),
		"negative margin":   account("100", "-1", "0", false),
		"margin above 100":  account("100", "100.1", "0", false),
		"negative discount": account("100", "80", "-1", false),
		"negative ARPA":     account("-100", "80", "0", false),
	}
	for name, d := range hostile {
		bad["ARPA: "+name] = value.Account{ARPA: value.Money{Amount: d}, Margin: estimate.RateOfPercent(dec("80"))}
		bad["margin: "+name] = value.Account{ARPA: eur("1"), Margin: estimate.RateOfPercent(d)}
		bad["discount: "+name] = value.Account{ARPA: eur("1"), Margin: estimate.RateOfPercent(dec("80")), Discount: estimate.RateOfPercent(d)}
	}
	for name, a := range bad {
		_, err := a.CLV(estimate.RateOfPercent(dec("5")))
		wantErr(t, name+", CLV", err, cx.ErrOutOfRange)
		_, err = a.CLVBySurvival([]float64{1})
		wantErr(t, name+", survival", err, cx.ErrOutOfRange)
		_, err = a.Payback(value.Money{})
		wantErr(t, name+", payback", err, cx.ErrOutOfRange)
	}
	for name, d := range hostile {
		_, err := account("100", "80", "0", false).CLV(estimate.RateOfPercent(d))
		wantErr(t, name+", churn", err, cx.ErrOutOfRange)
		_, err = account("100", "80", "0", false).Payback(value.Money{Amount: d, Currency: "EUR"})
		wantErr(t, name+", payback", err, cx.ErrOutOfRange)
		_, err = value.CLVToCAC(value.Money{Amount: d}, value.Money{Amount: dec("1")})
		wantErr(t, name+", CLV", err, cx.ErrOutOfRange)
		_, err = value.CLVToCAC(value.Money{}, value.Money{Amount: d})
		wantErr(t, name+", CAC", err, cx.ErrOutOfRange)
	}
}

func TestCLVBySurvival(t *testing.T) {
	// 80 each period: 80 * (1 + 0.5 + 0.25) = 140; discounted by 100 percent a
	// period 80 * (1 + 0.25 + 0.0625) = 105, a period later half of it.
	survival := []float64{1, 0.5, 0.25}
	for _, tt := range []struct {
		discount string
		atEnd    bool
		want     string
	}{{"0", false, "140"}, {"0", true, "140"}, {"100", false, "105"}, {"100", true, "105/2"}} {
		got, err := account("100", "80", tt.discount, tt.atEnd).CLVBySurvival(survival)
		checkMoney(t, tt.discount, got, err, rat(tt.want))
	}
	got, err := account("100", "80", "5", false).CLVBySurvival([]float64{0, 0})
	checkMoney(t, "nobody", got, err, rat("0"))

	a := account("100", "80", "0", false)
	_, err = a.CLVBySurvival(nil)
	wantErr(t, "no periods", err, cx.ErrNoData)
	for name, bad := range map[string][]float64{
		"above 1":  {1.0000001},
		"rising":   {1, 0.5, 0.6},
		"negative": {1, -0.1},
		"NaN":      {1, math.NaN()},
		"infinite": {math.Inf(1)},
		"too many": make([]float64, 1200+1),
	} {
		_, err := a.CLVBySurvival(bad)
		wantErr(t, name, err, cx.ErrOutOfRange)
	}
}

// The longest sum of the longest numbers: quick, or this test would take for ever.
func TestCLVBySurvivalLongest(t *testing.T) {
	a := value.Account{ARPA: eur("1"), Margin: estimate.RateOfPercent(dec("99.999999999999999999")), Discount: estimate.RateOfPercent(dec("999999999999.999999999999999999")), PaidAtEnd: true}
	survival := make([]float64, 1200)
	for i := range survival {
		survival[i] = math.SmallestNonzeroFloat64
	}
	got, err := a.CLVBySurvival(survival)
	checkMoney(t, "next to nothing", got, err, rat("0"))
}

func TestPayback(t *testing.T) {
	a := account("100", "80", "0", false)
	got, err := a.Payback(eur("960"))
	check(t, "months", got, err, rat("12"))
	got, err = account("90", "100", "0", false).Payback(eur("70"))
	check(t, "months", got, err, rat("7/9"))
	got, err = a.Payback(eur("0"))
	check(t, "for nothing", got, err, rat("0"))
	_, err = account("0", "80", "0", false).Payback(eur("960"))
	wantErr(t, "no revenue", err, cx.ErrNoData)
	_, err = a.Payback(eur("-1"))
	wantErr(t, "negative cost", err, cx.ErrOutOfRange)
	_, err = a.Payback(value.Money{Amount: dec("960"), Currency: "USD"})
	wantErr(t, "two currencies", err, cx.ErrMismatch)
}

func TestCLVToCAC(t *testing.T) {
	got, err := value.CLVToCAC(eur("1000"), eur("300"))
	check(t, "ratio", got, err, rat("10/3"))
	got, err = value.CLVToCAC(eur("-10"), eur("4"))
	check(t, "refunds", got, err, rat("-5/2"))
	_, err = value.CLVToCAC(eur("1000"), eur("0"))
	wantErr(t, "no cost", err, cx.ErrNoData)
	_, err = value.CLVToCAC(eur("1000"), eur("-1"))
	wantErr(t, "negative cost", err, cx.ErrOutOfRange)
	_, err = value.CLVToCAC(eur("1000"), value.Money{Amount: decimal.NewFromInt(1)})
	wantErr(t, "two currencies", err, cx.ErrMismatch)
}
