// Package nocopy marks the types that hold memory: a copy of one would share it.
package nocopy

import "github.com/cxmetrics/cx/internal/sentinel"

// Marker is embedded, under an unexported name, in a type that must not be copied. By it
// go vet reports a copy, and what encodes a copy gets an error where encoding/json
// would write {} for a struct without exported fields. The type itself has its methods
// on the pointer, where encoding/json finds MarshalJSON first.
type Marker struct {
	refusal

	_ lock
}

type refusal struct{}

// MarshalText returns an error: a copy has no encoding.
func (refusal) MarshalText() ([]byte, error) {
	return nil, sentinel.Errorf(sentinel.Encoding, "cx: a value that holds memory has no encoding as text, nor has its copy any: encode the pointer to it, with its own methods where it has them")
}

// UnmarshalText returns an error, for the types that have no encoding at all: encoding/json
// would leave them as they are without a word.
func (*refusal) UnmarshalText([]byte) error {
	return sentinel.Errorf(sentinel.Encoding, "cx: this type has no encoding as text to be read from")
}

// lock is what the copylocks check of go vet looks for.
type lock struct{}

// Lock makes it a lock.
func (*lock) Lock() {}

// Unlock makes it a lock.
func (*lock) Unlock() {}
