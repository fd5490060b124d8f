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

// Reading is the policy that says whether a text was read, skimmed or bounced. It compares
// the time spent with the time that the text needs at a reading rate. The zero value is
// the default:
//
//   - 238 words per minute, the mean of adults who read English non-fiction silently
//     (most lie in 175 to 300);
//   - read from 60 percent of the needed time on, which is 397 words per minute: above 400
//     nobody reads for understanding;
//   - bounced below 10 percent; in between, skimmed.
//
// The rate is measured, the two limits are conventions: report them with the result.
// Readings are comparable with ==.
//
// Sources: M. Brysbaert, "How Many Words Do We Read per Minute? A Review and
// Meta-Analysis of Reading Rate", Journal of Memory and Language 109 (2019), 104047;
// K. Rayner, E. R. Schotter, M. E. J. Masson, M. C. Potter and R. Treiman, "So Much
// to Read, So Little Time", Psychological Science in the Public Interest 17 (2016),
// 4-34.
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

// NewReading returns the policy with a rate of 1 to 10,000 words per minute. A text is read
// from readFrom percent of the needed time on, and bounced below bouncedBelow percent. It
// returns [cx.ErrOutOfRange] for another rate and unless
// 0 <= bouncedBelow <= readFrom <= 100.
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

// String returns the policy, such as "238 words per minute, read from 60%, bounced below
// 10%".
func (r Reading) String() string {
	return fmt.Sprintf(readingText, r.wordsPerMinute+defaultWordsPerMinute, r.read+defaultRead, r.bounced+defaultBounced)
}

// ParseReading reads a policy from the text of [Reading.String]. Numbers that [NewReading]
// refuses return [cx.ErrOutOfRange], any other text [cx.ErrEncoding].
func ParseReading(policy string) (Reading, error) {
	var rate, read, bounced int
	const longest = 100 // bytes: no policy has as many
	if len(policy) <= longest {
		_, _ = fmt.Sscanf(policy, readingText, &rate, &read, &bounced) // what it could not read differs
		if fmt.Sprintf(readingText, rate, read, bounced) == policy {
			return NewReading(rate, read, bounced)
		}
	}
	return Reading{}, sentinel.Errorf(cx.ErrEncoding, "journey: reading policy %.40q is not like %q", policy, Reading{})
}

// MarshalText returns the text of [Reading.String].
func (r Reading) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the text as [ParseReading] does. On an error r is unchanged.
func (r *Reading) UnmarshalText(text []byte) error {
	read, err := ParseReading(string(text))
	if err == nil {
		*r = read
	}
	return err
}

// Needed returns the time that a text needs, rounded half up to the nanosecond. It returns
// [cx.ErrOutOfRange] unless the words are 1 to 10^7.
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

// Articles counts views of help articles by how they were read. The zero value is empty;
// articles are comparable with ==. For views by article use a [Tally] of titles.
type Articles struct {
	read, skimmed, bounced uint64 // together as many as times
	times                  estimate.Sample
}

// Add records a view of an article, with its number of words and the time spent on it, by
// a policy. It returns [cx.ErrOutOfRange] for a negative time and unless the words are 1 to
// 10^7, and [cx.ErrOverflow] past 2^64-1 views. On an error a is unchanged.
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

// Remove takes back a view that was added with the same policy, words and time, exactly.
// Articles holds sums, not the single views: it cannot always tell that a view was never
// added. It returns [cx.ErrOutOfRange], and changes nothing, if no views could have what
// would be left, and for a view that [Articles.Add] refuses.
func (a *Articles) Remove(policy Reading, words int, spent time.Duration) error {
	var one Articles
	if err := one.Add(policy, words, spent); err != nil {
		return err
	}
	return a.Subtract(&one)
}

// Merge adds the views of b. It returns [cx.ErrOverflow], and leaves a as it was, past
// 2^64-1 views. Merging nil changes nothing.
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

// Subtract takes back the views that [Articles.Merge] of b added; see [Articles.Remove].
// Subtracting nil changes nothing.
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

// Views returns the number of views.
func (a Articles) Views() uint64 { return a.times.N() }

// Read returns the proportion of views in which the article was read.
func (a Articles) Read() estimate.Proportion { return a.among(a.read) }

// Skimmed returns the proportion of views in which the article was skimmed.
func (a Articles) Skimmed() estimate.Proportion { return a.among(a.skimmed) }

// Bounced returns the proportion of views in which the article was not even skimmed.
func (a Articles) Bounced() estimate.Proportion { return a.among(a.bounced) }

func (a Articles) among(hits uint64) estimate.Proportion {
	return estimate.Proportion{Hits: hits, Misses: a.Views() - hits}
}

// ReadingTime returns the mean time spent on a view, rounded once to the nanosecond,
// half up. No views return [cx.ErrNoData].
func (a Articles) ReadingTime() (time.Duration, error) { return meanTime(a.times) }

// Times returns the times spent on the views as a sample of nanoseconds, for the
// interval of their mean.
func (a Articles) Times() estimate.Sample { return a.times }
