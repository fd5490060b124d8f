// Package period cuts time into calendar periods and business hours, right to the second in
// every time zone. It answers: in which month did this happen, when does that month begin and
// end here, how did it change from month to month, and how long were we open in between?
//
// # Periods
//
// A [Unit] is a way to cut the calendar: [Day], [Week] (ISO 8601, from Monday), [Month],
// [Quarter], [HalfYear] and [Year]. Other weeks and fiscal years are units too
// ([WeekStarting], [FiscalQuarter], [FiscalHalfYear], [FiscalYear]), and so are retail
// calendars of 52 or 53 weeks ([Retail]). A [Period] is one piece. It is a small comparable
// value without a zone, and has a text:
//
//	p, err := period.Quarter.Of(t)    // the quarter of t, in t's zone
//	p, err := period.Parse("2024-Q3") // the text says the unit
//	next, err := p.Next()             // also Prev, Add, LastYear
//	r := p.In(loc)                    // its instants in a zone
//
// # Instants
//
// A [Range] is half-open: [Start, End). In every zone the ranges of a unit follow each other
// without a gap. [Unit.Of] and [Period.In] agree, so each instant lies in exactly one of them.
// A date starts at the first instant at which the local date is that date or a later one:
//
//   - Where the clock skips midnight, the date starts when it goes on, say at 01:00.
//   - Where it shows midnight twice, the date starts at the first.
//   - Where it goes back across a midnight that has passed (00:01 to 23:01), the repeated hour
//     belongs to the date that had begun.
//   - A date that a zone skipped (2011-12-30 in Apia) is an empty range.
//
// # Series
//
// A [Series] has a tally for each period. It yields every period from the first to the last,
// so that no gap is overlooked. [Series.Steps] yields each beside the one before, and
// [Series.Rolling] makes windows of k periods:
//
//	months := period.NewSeries(period.Month, loc, cx.New[nps.Tally])
//	tally, err := months.At(answered) // for each answer; then
//	err = tally.Add(rating)
//	for month, tally := range months.All() { ... }
//	for month, step := range months.Steps() { ... step.Now.Compare(*step.Before, 0.95) ... }
//	year, err := months.Rolling(12)
//
// By segment and month it is a [cx.By] of Series.
//
// # Schedules
//
// A [Schedule] is opening hours. It is made of [Hours], or of JSON. Hours have shifts for each
// weekday, for dates of every year and for single dates, holidays, a zone, and the dates from
// and until which they hold. Several Hours make one schedule, in which overlaps count once:
//
//	s, err := period.NewSchedule(berlin, newYork)
//	d, err := s.Elapsed(created, replied)   // open time between two instants
//	due, err := s.Add(created, 8*time.Hour) // back in time if negative
//	due, err := s.AddDays(created, 2)       // working days
//	open := s.Open(t)                       // also NextOpening, NextClosing
//
// Shifts are times of the local clock. They become instants before anything is counted:
//
//   - A time in an hour that is skipped is the next instant there is.
//   - In an hour that is repeated, an opening is the first and a closing the last.
//   - An overnight shift belongs to the day on which it opens.
//   - Shifts of different days may overlap, and count once.
//
// # Bounds
//
// Dates lie in the years 1 to 9999 of the Gregorian calendar, which is extended to years
// before its introduction. A period must lie there with all its days; others return
// [cx.ErrOutOfRange]. A time.Duration holds 292 years; more returns [cx.ErrOverflow]. What
// does not exist (a due time that never comes, last year's February 29) returns [cx.ErrNoData].
//
// Encodings: docs/FORMAT.md.
//
// # Zone data
//
// Zones are those of the time package, and as right as its data. Only the JSON forms of a
// Schedule and a Series load a zone themselves, by its name. A program that runs where there
// are no zone data should import time/tzdata; this package does not.
//
// Two things are assumed of zones that a program makes up. They keep within 26 hours of UTC,
// as RFC 8536 demands. And no clock goes back across a midnight by more than three hours, nor
// from an offset that it had for less than that; before 1970, when it goes to an offset below
// -08:30, by no more than 27 hours. All zones of the database are so, in all years.
//
// # Sources
//
// Weeks, intervals and text: ISO 8601 and RFC 3339. Zones: the IANA time zone database and
// RFC 8536. Retail years: 26 CFR 1.441-2 and the 4-5-4 calendar of the National Retail
// Federation. Conversion of dates: Neri and Schneider, "Euclidean affine functions and their
// application to calendar algorithms", Software: Practice and Experience 53 (2023).
package period
