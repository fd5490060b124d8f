package journey

import (
	"cmp"
	"fmt"
	"math/bits"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Reading says whether a text was read, skimmed or bounced, by the time spent on it. The zero
// value is 238 words per minute, read from 60 percent of the time needed, and bounced below
// 10 percent. The rate is measured (Brysbaert 2019), the limits are conventions.
type Reading struct {
	// Distances from the defaults, so that the zero value is the default.
	wordsPerMinute, read, bounced int
}

const (
	defaultWordsPerMinute = 238
	defaultRead           = 60
	defaultBounced        = 10
	maxWordsPerMinute     = 10_000
	maxWords              = 10_000_000
)

// NewReading returns a Reading of 1 to 10,000 words per minute, with limits in percent of the
// time needed: 0 <= bouncedBelow <= readFrom <= 100.
func NewReading(wordsPerMinute, readFrom, bouncedBelow int) (Reading, error) {
	if wordsPerMinute < 1 || wordsPerMinute > maxWordsPerMinute {
		return Reading{}, sentinel.Errorf(cx.ErrOutOfRange, "journey: %d words per minute are not 1 to %d", wordsPerMinute, maxWordsPerMinute)
	}
	if bouncedBelow < 0 || bouncedBelow > readFrom || readFrom > 100 {
		return Reading{}, sentinel.Errorf(cx.ErrOutOfRange, "journey: bounced below %d and read from %d percent are not 0 to 100 in this order", bouncedBelow, readFrom)
	}
	return Reading{wordsPerMinute - defaultWordsPerMinute, readFrom - defaultRead, bouncedBelow - defaultBounced}, nil
}

const readingText = "%d words per minute, read from %d%%, bounced below %d%%"

// text returns a text such as "238 words per minute, read from 60%, bounced below 10%".
func (r Reading) text() string {
	return fmt.Sprintf(readingText, r.wordsPerMinute+defaultWordsPerMinute, r.read+defaultRead, r.bounced+defaultBounced)
}

// MarshalText returns text such as "238 words per minute, read from 60%, bounced below 10%".
func (r Reading) MarshalText() ([]byte, error) { return []byte(r.text()), nil }

// UnmarshalText reads what MarshalText writes. Other text returns [cx.ErrEncoding].
func (r *Reading) UnmarshalText(text []byte) error {
	var rate, read, bounced int
	const longest = 100 // bytes: no policy has as many
	if len(text) <= longest {
		_, _ = fmt.Sscanf(string(text), readingText, &rate, &read, &bounced) // what it could not read differs
		if fmt.Sprintf(readingText, rate, read, bounced) == string(text) {
			policy, err := NewReading(rate, read, bounced)
			if err == nil {
				*r = policy
			}
			return err
		}
	}
	return sentinel.Errorf(cx.ErrEncoding, "journey: reading policy %.40q is not like %q", text, Reading{}.text())
}

// Needed returns the time needed for a text of 1 to 10^7 words.
func (r Reading) Needed(words int) (time.Duration, error) {
	if words < 1 || words > maxWords {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "journey: a text of %d words, not 1 to %d", words, maxWords)
	}
	rate := r.wordsPerMinute + defaultWordsPerMinute
	return (2*time.Duration(words)*time.Minute + time.Duration(rate)) / (2 * time.Duration(rate)), nil
}

// atLeast reports whether the time is at least so many percent of what the text
// needs, exactly: spent * rate * 100 against percent * words * a minute.
func (r Reading) atLeast(percent, words int, spent time.Duration) bool {
	rate := r.wordsPerMinute + defaultWordsPerMinute
	high, low := bits.Mul64(uint64(spent), uint64(rate)*100)
	needHigh, needLow := bits.Mul64(uint64(percent)*uint64(words), uint64(time.Minute))
	return high > needHigh || high == needHigh && low >= needLow
}

// Articles counts views of help articles by how they were read.
type Articles struct {
	read, skimmed, bounced uint64 // together as many as times
	times                  estimate.Sample
}

// Add records a view: the article's words, 1 to 10^7, and the time spent, 0 or more.
func (a *Articles) Add(policy Reading, words int, spent time.Duration) error {
	if _, err := policy.Needed(words); err != nil {
		return err
	}
	if err := addTime(&a.times, spent); err != nil {
		return err
	}
	*a.count(policy, words, spent)++ // none of the three can pass the number of times
	return nil
}

// count returns the count in which a view belongs.
func (a *Articles) count(policy Reading, words int, spent time.Duration) *uint64 {
	switch {
	case !policy.atLeast(policy.bounced+defaultBounced, words, spent):
		return &a.bounced
	case !policy.atLeast(policy.read+defaultRead, words, spent):
		return &a.skimmed
	}
	return &a.read
}

// Remove takes back a view. It cannot always tell that the view was never added.
func (a *Articles) Remove(policy Reading, words int, spent time.Duration) error {
	var one Articles
	if err := one.Add(policy, words, spent); err != nil {
		return err
	}
	return a.Subtract(&one)
}

// Merge adds the views of b.
func (a *Articles) Merge(b *Articles) error {
	if b == nil {
		return nil
	}
	sum := *a
	if sum.times.Merge(&b.times) != nil {
		return tooMany(sum.times.N(), b.times.N())
	}
	sum.read += b.read // no more than times, as the other two
	sum.skimmed += b.skimmed
	sum.bounced += b.bounced
	*a = sum
	return nil
}

// Subtract takes back the views of b.
func (a *Articles) Subtract(b *Articles) error {
	if b == nil {
		return nil
	}
	rest := *a
	err := cmp.Or(
		takeFrom(&rest.read, "views that were read", b.read),
		takeFrom(&rest.skimmed, "views that were skimmed", b.skimmed),
		takeFrom(&rest.bounced, "views that bounced", b.bounced),
		takeSample(&rest.times, b.times, "times of views"),
	)
	if err == nil {
		*a = rest
	}
	return err
}

// Read returns the share of views in which the article was read.
func (a Articles) Read() estimate.Proportion { return a.among(a.read) }

// Skimmed returns the share of views that were skimmed.
func (a Articles) Skimmed() estimate.Proportion { return a.among(a.skimmed) }

// Bounced returns the share of views that bounced.
func (a Articles) Bounced() estimate.Proportion { return a.among(a.bounced) }

func (a Articles) among(hits uint64) estimate.Proportion {
	return estimate.Proportion{Hits: hits, Misses: a.times.N() - hits}
}

// ReadingTime returns the mean time of a view.
func (a Articles) ReadingTime() (time.Duration, error) { return meanTime(a.times) }

// Times returns the times in nanoseconds.
func (a Articles) Times() estimate.Sample { return a.times }
