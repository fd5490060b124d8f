package churn

import (
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// flag is one choice of a policy.
type flag struct {
	name string
	set  *bool
}

// flags returns the choices in the order of their bits in the binary form.
func (p *Policy) flags() [6]flag {
	return [...]flag{
		{"gross", &p.Gross},
		{"end-at-cancellation", &p.EndAtCancellation},
		{"count-trials", &p.CountTrials},
		{"ignore-free", &p.IgnoreFree},
		{"returns-are-new", &p.ReturnsAreNew},
		{"snapshots", &p.Snapshots},
	}
}

// defaultPolicy is the text of the zero policy.
const defaultPolicy = "default"

// String returns the choices that are not the default, such as "gross, ignore-free", or
// "default".
func (p Policy) String() string {
	var names []string
	for _, f := range p.flags() {
		if *f.set {
			names = append(names, f.name)
		}
	}
	if p.GraceDays != 0 {
		names = append(names, graceOf+daysText(p.GraceDays))
	}
	if names == nil {
		return defaultPolicy
	}
	return strings.Join(names, ", ")
}

// MarshalText returns [Policy.String]. The error is always nil.
func (p Policy) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// graceOf stands before the days of the grace in a text.
const graceOf = "grace "

func daysText(days int) string {
	if days == 1 {
		return "1 day"
	}
	return strconv.Itoa(days) + " days"
}

// UnmarshalText reads "default" alone, or choices in any order with commas between them:
//
//	gross                Gross
//	end-at-cancellation  EndAtCancellation
//	count-trials         CountTrials
//	ignore-free          IgnoreFree
//	returns-are-new      ReturnsAreNew
//	snapshots            Snapshots
//	grace 7 days         GraceDays
//
// Other text, and a choice that is there twice, return [cx.ErrEncoding].
func (p *Policy) UnmarshalText(text []byte) error {
	var q Policy
	if string(text) == defaultPolicy {
		*p = q
		return nil
	}
	for name := range strings.SplitSeq(string(text), ",") {
		if err := q.set(strings.TrimSpace(name)); err != nil {
			return err
		}
	}
	*p = q
	return nil
}

func (p *Policy) set(name string) error {
	if text, ok := strings.CutPrefix(name, graceOf); ok {
		number, _, _ := strings.Cut(text, " ")
		days, err := strconv.Atoi(number)
		if err != nil || days < 1 || days > maxGap || text != daysText(days) || p.GraceDays != 0 {
			return sentinel.Errorf(cx.ErrEncoding, "churn: policy: %.40q is no grace, such as %q, or there is one already", name, "grace 7 days")
		}
		p.GraceDays = days
		return nil
	}
	for _, f := range p.flags() {
		if f.name != name {
			continue
		}
		if *f.set {
			return sentinel.Errorf(cx.ErrEncoding, "churn: policy: %s is there twice", name)
		}
		*f.set = true
		return nil
	}
	return sentinel.Errorf(cx.ErrEncoding, "churn: policy: %.40q is no choice", name)
}
