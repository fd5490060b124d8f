package value_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/wiretest"
	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func paymentsOf[ID comparable](t testing.TB, paid map[ID]value.Money) *value.Payments[ID] {
	t.Helper()
	var h value.Payments[ID]
	for customer, amount := range paid {
		if err := h.Add(customer, amount); err != nil {
			t.Fatal(err)
		}
	}
	return &h
}

// lowest returns the least that a customer can have paid.
func lowest(t testing.TB) *value.Payments[string] {
	t.Helper()
	var h value.Payments[string]
	for range 9 {
		if err := h.Add("ann", eur("-999999999999.999999")); err != nil {
			t.Fatal(err)
		}
	}
	rest := value.Money{Amount: decimal.New(math.MinInt64+9*(1e18-1), -6), Currency: "EUR"}
	if err := h.Add("ann", rest); err != nil {
		t.Fatal(err)
	}
	return &h
}

func TestEncodings(t *testing.T) {
	wiretest.Tallies(t, "money", eur("1250.5"), eur("-0.000001"), value.Money{Currency: "EUR"}, value.Money{Amount: dec("7")},
		value.Money{Amount: decimal.New(1, -64), Currency: "\"ü\"\n"}, eur("1"+strings.Repeat("0", 64)))
	wiretest.Tallies(t, "account", value.Account{ARPA: eur("60"), Margin: estimate.RateOfPercent(dec("75")), Discount: estimate.RateOfPercent(dec("0.5")), PaidAtEnd: true},
		value.Account{ARPA: eur("60.25"), Margin: estimate.RateOfPercent(dec("100"))})
	wiretest.Tallies(t, "payments", wiretest.Boxed(paymentsOf(t, map[string]value.Money{"ann": eur("12.5"), "bob": eur("-0.000001"), "cleo": eur("0")})), wiretest.Boxed(lowest(t)),
		wiretest.Boxed(paymentsOf(t, map[string]value.Money{"": {}})))
	wiretest.Tallies(t, "payments_integer", wiretest.Boxed(paymentsOf(t, map[int32]value.Money{-300: eur("12"), 7: eur("999999999999.999999")})))
}

func TestEncodingsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h, left, right value.Payments[string]
		for range rapid.IntRange(0, 8).Draw(t, "payments") {
			customer, amount := rapid.String().Draw(t, "customer"), rapid.Int64Range(-1e17, 1e17).Draw(t, "paid")
			paid := value.Money{Amount: decimal.New(amount, -6), Currency: "CHF"}
			half := &left
			if rapid.Bool().Draw(t, "side") {
				half = &right
			}
			if err := errors.Join(h.Add(customer, paid), half.Add(customer, paid)); err != nil {
				t.Fatal(err)
			}
		}
		wiretest.RoundTrip(t, wiretest.Boxed(&h))
		if err := left.Merge(&right); err != nil {
			t.Fatal(err)
		}
		whole, _ := h.MarshalBinary()
		if merged, _ := left.MarshalBinary(); !bytes.Equal(merged, whole) {
			t.Fatalf("merged %x, whole %x", merged, whole)
		}
		// Amounts that are equal have the same bytes, however they are held.
		m := value.Money{Amount: decimal.New(rapid.Int64().Draw(t, "coefficient"), rapid.Int32Range(-45, 45).Draw(t, "exponent")), Currency: "CHF"}
		data, err := m.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back value.Money
		if err := back.UnmarshalBinary(data); err != nil || !back.Amount.Equal(m.Amount) || back.Currency != m.Currency {
			t.Fatalf("%v reads as %v, %v", m, back, err)
		}
		wiretest.RoundTrip(t, back)
		same := value.Money{Amount: m.Amount.Add(decimal.New(0, -60)), Currency: "CHF"}
		if again, _ := same.MarshalBinary(); !bytes.Equal(again, data) {
			t.Fatalf("%v is written as %x and as %x", m, data, again)
		}
	})
}

