package journey_test

import (
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// failer is a *testing.T or a *rapid.T.
type failer interface {
	Helper()
	Fatal(...any)
	Errorf(string, ...any)
}

// check compares a result with the ratio that defines it, rounded to 16 places half
// away from zero, which is how big.Rat writes a number too.
func check(t failer, name string, got decimal.Decimal, err error, num, den int64) {
	t.Helper()
	want := big.NewRat(num, den).FloatString(16)
	if want == "-0.0000000000000000" { // big.Rat keeps the sign of what it rounds to 0
		want = want[1:]
	}
	if err != nil || got.StringFixed(16) != want {
		t.Errorf("%s: %v, %v, want %s", name, got, err, want)
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

// midnight is where the tests' calendar begins.
var midnight = time.Date(2024, time.March, 1, 0, 0, 0, 0, time.UTC)

func minute(n int) time.Time { return midnight.Add(time.Duration(n) * time.Minute) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
