// Package conformance has no Go API. Its directory holds test vectors for every formula and
// policy of the library, in JSON, with which an implementation in any language can be
// checked: see README.md there. Its test checks this library against them.
package conformance
