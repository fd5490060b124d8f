package estimate_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestRate(t *testing.T) {
	percent, share := estimate.RateOfPercent(dec("3")), estimate.RateOfShare(dec("0.03"))
	if !percent.Percent().Equal(share.Percent()) || percent.String() != "3%" || share.String() != "3%" || (estimate.Rate{}).String() != "0%" {
		t.Errorf("%v, %v", percent, share)
	}
	if reflect.TypeFor[estimate.Rate]().Comparable() {
		t.Error("a Rate compares with ==")
	}
	data, err := json.Marshal(percent)
	var back estimate.Rate
	if err != nil || string(data) != `"3%"` || json.Unmarshal(data, &back) != nil || !back.Percent().Equal(dec("3")) {
		t.Errorf("%s reads as %v, %v", data, back, err)
	}
	for _, text := range []string{"", "%", "3", "3 %", "1e5%", "0x3%", "%3", "1" + strings.Repeat("0", 160) + "%", strings.Repeat("9", 1<<20) + "%"} {
		err := back.UnmarshalText([]byte(text))
		wantError(t, text, err, cx.ErrEncoding)
		if back.String() != "3%" {
			t.Errorf("%.40q changed the rate to %v", text, back)
		}
	}
}

// A rate is what was put in, as percent or as a share, also after its text; what has too
// many digits has no text.
func TestRateRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "coefficient"), rapid.Int32Range(-64, 62).Draw(t, "exponent"))
		r, share := estimate.RateOfPercent(d), estimate.RateOfShare(d)
		if !r.Percent().Equal(d) || share.Percent().Rat().Cmp(new(big.Rat).Mul(d.Rat(), big.NewRat(100, 1))) != 0 {
			t.Fatalf("%v is %v, as a share %v", d, r, share)
		}
		text, err := r.MarshalText()
		var back estimate.Rate
		if err != nil || back.UnmarshalText(text) != nil || !back.Percent().Equal(d) {
			t.Fatalf("%q reads as %v, %v", text, back, err)
		}
	})
	for _, d := range []decimal.Decimal{decimal.New(1, math.MaxInt32), decimal.New(-1, math.MinInt32), dec(strings.Repeat("9", 200))} {
		for _, r := range []estimate.Rate{estimate.RateOfPercent(d), estimate.RateOfShare(d)} {
			if _, err := r.MarshalText(); !errors.Is(err, cx.ErrOutOfRange) || r.String() != "rate out of bounds" {
				t.Errorf("%.100v: %v", r, err)
			}
		}
	}
}
