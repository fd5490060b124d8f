package value_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/value"
)

func TestCAC(t *testing.T) {
	// Costs of January to March.
	costs := []value.Money{eur("9000"), eur("12000"), eur("6000")}
	for _, tt := range []struct {
		name string
		lag  value.Lag
		want string
	}{
		{"same period", nil, "60"},
		{"same period, said", value.Lag{7}, "60"},
		{"one before", value.Lag{0, 1}, "120"},
		{"two before", value.Lag{0, 0, 1}, "90"},
		{"half each", value.Lag{1, 1}, "90"},
		{"a third each", value.Lag{1, 1, 1}, "90"},
		{"unequal", value.Lag{3, 2, 1}, "85"}, // (3*6000 + 2*12000 + 9000) / 6 / 100
		{"heavy", value.Lag{math.MaxUint64, math.MaxUint64}, "90"},
	} {
		n := max(1, len(tt.lag))
		got, err := value.CAC(100, tt.lag, costs[len(costs)-n:]...)
		checkMoney(t, tt.name, got, err, rat(tt.want))
	}
	got, err := value.CAC(7, value.Lag{1, 2}, eur("1"), eur("0"))
	checkMoney(t, "rounded once", got, err, rat("2/21"))
	got, err = value.CAC(7, nil, eur("0"))
	checkMoney(t, "for nothing", got, err, rat("0"))
	longest, years := make(value.Lag, 120), make([]value.Money, 120)
	for i := range years {
		longest[i], years[i] = 1, eur("5")
	}
	got, err = value.CAC(2, longest, years...)
	checkMoney(t, "the longest lag", got, err, rat("5/2"))
}

func TestCACRefuses(t *testing.T) {
	long := make(value.Lag, 120+1)
	long[0] = 1
	many := make([]value.Money, len(long))
	usd := value.Money{Amount: dec("1"), Currency: "USD"}
	for _, tt := range []struct {
		name      string
		customers uint64
		lag       value.Lag
		costs     []value.Money
		want      error
	}{
		{"no customers", 0, nil, []value.Money{eur("1")}, cx.ErrNoData},
		{"no costs", 1, nil, nil, cx.ErrMismatch},
		{"two costs without a lag", 1, nil, []value.Money{eur("1"), eur("1")}, cx.ErrMismatch},
		{"too few costs", 1, value.Lag{0, 1}, []value.Money{eur("1")}, cx.ErrMismatch},
		{"no weight", 1, value.Lag{0, 0}, []value.Money{eur("1"), eur("1")}, cx.ErrOutOfRange},
		{"too long", 1, long, many, cx.ErrOutOfRange},
		{"negative cost", 1, nil, []value.Money{eur("-1")}, cx.ErrOutOfRange},
		{"two currencies", 1, value.Lag{1, 1}, []value.Money{eur("1"), usd}, cx.ErrMismatch},
	} {
		_, err := value.CAC(tt.customers, tt.lag, tt.costs...)
		wantErr(t, tt.name, err, tt.want)
	}
	for name, d := range hostile {
		_, err := value.CAC(1, nil, value.Money{Amount: d})
		wantErr(t, name, err, cx.ErrOutOfRange)
	}
}
