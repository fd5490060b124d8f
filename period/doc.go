// Package period cuts time into calendar periods and business hours, right to
// the second in every time zone. It answers: in which month did this happen,
// when does that month begin and end here, how did it change from month to month,
// and how much of the time in between were we open?
//
// # Periods
//
// A [Unit] is a way to cut the calendar: [Day], [Week] (ISO 8601, from Monday),
// [Month], [Quarter], [HalfYear], [Year], and weeks and fiscal years that begin
// elsewhere ([WeekStarting], [FiscalQuarter], [FiscalYear]). A [Period] is one
// piece: a small comparable value, of no zone, with a text of its own:
//
//	p, err := period.Quarter.Of(t)    // the quarter of t, in t's zone
//	p, err := period.Parse("2024-Q3") // the text says the unit
//	next, err := p.Next()             // also Prev, Add, LastYear
//	r := p.In(loc)                    // its instants in a zone
//
// # Instants
//
// A [Range] is half-open: [Start, End). In every zone the ranges of a unit
// follow each other without hole or overlap, and [Unit.Of] and [Period.In]
// agree, so each instant lies in exactly one of them. A date starts at the first instant
// at which the local date is that date or a later one. Hence
//
//   - where the clock skips midnight, the date starts when it goes on, say at 01:00;
//   - where it shows midnight twice, the date starts at the first;
//   - where it goes back across a midnight that has passed (00:01 to 23:01), the
//     hour that is lived twice belongs to the date that had begun;
//   - a date that a zone skipped (2011-12-30 in Apia) is an empty range.
//
// # Series
//
// A [Series] has a tally for each period. It yields every period from the first to the
// last, so that no gap is overlooked, with [Series.Steps] each beside the one before, and
// with [Series.Rolling] the last k of them together:
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
// A [Schedule] is opening hours: shifts for each weekday, other shifts on single
// dates, holidays, in a zone of its own. It is made of [Hours], or of JSON:
//
//	s, err := period.NewSchedule(hours)
//	d, err := s.Elapsed(created, replied) // open time between two instants
//	due, err := s.Add(created, 8*time.Hour)
//	open := s.Open(t) // also NextOpening, NextClosing
//
// Shifts are readings of the clock on the wall, and are turned into instants
// before anything is counted:
//
//   - an edge in an hour that is skipped is the next instant there is;
//   - of an hour that is lived twice, an opening is the first and a closing the last;
//   - an overnight shift belongs to the day on which it opens: it is the weekday
//     or the holiday of that day that counts;
//   - shifts of different days may overlap, and are open once.
//
// # Bounds
//
// Dates lie in the years 1 to 9999 of the Gregorian calendar, which is extended
// to years before its introduction; a period must lie there with all its days. Outside is
// [cx.ErrOutOfRange], never a wrap. A time.Duration holds 292 years; more is
// [cx.ErrOverflow]. What does not exist (a due time that never comes, last year's
// February 29) is [cx.ErrNoData].
//
// # Encoding
//
// A Period, a Unit and a Range are text, hence strings in JSON, and a Period the key
// of a JSON object: see [Period.String], [Unit.String] and [Range.MarshalText]. A Schedule
// and a Series are JSON objects: see [Schedule.MarshalJSON] and [Series.MarshalJSON];
// Hours have no form but that of its Schedule. In a database a Period is a column of text:
// see [Period.Value]. A table of tallies has a row, and so a Period, for each of them. Each
// reads back what it writes, and nothing else is read in silence.
//
// # Zone data
//
// Zones are those of the time package, and right as far as its data are. Only the
// JSON forms of a Schedule and a Series load a zone themselves, by its name. A program that runs
// where there are no zone data should import time/tzdata; this package does not.
//
// Of zones that a program makes up it is assumed that they keep within 26 hours
// of UTC, as RFC 8536 has them, and that no clock goes back across a
// midnight by more than three hours, nor from an offset that it had for less than
// that. Before 1970, and to an offset below -08:30, as at the date line, it is a day and
// three hours instead. All zones of the database are so, in all years.
//
// # Sources
//
// Weeks, intervals and text: ISO 8601 and RFC 3339. Zones: the IANA time zone
// database and RFC 8536. Conversion of dates: Neri and Schneider, "Euclidean affine
// functions and their application to calendar algorithms", Software: Practice and
// Experience 53 (2023).
package period
