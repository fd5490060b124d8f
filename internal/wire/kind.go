package wire

// Kind is the second byte of every binary encoding: what it is an encoding of. The
// numbers are part of the wire format. None is ever given to another type.
type Kind uint8

// The kinds, sixteen to a package; the containers of tallies come first.
const (
	By           Kind = 0x01
	PeriodSeries Kind = 0x02

	Proportion         Kind = 0x10
	Sample             Kind = 0x11
	Weights            Kind = 0x12
	WeightedProportion Kind = 0x13
	WeightedSample     Kind = 0x14
	Interval           Kind = 0x15
	Difference         Kind = 0x16

	NPSTally         Kind = 0x20
	NPSGroups        Kind = 0x21
	NPSWeightedTally Kind = 0x22
	NPSShares        Kind = 0x23

	CSATTally         Kind = 0x30
	CSATWeightedTally Kind = 0x31

	CESTally         Kind = 0x40
	CESWeightedTally Kind = 0x41

	TicketsTally            Kind = 0x50
	TicketsDurations        Kind = 0x51
	TicketsDurationSample   Kind = 0x52
	TicketsDurationSketch   Kind = 0x53
	TicketsFlow             Kind = 0x54
	TicketsAttainment       Kind = 0x55
	TicketsDurationInterval Kind = 0x56
	TicketsMeasurement      Kind = 0x57
	TicketsTarget           Kind = 0x58
	TicketsPolicy           Kind = 0x59

	ChurnCustomers    Kind = 0x60
	ChurnMovement     Kind = 0x61
	ChurnRevenue      Kind = 0x62
	ChurnWindow       Kind = 0x63
	ChurnLifetimes    Kind = 0x64
	ChurnLedger       Kind = 0x65
	ChurnPurchases    Kind = 0x66
	ChurnActivity     Kind = 0x67
	ChurnSpending     Kind = 0x68
	ChurnCohortTable  Kind = 0x69
	ChurnRevenueTable Kind = 0x6a
	ChurnCurve        Kind = 0x6b
	ChurnStep         Kind = 0x6c
	ChurnLogRankTest  Kind = 0x6d
	ChurnStanding     Kind = 0x6e
	ChurnFrequency    Kind = 0x6f

	JourneyTally       Kind = 0x70
	JourneyTasks       Kind = 0x71
	JourneyVisits      Kind = 0x72
	JourneyArticles    Kind = 0x73
	JourneySentiment   Kind = 0x75
	JourneyMentions    Kind = 0x76
	JourneyCarts       Kind = 0x77
	JourneyPerCustomer Kind = 0x78

	// More of package churn, whose sixteen are given.
	ChurnActive Kind = 0x90

	ValuePayments Kind = 0x80
	ValueMoney    Kind = 0x81
	ValueAccount  Kind = 0x82
)

// String returns the package and the type, as an error message begins.
func (k Kind) String() string {
	switch k {
	case By:
		return "cx: by"
	case PeriodSeries:
		return "period: series"
	case Proportion:
		return "estimate: proportion"
	case Sample:
		return "estimate: sample"
	case Weights:
		return "estimate: weights"
	case WeightedProportion:
		return "estimate: weighted proportion"
	case WeightedSample:
		return "estimate: weighted sample"
	case Interval:
		return "estimate: interval"
	case Difference:
		return "estimate: difference"
	case NPSTally:
		return "nps: tally"
	case NPSGroups:
		return "nps: groups"
	case NPSWeightedTally:
		return "nps: weighted tally"
	case NPSShares:
		return "nps: shares"
	case CSATTally:
		return "csat: tally"
	case CSATWeightedTally:
		return "csat: weighted tally"
	case CESTally:
		return "ces: tally"
	case CESWeightedTally:
		return "ces: weighted tally"
	case TicketsTally:
		return "tickets: tally"
	case TicketsDurations:
		return "tickets: durations"
	case TicketsDurationSample:
		return "tickets: duration sample"
	case TicketsDurationSketch:
		return "tickets: duration sketch"
	case TicketsFlow:
		return "tickets: flow"
	case TicketsAttainment:
		return "tickets: attainment"
	case TicketsDurationInterval:
		return "tickets: duration interval"
	case TicketsMeasurement:
		return "tickets: measurement"
	case TicketsTarget:
		return "tickets: target"
	case TicketsPolicy:
		return "tickets: policy"
	case ChurnCustomers:
		return "churn: customers"
	case ChurnMovement:
		return "churn: movement"
	case ChurnRevenue:
		return "churn: revenue"
	case ChurnWindow:
		return "churn: window"
	case ChurnLifetimes:
		return "churn: lifetimes"
	case ChurnLedger:
		return "churn: ledger"
	case ChurnPurchases:
		return "churn: purchases"
	case ChurnActivity:
		return "churn: activity"
	case ChurnSpending:
		return "churn: spending"
	case ChurnCohortTable:
		return "churn: cohort table"
	case ChurnRevenueTable:
		return "churn: revenue table"
	case ChurnCurve:
		return "churn: curve"
	case ChurnStep:
		return "churn: step"
	case ChurnLogRankTest:
		return "churn: log-rank test"
	case ChurnStanding:
		return "churn: standing"
	case ChurnFrequency:
		return "churn: frequency"
	case ChurnActive:
		return "churn: active"
	case JourneyTally:
		return "journey: tally"
	case JourneyTasks:
		return "journey: tasks"
	case JourneyVisits:
		return "journey: visits"
	case JourneyArticles:
		return "journey: articles"
	case JourneySentiment:
		return "journey: sentiment"
	case JourneyMentions:
		return "journey: mentions"
	case JourneyCarts:
		return "journey: carts"
	case JourneyPerCustomer:
		return "journey: per customer"
	case ValuePayments:
		return "value: payments"
	case ValueMoney:
		return "value: money"
	case ValueAccount:
		return "value: account"
	}
	return "cx: unknown kind"
}
