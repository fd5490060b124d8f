// Package period cuts time into calendar periods and business hours, right to the second in
// every time zone. It answers: in which month did this happen, when does that month begin and
// end here, how did it change from month to month, and how long were we open in between?
//
// # Periods
//
// A [Unit] cuts the calendar: [Day], [Week] (from Monday), [Month], [Quarter], [HalfYear] and
// [Year]; weeks from another day ([WeekStarting]), fiscal years ([Fiscal]) and the years of
// retailers ([Retail]). A [Period] is one piece, without a time zone; a [Range] is its instants
// in a zone.
//
//	p, err := period.Quarter.Of(t)    // the quarter of t, in t's zone
//	p, err := period.Parse("2024-Q3") // the text says the unit
//	next, err := p.Add(1)             // also LastYear
//	r := p.In(loc)                    // its instants in a zone
//
// # Series
//
// A [Series] has a tally for each period from the first to the last, without gaps. To count by
// segment too, make a [cx.By] of Series.
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
// A [Schedule] is opening hours, made of [Hours] or read from JSON. Of several Hours, such as
// those of two offices, it is open whenever one of them is:
//
//	s, err := period.NewSchedule(berlin, newYork)
//	d, err := s.Elapsed(created, replied)   // open time between two instants
//	due, err := s.Add(created, 8*time.Hour) // back in time if negative
//	due, err := s.AddDays(created, 2)       // working days
//	open := s.Open(t)                       // also NextOpening, NextClosing
//
// # Zones
//
// Where clocks change, days and shifts count as long as they last: a day may have 23 hours.
// Skipped and repeated hours, and all sources, are in docs/period-rules.md.
//
// The encodings of a Series and a Schedule (docs/FORMAT.md) name the zone and need its data:
// where the machine has none, import time/tzdata.
//
// # Errors
//
//   - [cx.ErrOutOfRange]: a value out of bounds, such as a day outside the years 1 to 9999, an end
//     before its start, an invalid unit, the zero Period, or a zone over 26 hours from UTC
//   - [cx.ErrMismatch]: what does not go together, such as two units, or shifts that overlap
//   - [cx.ErrNoData]: what does not exist, such as the February 29 of last year
//   - [cx.ErrOverflow]: more than the 292 years of a [time.Duration]
//   - [cx.ErrEncoding]: other text, or what has no encoding, such as a Holiday function or a zone
//     that the zone database does not have
package period
