package main

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

const howToName = "-time-format names its layout, as Go writes that of 2 January 2006 15:04:05, such as \"2 Jan 2006 15:04\""

// unknownTime is the error of a text that is no known time. It looks for a layout that
// would read the text when it is printed, which few of many such errors are.
type unknownTime string

func (t unknownTime) Error() string {
	if layout, ok := suggestLayout(string(t)); ok {
		return fmt.Sprintf("not a time that is known here: -time-format %q would read it", layout)
	}
	return errNoTime.Error()
}

// The parts of layouts that are tried, most of them as programs write times that are none
// of the usual forms.
var (
	dateParts = []string{
		"2006-01-02", "2006/01/02", "2006.01.02", "2006_01_02", "2006 01 02", "20060102", "2006-002", "06-01-02", "06/01/02", "060102",
		"2 January 2006", "2 Jan 2006", "02Jan2006", "2Jan06", "2-Jan-06", "2-Jan-2006", "02/Jan/2006", "2.Jan.2006", "2_Jan_2006",
		"January 2, 2006", "January 2 2006", "Jan _2 15:04:05 2006", "Jan 2, 2006", "Jan 2 2006", "Jan _2 2006", "Jan-02-2006", "Jan/02/2006", "2006 Jan 2", "2006-Jan-02", "2006 January 2", "2006, January 2",
		"January 2nd, 2006", "January 2th, 2006", "January 2st, 2006", "January 2rd, 2006", "2nd January 2006", "2th January 2006", "2st January 2006", "2rd January 2006",
		"2nd of January 2006", "2th of January 2006", "2st of January 2006", "2rd of January 2006",
		"2006年1月2日", "2006년 1월 2일", "02012006", "02.01.2006", "2.1.06",
	}
	weekdayParts = []string{"", "Monday, ", "Mon, ", "Monday ", "Mon ", "Mon. "}
	clockParts   = []string{"", "15:04:05", "15:04", "3:04 PM", "3:04PM", "3:04:05 PM", "3:04pm", "03:04:05PM", "15.04.05", "15.04", "15h04", "150405", "1504", "15:04:05,000", "15.04.05.000000", "15:04h", "3 PM", "3pm"}
	zoneParts    = []string{"", "Z", " -0700", " -07:00", " GMT-0700", " UTC", " Z", "-07"}
	joinParts    = []string{" ", "T", ", ", "-", ":", "_", " at ", " - ", "/", ""}
)

// suggestLayout returns a layout that reads the text.
func suggestLayout(text string) (string, bool) {
	if len(text) > maxTime {
		return "", false
	}
	for _, weekday := range weekdayParts {
		for _, date := range dateParts {
			rest, ok := afterLayout(weekday+date, text)
			if !ok {
				continue
			}
			if tail, ok := tailLayout(rest, clockParts, zoneParts); ok {
				return weekday + date + tail, true
			}
		}
	}
	for _, clock := range clockParts[1:] {
		rest, ok := afterLayout(clock, text)
		if !ok {
			continue
		}
		for _, weekday := range weekdayParts {
			for _, date := range dateParts {
				if tail, ok := tailLayout(rest, []string{weekday + date}, []string{""}); ok {
					return clock + tail, true
				}
			}
		}
	}
	return "", false
}

// tailLayout returns a layout that reads a text after what was read before it.
func tailLayout(text string, parts, ends []string) (string, bool) {
	if text == "" && parts[0] == "" {
		return "", true
	}
	for _, part := range parts {
		for _, end := range ends {
			for _, join := range joinParts {
				layout := join + part + end
				if part == "" {
					continue
				}
				if rest, ok := afterLayout(layout, text); ok && rest == "" {
					return layout, true
				}
			}
		}
	}
	return "", false
}

// afterLayout reads the start of a text, and returns what follows.
func afterLayout(layout, text string) (rest string, ok bool) {
	_, err := time.Parse(layout, text)
	var e *time.ParseError
	switch {
	case err == nil:
		return "", true
	case errors.As(err, &e) && strings.HasPrefix(e.Message, ": extra text: "):
		return e.ValueElem, true
	}
	return "", false
}
