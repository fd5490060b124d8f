package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/cxmetrics/cx/period"
)

const defaultHours = "Monday to Friday, 9:00 to 17:00, no holidays"

// officeHours returns the default business hours.
func officeHours(zone *time.Location) (period.Schedule, error) {
	plan := period.Hours{Zone: zone}
	for day := time.Monday; day <= time.Friday; day++ {
		plan.Week[day] = []period.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	return period.NewSchedule(plan)
}

// readHours reads business hours from a file.
func readHours(file string) (s period.Schedule, err error) {
	f, err := os.Open(file)
	if err != nil {
		return s, err
	}
	defer func() { _ = f.Close() }() // it is only read
	text, err := io.ReadAll(io.LimitReader(f, maxRecord+1))
	if err != nil {
		return s, err
	}
	if len(text) > maxRecord {
		return s, fmt.Errorf("%s: longer than 1 MiB", file)
	}
	if err = json.Unmarshal(text, &s); err == nil && len(s.Hours()) == 0 {
		err = errors.New("null is no schedule")
	}
	if err != nil {
		return s, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}
