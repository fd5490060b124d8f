package exact

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestAmount(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"0", "0"},
		{"0e64", "0"},
		{"0e65", ""},
		{"29.85", "29850000000000000000"},
		{"-29.85", "-29850000000000000000"},
		{"1e3", "1000000000000000000000"},
		{"999999999999.999999999999999999", "999999999999999999999999999999"},
		{"-999999999999.999999999999999999", "-999999999999999999999999999999"},
		{"0.000000000000000001", "1"},
		{"0.0000000000000000010", "1"},
		{"83.3333333333333333", "83333333333333333300"},
		{"9.223372036854775807", "9223372036854775807"}, // the coefficients of 64 bits end here
		{"9.223372036854775808", "9223372036854775808"},
		{"-9.223372036854775808", "-9223372036854775808"},
		{"-9.223372036854775809", "-9223372036854775809"},
		{"9223372036854775807", ""},
		{"1000000000000", ""},
		{"1000000000000.000000000000000000", ""}, // of more than 64 bits
		{"-1000000000000.000000000000000000", ""},
		{"0.0000000000000000011", ""},
		{"1e64", ""},
		{"1e-64", ""},
	} {
		got, err := Amount(decimal.RequireFromString(tc.in))
		switch {
		case tc.want == "" && !errors.Is(err, sentinel.OutOfRange):
			t.Errorf("Amount(%s) = %v, %v, want out of range", tc.in, got.Big(), err)
		case tc.want != "" && (err != nil || got.Big().String() != tc.want):
			t.Errorf("Amount(%s) = %v, %v, want %s", tc.in, got.Big(), err, tc.want)
		}
	}
}

func TestHostileDecimals(t *testing.T) {
	long := decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 4_000_000), 0)
	for _, d := range []decimal.Decimal{decimal.New(1, 1e7), decimal.New(1, -1e7), decimal.New(1, 65), long} {
		if err := Check(d); !errors.Is(err, sentinel.OutOfRange) {
			t.Errorf("Check of a hostile decimal: %v, want out of range", err)
		}
		if _, err := Amount(d); !errors.Is(err, sentinel.OutOfRange) || len(err.Error()) > 200 {
			t.Errorf("Amount of a hostile decimal: %v, want out of range", err)
		}
	}
	if err := Check(decimal.RequireFromString(strings.Repeat("9", 100))); err != nil {
		t.Errorf("Check of 100 digits: %v", err)
	}
}

// A decimal has 512 bits and 64 places at most.
func TestCheckBounds(t *testing.T) {
	bits := func(n uint) decimal.Decimal { return decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), n-1), 0) }
	for _, tc := range []struct {
		d  decimal.Decimal
		ok bool
	}{{bits(512), true}, {bits(513), false}, {decimal.New(1, 64), true}, {decimal.New(1, -64), true}, {decimal.New(1, 65), false}, {decimal.New(1, -65), false}} {
		if err := Check(tc.d); (err == nil) != tc.ok {
			t.Errorf("%d bits, exponent %d: %v", tc.d.Coefficient().BitLen(), tc.d.Exponent(), err)
		}
	}
}

func TestAmountDoesNotCopy(t *testing.T) {
	d := decimal.RequireFromString("-29.85")
	if n := testing.AllocsPerRun(100, func() {
		if _, err := Amount(d); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func TestAmountRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := decimal.New(rapid.Int64().Draw(t, "coefficient"), rapid.Int32Range(-18, -7).Draw(t, "exponent"))
		a, err := Amount(want)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Decimal(); !got.Equal(want) {
			t.Fatalf("Amount(%v).Decimal() = %v", want, got)
		}
	})
}

func TestInt128Sub(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Mul(rapid.Int64().Draw(t, "a"), rapid.Uint64Range(0, 1<<62).Draw(t, "n"))
		b := Mul(rapid.Int64().Draw(t, "b"), rapid.Uint64Range(0, 1<<62).Draw(t, "m"))
		if got, want := a.Sub(b).Big(), new(big.Int).Sub(a.Big(), b.Big()); got.Cmp(want) != 0 {
			t.Fatalf("%v - %v = %v, want %v", a.Big(), b.Big(), got, want)
		}
	})
}
