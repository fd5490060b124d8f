// Package tickets computes the metrics of customer support: how many tickets there
// are, how long they take and how well they end.
//
// # The question
//
// How long do customers wait for an answer and for a solution? How many tickets are open, and
// how many come back? Helpdesks answer differently for the same tickets: each convention is an
// option of [Policy], and docs/tickets-defaults.md says who has which.
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
//	next reply time       answer - customer's message, later ones        MetricNextReply
//	resolution time       last resolution - creation                     MetricResolution
//	requester wait time   spent new, open and on hold                    MetricRequesterWait
//	agent work time       spent new and open                             MetricAgentWork
//	replies per ticket    public agent replies / tickets                 Tally.Replies
//	contacts              customer messages / resolved tickets           Tally.Contacts
//	reopen rate           100 * reopened / ever resolved                 Tally.Reopened
//	FCR                   100 * resolved at first contact / resolved     Tally.FirstContact
//	one-touch rate        100 * resolved with one reply / resolved       Tally.OneTouch
//	SLA attainment        100 * met / (met + breached)                   Target.Judge
//
// Each of them by who did it: [ByAgent], [ByTeam]. What is due, and what was late: [Target.Timers].
//
// # Inputs and units
//
// A [Ticket] is filled in from a record's timestamps, or made by a [Policy] from a [History].
// Times are measured on the ticket's [Clock]: the wall clock, or business hours, which
// period.Schedule counts. They are exact to the nanosecond; rates are percent, windows half-open.
// [DurationSample] takes durations in constant memory, [DurationSketch] in bounded memory, and
// [Durations] keeps them all.
//
// # No data
//
// A ticket without an answer or a solution has no such time: it is not a time of zero. The mean
// of no times and the rate of no tickets is [cx.ErrNoData]. What a log does not record is not
// known, and in no figure: say in Policy.Records what it has. A ticket that ended without a
// solution is in the [Flow] and, until then, in the [Backlog], and in no [Tally].
//
// # Confidence
//
// [Attainment], [DurationSample] and [Known] have Score, Interval and Compare: percent by Wilson
// and Newcombe, means by Student and Welch. [Durations.MedianInterval] is for a median. A
// [Flow] has a Score and no interval.
//
// # Merging
//
// Sums are integers, rounded once. Any order and sharding give the same bits. A call that returns
// an error changes nothing, nor does merging nil. Counts past 2^64-1 and times past 292 years
// return [cx.ErrOverflow]. [Durations], [DurationSketch] and [Backlog] hold memory: do not copy
// them, use Clone. No tally may be changed by two goroutines at once.
//
// Encodings: docs/FORMAT.md. MarshalText of a value that there is not returns
// [cx.ErrOutOfRange], UnmarshalText of other text [cx.ErrEncoding].
//
// # Sources
//
// Zendesk, "About native Support time duration metrics", "Defining SLA policies". Intercom,
// "Conversation statistics". The others are in docs/tickets-defaults.md, and how a history is read
// in docs/tickets-reading.md.
package tickets
