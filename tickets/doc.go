// Package tickets computes the metrics of customer support: how many tickets there are, how long
// they take and how well they end.
//
// # The question
//
// How long do customers wait for an answer and for a solution? How many tickets are open, and
// how many come back? Helpdesks answer differently for the same tickets. Each convention is an
// option of [Policy]; docs/tickets-defaults.md says which helpdesk has which.
//
//	ticket, err := tickets.Policy{}.Ticket(history) // the events of one ticket, in any order
//	err = tally.Add(ticket)
//	mean, err := tally.Times(tickets.MetricFirstResponse).Mean()
//
// # The formulas
//
//	backlog               tickets open at an instant                     Backlog, Ticket.OpenAt
//	resolution rate       100 * resolved / created                       Tally.Resolved, Flow.Score
//	first response time   first reply - creation                         MetricFirstResponse
//	next reply time       answer - customer's later message              MetricNextReply
//	resolution time       last resolution - creation                     MetricResolution
//	requester wait time   spent new, open and on hold                    MetricRequesterWait
//	agent work time       spent new and open                             MetricAgentWork
//	replies per ticket    public agent replies / tickets                 Tally.Replies
//	contacts              customer messages / resolved tickets           Tally.Contacts
//	reopen rate           100 * reopened / ever resolved                 Tally.Reopened
//	first-contact (FCR)   100 * resolved at first contact / resolved     Tally.FirstContact
//	one-touch rate        100 * resolved with one reply / resolved       Tally.OneTouch
//	SLA attainment        100 * met / (met + breached)                   Target.Judge
//
// [ByAgent] and [ByTeam] split them by who did it. [Target.Timers] says what is due and what is
// late.
//
// # Inputs and units
//
// A [Ticket] is filled in from a record's timestamps, or a [Policy] reads it from a [History].
// Times are by the ticket's [Clock], the wall clock or business hours (period.Schedule), and
// exact to the nanosecond. Rates are percent. Windows are half-open: from <= t < to.
//
// [DurationSample] is enough for means. For percentiles [DurationSketch] is small, and
// [Durations] exact.
//
// # No data
//
// A ticket without an answer has no response time, and an open one no resolution time: they are
// left out, not counted as zero. Say in Policy.Records what a log records; figures that need
// more are not known. A ticket that ended without a solution is in no [Tally]; it is in the
// [Flow] and, until its end, in the [Backlog].
//
// # Confidence
//
// Intervals and comparisons are by Wilson and Newcombe for rates, by Student and Welch for
// means. A median has [Durations.MedianInterval].
//
// # Errors
//
//   - [cx.ErrNoData]: a mean of no times, a rate of no tickets, a time that has not ended, or
//     what is not known of a ticket
//   - [cx.ErrOutOfRange]: a value out of bounds, such as a negative duration, times in an
//     impossible order, or taking back what was never added
//   - [cx.ErrMismatch]: backlogs of different instants or bands
//   - [cx.ErrOverflow]: counts past 2^64-1, times past 292 years
//   - [cx.ErrEncoding]: text or bytes of another form; see docs/FORMAT.md
//
// # Sources
//
// Zendesk, "About native Support time duration metrics", "Defining SLA policies"; Intercom,
// "Conversation statistics"; others in docs/tickets-defaults.md. How a history is read is in
// docs/tickets-reading.md.
package tickets
