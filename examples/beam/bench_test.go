package main

import (
	"path/filepath"
	"testing"
)

// The same file of 200,000 rows, 316,000 measurements, through prism and in one loop:
//
//	go -C examples/beam test -run '^$' -bench . -benchtime 5x
func BenchmarkRows(b *testing.B) {
	const rows = 200_000
	file := filepath.Join(b.TempDir(), "sample.csv")
	if err := writeSample(file, rows); err != nil {
		b.Fatal(err)
	}
	c := defaults(file)
	c.Output = filepath.Join(b.TempDir(), "results.jsonl")
	for _, way := range []struct {
		name  string
		local bool
	}{{"prism", false}, {"loop", true}} {
		c.Local = way.local
		b.Run(way.name, func(b *testing.B) {
			for b.Loop() {
				if err := count(c); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
