// Package period cuts time into calendar periods and business hours, right to the second in
// every time zone. It answers: in which month did this happen, when does that month begin
// and end here, how did it change from month to month, and how long were we open in
// between?
//
// # Periods
//
// A [Unit] is a way to cut the calendar: [Day], [Week] (ISO 8601, from Monday), [Month],
// [Quarter], [HalfYear] and [Year], other weeks and fiscal years ([WeekStarting],
// [Fiscal]), and the calendars of retailers ([Retail]). A [Period] is one piece, a small
// comparable value without a zone:
//
//	p, err := period.Quarter.Of(t)    // the quarter of t, in t's zone
//	p, err := period.Parse("2024-Q3") // the text says the unit
//	next, err := p.Add(1)             // also LastYear
//	r := p.In(loc)                    // its instants in a zone
//
// A [Range] is half-open, [Start, End). The ranges of a unit follow each other without a
// gap, and [Unit.Of] and [Period.In] agree: each instant lies in exactly one of them.
//
// # Series
//
// A [Series] has a tally for each period from the first to the last, so that no gap is
// overlooked. By segment and month it is a [cx.By] of Series.
//
//	months := period.NewSeries(period.Month, loc, cx.New[nps.Tally])
//	tally, err := months.At(answered) // for each answer; then
//	err = tally.Add(rating)
//	for month, tally := range months.All() { ... }
//	for month, step := range months.Steps() { ... step.Now.Compare(*step.Before, 0.95) ... }
//	year, err := months.Rolling(12)
//
// # Schedules
//
// A [Schedule] is opening hours, made of [Hours] or of JSON: shifts for each weekday, for
// dates of every year and for single dates, holidays, and a zone. Several Hours make one
// schedule, in which overlaps count once:
//
//	s, err := period.NewSchedule(berlin, newYork)
//	d, err := s.Elapsed(created, replied)   // open time between two instants
//	due, err := s.Add(created, 8*time.Hour) // back in time if negative
//	due, err := s.AddDays(created, 2)       // working days
//	open := s.Open(t)                       // also NextOpening, NextClosing
//
// # Clocks that change
//
// A date starts at the first instant at which the local date is that date or a later one. A
// time of a shift that the clock skips is the next instant there is. More is in
// docs/period-rules.md.
//
// # Errors
//
// Dates lie in the years 1 to 9999. A period that does not lie there with all its days, an
// invalid unit or the zero Period returns [cx.ErrOutOfRange]; more than the 292 years of a
// time.Duration [cx.ErrOverflow]; what does not exist, such as last year's February 29,
// [cx.ErrNoData].
//
// # Zones
//
// Only the JSON forms of a Schedule and a Series load a zone by its name: a program that
// runs where there are no zone data should import time/tzdata.
//
// Encodings: docs/FORMAT.md. Sources: docs/period-rules.md.
package period