func TestEncodingsOfNone(t *testing.T) {
	money, account, payments := new(value.Money), new(value.Account), new(value.Payments[string])
	for _, tt := range []struct {
		into interface{ UnmarshalJSON([]byte) error }
		text string
	}{
		{money, `{"amount":"1e3","currency":"EUR"}`},
		{money, `{"amount":"0.` + strings.Repeat("0", 64) + `1","currency":"EUR"}`},
		{money, `{"amount":"1","currency":5}`},
		{money, `{"amount":"1"}`},
		{account, `{"arpa":"60","margin":"75","discount":"0","paid_at_end":false}`},
		{account, `{"arpa":{"amount":"60","currency":"EUR"},"margin":"75","discount":"0","paid_at_end":0}`},
		{payments, `{"currency":"EUR","customers":{}}`},
		{payments, `{"currency":"EUR","customers":{"ann":"1.0000001"}}`},
		{payments, `{"currency":"EUR","customers":{"ann":"9223372036854.775808"}}`},
		{payments, `{"currency":"EUR","customers":{"ann":"1","\u0061nn":"1"}}`},
	} {
		err := tt.into.UnmarshalJSON([]byte(tt.text))
		if !errors.Is(err, cx.ErrEncoding) || len(err.Error()) > 500 {
			t.Errorf("%.100s is read as %v, %v", tt.text, tt.into, err)
		}
	}
}

func TestNothingToWrite(t *testing.T) {
	for name, amount := range hostile {
		m := value.Money{Amount: amount, Currency: "EUR"}
		_, binary := m.MarshalBinary()
		wantErr(t, name, binary, cx.ErrOutOfRange)
		_, text := m.MarshalJSON()
		wantErr(t, name, text, cx.ErrOutOfRange)
		_, account := value.Account{ARPA: eur("1"), Margin: estimate.RateOfPercent(amount)}.MarshalJSON()
		wantErr(t, name, account, cx.ErrOutOfRange)
		if got := m.String(); got != "amount out of bounds EUR" {
			t.Errorf("%s is written as %.100q", name, got)
		}
	}
	_, err := value.Money{Currency: "\xff"}.MarshalBinary()
	wantErr(t, "currency", err, cx.ErrEncoding)
	_, err = paymentsOf(t, map[any]value.Money{"a": eur("1")}).MarshalJSON()
	wantErr(t, "an ID of interface type", err, cx.ErrEncoding)
}

func TestTexts(t *testing.T) {
	payments := paymentsOf(t, map[string]value.Money{"ann": eur("12.5"), "bob": eur("10")})
	for _, tt := range []struct{ got, want string }{
		{eur("1250.50").String(), "1250.5 EUR"},
		{value.Money{}.String(), "0"},
		{payments.String(), "historic CLV 11.25 EUR (n=2, 95% -4.6 to 27.1)"},
		{paymentsOf(t, map[int]value.Money{1: {Amount: dec("5")}}).String(), "historic CLV 5.00 (n=1)"},
		{new(value.Payments[int]).String(), "historic CLV undefined (n=0)"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func FuzzDecoders(f *testing.F) {
	for _, v := range []wiretest.Tally{
		eur("1250.5"), value.Account{ARPA: eur("60"), Margin: estimate.RateOfPercent(dec("75"))}, paymentsOf(f, map[string]value.Money{"ann": eur("12.5")}),
		paymentsOf(f, map[int32]value.Money{-300: eur("12")}),
	} {
		data, err := v.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		text, err := v.MarshalJSON()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		wiretest.Binary[value.Money](t, data)
		wiretest.Binary[value.Account](t, data)
		wiretest.Binary[wiretest.Box[value.Payments[string], *value.Payments[string]]](t, data)
		wiretest.Binary[wiretest.Box[value.Payments[int32], *value.Payments[int32]]](t, data)
		wiretest.JSON[value.Money](t, data)
		wiretest.JSON[value.Account](t, data)
		wiretest.JSON[wiretest.Box[value.Payments[string], *value.Payments[string]]](t, data)
		wiretest.JSON[wiretest.Box[value.Payments[int32], *value.Payments[int32]]](t, data)
	})
}
