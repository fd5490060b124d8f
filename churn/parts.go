package churn

import "github.com/shopspring/decimal"

// movementPart is a count with its name in JSON.
type movementPart struct {
	name string
	n    *uint64
}

func (m *Movement) counts() [7]movementPart {
	return [...]movementPart{
		{"opening", &m.Opening}, {"new", &m.New}, {"reactivated", &m.Reactivated}, {"lost", &m.Lost},
		{"lost_joined", &m.LostJoined}, {"moved_in", &m.MovedIn}, {"moved_out", &m.MovedOut},
	}
}

// revenuePart is an amount with its name in JSON.
type revenuePart struct {
	name   string
	amount *decimal.Decimal
}

func (r *Revenue) parts() [11]revenuePart {
	return [...]revenuePart{
		{"opening", &r.Opening}, {"new", &r.New}, {"reactivated", &r.Reactivated},
		{"expansion", &r.Expansion}, {"contraction", &r.Contraction}, {"churned", &r.Churned},
		{"expansion_joined", &r.ExpansionJoined}, {"contraction_joined", &r.ContractionJoined}, {"churned_joined", &r.ChurnedJoined},
		{"moved_in", &r.MovedIn}, {"moved_out", &r.MovedOut},
	}
}
