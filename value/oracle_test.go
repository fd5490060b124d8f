package value_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func eur(s string) value.Money { return value.Money{Amount: dec(s), Currency: "EUR"} }

// hostile are decimals that keep arithmetic busy for minutes, or would.
var hostile = map[string]decimal.Decimal{
	"huge exponent":  decimal.New(1, 1<<30),
	"small exponent": decimal.New(1, -1<<30),
	"many digits":    decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 1<<22), 0),
}

// failer is a *testing.T or a *rapid.T.
type failer interface {
	Helper()
	Fatal(...any)
	Errorf(string, ...any)
}

// check compares a result with its definition, rounded to 16 places half away from
// zero, which is how big.Rat writes a number too.
func check(t failer, name string, got decimal.Decimal, err error, want *big.Rat) {
	t.Helper()
	text := want.FloatString(16)
	if text == "-0.0000000000000000" { // big.Rat keeps the sign of what it rounds to 0
		text = text[1:]
	}
	if err != nil || got.StringFixed(16) != text {
		t.Errorf("%s: %v, %v, want %s", name, got, err, text)
	}
}

// checkMoney is check for an amount in euros.
func checkMoney(t failer, name string, got value.Money, err error, want *big.Rat) {
	t.Helper()
	check(t, name, got.Amount, err, want)
	if got.Currency != "EUR" {
		t.Errorf("%s: in %q, want EUR", name, got.Currency)
	}
}

func wantErr(t failer, name string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", name, err, want)
	}
	if err != nil && len(err.Error()) > 300 {
		t.Errorf("%s: an error of %d bytes", name, len(err.Error()))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rat reads a number.
func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}
