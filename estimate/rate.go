package estimate

import (
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Rate is a rate such as a churn, a margin or a discount, made by [RateOfPercent] or
// [RateOfShare], so that 3 percent and 0.03 are not mixed up. The zero value is 0%. Compare
// [Rate.Percent], not rates with ==. A rate of more than 64 decimal places or 512 bits returns
// [cx.ErrOutOfRange] where it is used.
type Rate struct {
	_ [0]func() // no ==

	percent decimal.Decimal
}

// RateOfPercent returns a rate in percent: 3 is 3%. The score of a share is such a number.
func RateOfPercent(percent decimal.Decimal) Rate { return Rate{percent: percent} }

// RateOfShare returns a rate from a share of one: 0.03 is 3%.
func RateOfShare(share decimal.Decimal) Rate {
	if exact.Check(share) != nil {
		return Rate{percent: share} // refused where it is used; Shift could wrap its exponent
	}
	return Rate{percent: share.Shift(2)}
}

// Percent returns 3 for 3%.
func (r Rate) Percent() decimal.Decimal { return r.percent }

// String returns a text such as "3%".
func (r Rate) String() string {
	if exact.Check(r.percent) != nil {
		return "rate out of bounds" // it could have 10^9 digits
	}
	return r.percent.String() + "%"
}

// MarshalText returns [Rate.String], in JSON too.
func (r Rate) MarshalText() ([]byte, error) {
	if err := exact.Check(r.percent); err != nil {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "estimate: rate: %w", err)
	}
	return []byte(r.String()), nil
}

// maxRateText is how long the text of a rate is at most: 155 digits and 64 zeros or places.
const maxRateText = 300

// UnmarshalText reads what [Rate.String] writes. Other text returns [cx.ErrEncoding].
func (r *Rate) UnmarshalText(text []byte) error {
	digits, ok := strings.CutSuffix(string(text), "%")
	if ok = ok && len(digits) <= maxRateText && !strings.ContainsAny(digits, "eE"); ok {
		percent, err := decimal.NewFromString(digits)
		if err == nil && exact.Check(percent) == nil {
			*r = Rate{percent: percent}
			return nil
		}
	}
	return sentinel.Errorf(cx.ErrEncoding, "estimate: %.40q is no rate, such as %q", text, "3.5%")
}
