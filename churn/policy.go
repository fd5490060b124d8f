package churn

import (
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

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

const defaultPolicy = "default"

// text is the text of MarshalText.
func (p Policy) text() string {
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

// MarshalText returns the choices that are not the default, such as "gross, ignore-free", or
// "default".
func (p Policy) MarshalText() ([]byte, error) { return []byte(p.text()), nil }

const graceOf = "grace "

func daysText(days int) string {
	if days == 1 {
		return "1 day"
	}
	return strconv.Itoa(days) + " days"
}

// UnmarshalText reads "default", or choices separated by commas: gross, end-at-cancellation,
// count-trials, ignore-free, returns-are-new, snapshots, and such as "grace 7 days". Other
// text returns [cx.ErrEncoding].
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
