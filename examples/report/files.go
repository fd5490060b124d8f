package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// expand returns the files that a flag names: one, several divided by commas, or those
// that a pattern such as surveys-*.csv has, in the order of their names.
func expand(text string) (names []string, err error) {
	if _, err := os.Stat(text); err == nil || text == "-" {
		return []string{text}, nil
	}
	for _, part := range splitNames(text) {
		if !strings.ContainsAny(part, "*?[") {
			names = append(names, part)
			continue
		}
		found, err := filepath.Glob(part)
		if err != nil || len(found) == 0 {
			return nil, fmt.Errorf("%s: no file has such a name", part)
		}
		names = append(names, found...)
	}
	return names, nil
}

// nextFile goes on with the next file, if there is one. Its columns are found by the
// names that the first file has.
func (s *source) nextFile() (bool, error) {
	if s.closeFile != nil {
		s.closeFile()
		s.closeFile = nil
	}
	if len(s.more) == 0 {
		return false, nil
	}
	s.noteLate()
	s.name, s.more = s.more[0], s.more[1:]
	f, err := os.Open(s.name)
	if err != nil {
		return false, err
	}
	p := watch(s.name, f, s.stderr)
	s.closeFile = func() {
		p.done()
		_ = f.Close() // it is only read
	}
	next, err := openSource(s.name, p, s.cfg)
	if err != nil {
		return false, err
	}
	s.scan, s.json, s.guess, s.places = next.scan, next.json, next.guess, nil
	if slices.Equal(next.header, s.header) {
		return true, nil
	}
	for _, name := range s.header {
		s.places = append(s.places, slices.IndexFunc(next.header, func(have string) bool { return plainName(have) == plainName(name) }))
	}
	for _, c := range s.used {
		if s.places[c.index] < 0 {
			return false, s.badHeader(c.name, "the files before have this column; this one has "+next.columns())
		}
	}
	return true, nil
}

// place brings the cells of a later file into the order of the first one's columns.
func (s *source) place(cells []string) []string {
	s.placed = s.placed[:0]
	for _, i := range s.places {
		cell := ""
		if i >= 0 && i < len(cells) {
			cell = cells[i]
		}
		s.placed = append(s.placed, cell)
	}
	return s.placed
}
