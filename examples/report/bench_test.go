package main

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// BenchmarkSurveys reads 100,000 rows of answers.
func BenchmarkSurveys(b *testing.B) {
	var file strings.Builder
	file.WriteString("answered_at,channel,plan,nps,csat,ces\n")
	for i := range 100_000 {
		fmt.Fprintf(&file, "2024-%02d-%02dT%02d:%02d:17Z,%s,%s,%d,%d,%d\n", 1+i%12, 1+i%28, i%24, i%60,
			[]string{"email", "chat", "phone"}[i%3], []string{"Basic", "Team", "Business", "Free"}[i%4], i%11, 1+i%5, 1+i/5%5)
	}
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		if code := run([]string{"-surveys", "-"}, strings.NewReader(file.String()), io.Discard, io.Discard); code != 0 {
			b.Fatal(code)
		}
	}
}
