// Package sentinel holds the errors that every package of this module wraps; the root
// package exports them.
package sentinel

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

var (
	// NoData: the result is undefined for what was given (a mean of nothing, a rate of an empty group).
	NoData = errors.New("no data")
	// OutOfRange: a value lies outside its documented bounds.
	OutOfRange = errors.New("out of range")
	// Overflow: a count or a sum would pass its documented limit.
	Overflow = errors.New("overflow")
	// Mismatch: two things that cannot be combined (scales, currencies, zones) met.
	Mismatch = errors.New("mismatch")
	// Encoding: text or bytes do not follow the documented form.
	Encoding = errors.New("malformed encoding")
)

// Errorf returns an error of a kind, one of the above. Its text is what the format makes
// and nothing else: it says what was wrong, the value and the bound, so that the name of
// the kind would add nothing. Errors that the format wraps with %w are wrapped too.
func Errorf(kind error, format string, args ...any) error {
	return &fault{kind: kind, what: fmt.Errorf(format, args...)}
}

type fault struct{ kind, what error }

func (f *fault) Error() string   { return f.what.Error() }
func (f *fault) Unwrap() []error { return []error{f.kind, f.what} }

// In returns an error in the words of the package that was called: one of another package
// of this module gets that name in place of its own, any other gets it before its text.
func In(pkg string, err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if name, rest, ok := strings.Cut(text, ": "); ok && slices.Contains(packages, name) {
		text = rest
	}
	return &fault{kind: err, what: errors.New(pkg + ": " + text)}
}

var packages = []string{"cx", "estimate", "period", "nps", "csat", "ces", "churn", "tickets", "journey", "value", "signal"}
