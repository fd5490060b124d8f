//go:build race

package period_test

const raceEnabled = true
