package survival

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/cxmetrics/cx/internal/sentinel"
	"pgregory.net/rapid"
)

// logRankOf is the log-rank statistic from its definition, in rational numbers: z' V^-1 z,
// without the first of the groups that expect events. Each subject of group i stands for
// sizes[i] of them. It returns false where V has no inverse.
func logRankOf(groups [][]subject, sizes []int64) (statistic *big.Rat, df int, ok bool) {
	k := len(groups)
	var at []int64
	for _, g := range groups {
		for _, s := range g {
			if s.event {
				at = append(at, s.exit)
			}
		}
	}
	slices.Sort(at)
	z, expected := rats(k), rats(k)
	v := make([][]*big.Rat, k)
	for i := range v {
		v[i] = rats(k)
	}
	for _, time := range slices.Compact(at) {
		var n, d int64
		risk := make([]int64, k)
		for i, g := range groups {
			for _, s := range g {
				if (s.entry < time || s.entry == 0) && s.exit >= time {
					risk[i] += sizes[i]
				}
				if s.event && s.exit == time {
					d += sizes[i]
					z[i].Add(z[i], big.NewRat(sizes[i], 1))
				}
			}
			n += risk[i]
		}
		for i := range groups {
			share := big.NewRat(risk[i], n)
			e := new(big.Rat).Mul(share, big.NewRat(d, 1))
			expected[i].Add(expected[i], e)
			z[i].Sub(z[i], e)
			if n == 1 {
				continue
			}
			for j := range groups {
				c := big.NewRat(-risk[j], n)
				if i == j {
					c.Add(c, big.NewRat(1, 1))
				}
				c.Mul(c, share).Mul(c, big.NewRat(n-d, n-1)).Mul(c, big.NewRat(d, 1))
				v[i][j].Add(v[i][j], c)
			}
		}
	}
	var used []int
	for i, e := range expected {
		if e.Sign() > 0 {
			used = append(used, i)
		}
	}
	if len(used) < 2 {
		return nil, 0, false
	}
	used = used[1:]
	x, ok := solve(v, z, used)
	if !ok {
		return nil, 0, false
	}
	statistic = new(big.Rat)
	for i, g := range used {
		statistic.Add(statistic, new(big.Rat).Mul(x[i], z[g]))
	}
	return statistic, len(used), true
}

func rats(n int) []*big.Rat {
	r := make([]*big.Rat, n)
	for i := range r {
		r[i] = new(big.Rat)
	}
	return r
}

// solve returns the x with v x = z, both of the used rows, by Gauss-Jordan elimination.
func solve(v [][]*big.Rat, z []*big.Rat, used []int) (x []*big.Rat, ok bool) {
	var m [][]*big.Rat
	for _, g := range used {
		var row []*big.Rat
		for _, h := range used {
			row = append(row, new(big.Rat).Set(v[g][h]))
		}
		m = append(m, append(row, new(big.Rat).Set(z[g])))
	}
	for i := range m {
		p := slices.IndexFunc(m[i:], func(row []*big.Rat) bool { return row[i].Sign() != 0 })
		if p < 0 {
			return nil, false
		}
		m[i], m[i+p] = m[i+p], m[i]
		inverse := new(big.Rat).Inv(m[i][i])
		for c := range m[i] {
			m[i][c].Mul(m[i][c], inverse)
		}
		for j := range m {
			if j == i {
				continue
			}
			f := new(big.Rat).Set(m[j][i])
			for c := range m[j] {
				m[j][c].Sub(m[j][c], new(big.Rat).Mul(f, m[i][c]))
			}
		}
	}
	for _, row := range m {
		x = append(x, row[len(m)])
	}
	return x, true
}

func checkLogRank(t interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}, groups [][]subject, sizes []int64, tolerance float64,
) bool {
	t.Helper()
	tallies := make([]*Tally, len(groups))
	for i, g := range groups {
		tallies[i] = new(Tally)
		for _, s := range g {
			if err := tallies[i].Add(s.entry, s.exit, s.event, uint64(sizes[i])); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := Compare(tallies)
	exact, df, ok := logRankOf(groups, sizes)
	if !ok {
		if !errors.Is(err, sentinel.NoData) {
			t.Fatalf("%v: %+v, %v, want no data", groups, got, err)
		}
		return false
	}
	want, _ := exact.Float64()
	if err != nil || got.DF != df || math.Abs(got.Statistic-want) > tolerance*max(1, want) {
		t.Fatalf("%v: %+v, %v, want %v with %d degrees of freedom", groups, got, err, want, df)
	}
	return true
}

func ones(n int) []int64 { return slices.Repeat([]int64{1}, n) }

// The test against its definition, with late entries, so that groups may never meet.
func TestLogRankFollowsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(subjects, 2, 5).Draw(t, "groups")
		checkLogRank(t, groups, ones(len(groups)), 1e-9)
	})
}

// Groups that were at risk in two eras that do not meet have no test in common: their
// covariance has no inverse. In float64 the last pivot is not always 0 but a residue of
// rounding, which must not be taken for a variance.
func TestLogRankOfTwoEras(t *testing.T) {
	residues := 0
	rapid.Check(t, func(t *rapid.T) {
		era := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) subject {
			return subject{exit: rapid.Int64Range(1, 12).Draw(t, "exit"), event: rapid.Float64Range(0, 1).Draw(t, "event") < 0.8}
		}), 4, 30)
		early := rapid.SliceOfN(era, 2, 3).Draw(t, "early")
		late := rapid.SliceOfN(era, 3, 6).Draw(t, "late")
		for i := range late {
			for j := range late[i] {
				late[i][j].entry, late[i][j].exit = 20, late[i][j].exit+20
			}
		}
		groups := slices.Concat(early, late)
		if !checkLogRank(t, groups, ones(len(groups)), 1e-9) {
			residues++
		}
	})
	if residues == 0 {
		t.Error("every pair of eras had a test")
	}
}

// A pivot that is small but right is a variance: few subjects beside a hundred million.
func TestLogRankOfUnequalGroups(t *testing.T) {
	few := []subject{{0, 5, true}, {0, 7, true}, {0, 9, false}}
	crowd := []subject{{0, 5, true}, {0, 6, true}, {0, 7, false}, {0, 9, true}}
	other := []subject{{0, 5, false}, {0, 6, true}, {0, 8, true}, {0, 9, true}}
	for _, n := range []int64{1, 1000, 1_000_000, 100_000_000} {
		ok := checkLogRank(t, [][]subject{few, crowd, other}, []int64{1, n, n}, 1e-6) &&
			checkLogRank(t, [][]subject{crowd, few, other}, []int64{n, 1, n}, 1e-6) &&
			checkLogRank(t, [][]subject{crowd, other, few}, []int64{n, n, 1}, 1e-6)
		if !ok {
			t.Errorf("1 beside %d: no test", n)
		}
	}
}
