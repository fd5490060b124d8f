// Package tickets computes the metrics of customer support: how many tickets there
// are, how long they take and how well they end.
//
// # The question
//
// How long do customers wait for an answer and for a solution, how many tickets are
// open, and how many are solved at the first contact or come back? Two helpdesks
// give two answers to each of these for the same tickets, because their conventions
// differ. Here every convention is a named value with a default: see [Policy]. Which
// helpdesk has which default is in docs/tickets-defaults.md. What is due in the next hour, who
// breached, and the backlog by day and age are in docs/tickets-questions.md.
//
//	ticket, err := tickets.Policy{}.Ticket(history) // the events of one ticket, in any order
//	err = tally.Add(ticket)
//	mean, err := tally.FirstResponse().Mean()
//
// # The formulas
//
//	volume                 number of tickets                              Tally.Volume
//	backlog                tickets open at an instant                     Backlog, Ticket.OpenAt
//	resolution rate        100 * resolved / created, of the same tickets  Tally.Resolved
//	                       100 * resolved in / created in a period        Flow.Score
//	first response time    first reply - creation                         MetricFirstResponse
//	next reply time        answer - customer's message, later ones        MetricNextReply
//	average response time  mean over all replies, first and next          MetricResponse
//	first resolution time  first resolution - creation                    MetricFirstResolution
//	full resolution time   last resolution - creation                     MetricResolution
//	requester wait time    spent new, open and on hold                    MetricRequesterWait
//	agent work time        spent new and open                             MetricAgentWork
//	agent wait time        spent pending, if it ever was                  MetricAgentWait
//	on-hold time           spent on hold, if it ever was                  MetricOnHold
//	call hold time         spent with the call held, if it ever was       MetricCallHold
//	replies per ticket     public agent replies / tickets                 Tally.Replies
//	contacts/resolution    customer messages / resolved tickets           Tally.Contacts
//	reopens, resolutions   times that tickets were reopened, resolved     Tally.Reopens, Resolutions
//	reassignments          times that tickets changed agent or team       Tally.Reassignments
//	reopen rate            100 * reopened / ever resolved                 Tally.Reopened
//	FCR                    100 * resolved at first contact / resolved     Tally.FirstContact
//	one-touch rate         100 * resolved with one reply / resolved       Tally.OneTouch
//	SLA attainment         100 * met / (met + breached)                   Target.Judge
//	due and breach         when a target is used up, and when it is late  Target.Timers
//	by agent, by team      each of these, credited to who did it          ByAgent, ByTeam
//	ratings per ticket     ratings / tickets                              Tally.Ratings
//
// MetricFirstResponse to MetricCallHold are values of [Metric], for [Tally.Times],
// [Ticket.Measure], [Durations.AddTicket] and [Target]. Their times run from the creation,
// and those in states until the resolution. What ratings say is a question for package csat.
//
// # Inputs and units
//
// A [Ticket] holds what is known of one ticket. Fill it in from a record that has the
// timestamps, or let a [Policy] make it from a [History]. An event that cannot have happened is
// an error that names it. Times are measured on the ticket's [Clock]: the wall clock by default,
// or business hours, which period.Schedule counts. They are [time.Duration], exact to the
// nanosecond, or decimals in a unit of choice ([DurationSample.MeanIn]); rates are percent.
//
// [DurationSample] takes durations in constant memory (mean, standard deviation),
// [DurationSketch] in bounded memory (percentiles and median to 0.4 %), and [Durations] keeps
// them all (everything, exactly).
//
// # No data
//
// A ticket that is not answered or not resolved has no such time: it is not a time of zero. The
// mean of no times, and the rate of no tickets, is [cx.ErrNoData]. Open tickets are not dropped
// either: [Tally.Waiting], [Tally.Backlog] and [Durations.Waiting] count them, [Target.Judge]
// holds what still runs against the target, and [Durations.KaplanMeierMedian] includes them. If
// a ticket is resolved without a reply, its wait is not a reply time; against a target it is
// breached when it was too long.
//
// What a log does not record is not known, and none of the figures above: say in Policy.Records
// which events it has, and in Policy.Dates which of its times have no hour. [Tally.Unknown]
// counts such tickets. A ticket that ended without a solution (deleted, spam, withdrawn) is in
// the [Flow] and in the backlog until then, and in no [Tally].
//
// # Rounding and confidence
//
// Sums are integers of nanoseconds, 128 bits wide. A mean is rounded once, when it is read, half
// up to the nanosecond or half away from zero to 16 decimal places. A time beyond 292 years is
// [cx.ErrOverflow]. [Attainment] and [DurationSample] have Score, Interval and Compare:
// percent by Wilson and Newcombe, seconds by Student and Welch. The other rates are
// [estimate.Proportion], the counts per ticket [estimate.Sample]. [Durations.MedianInterval] is
// for a median. A [Flow] has a Score and no interval.
//
// # Merging
//
// Every tally, sample, sketch and backlog has Merge. Tickets added in any order, to any number of
// tallies merged in any way, give the same bits. All but the sketch have Remove or Subtract,
// which take back a ticket that has changed. [Durations], [DurationSketch] and [Backlog] hold
// memory and must not be copied: they have Clone. Encodings: docs/FORMAT.md.
//
// # Sources
//
// Zendesk, "About native Support time duration metrics", "Defining SLA policies" and "How are
// one-touch resolutions calculated?". Intercom, "Conversation statistics". Freshdesk, "On hold
// ticket". ServiceNow, "Configure SLA retroactive start and pause". SQM Group, "What is first
// call resolution and how is it measured?". The rest is in docs/tickets-defaults.md.
package tickets
