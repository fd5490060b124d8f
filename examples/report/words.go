package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A wordScale gives ratings to the words that a helpdesk or a survey tool exports.
type wordScale struct {
	low, high int
	words     [][]string // by rating, from low on
}

// wordScales are the usual words. Freshdesk has seven, Intercom five; Zendesk has good
// and bad, and says offered of a survey without an answer.
var wordScales = []wordScale{
	{0, 1, [][]string{
		{"bad", "no", "dissatisfied", "unsatisfied", "not satisfied", "unhappy", "negative", "thumbs down", "false", "bad with comment", "no, i wasn't", "👎", "😞"},
		{"good", "yes", "satisfied", "happy", "positive", "thumbs up", "true", "good with comment", "👍", "😀"},
	}},
	{1, 3, [][]string{{"bad", "unhappy", "dissatisfied", "negative"}, {"ok", "okay", "neutral"}, {"good", "happy", "satisfied", "positive"}}},
	{1, 5, [][]string{
		{"very dissatisfied", "very unsatisfied", "very unhappy", "terrible", "strongly disagree", "very difficult", "awful"},
		{"dissatisfied", "somewhat dissatisfied", "unsatisfied", "unhappy", "bad", "disagree", "difficult", "poor"},
		{"neutral", "neither satisfied nor dissatisfied", "ok", "okay", "neither agree nor disagree", "neither easy nor difficult"},
		{"satisfied", "somewhat satisfied", "happy", "great", "good", "agree", "easy"},
		{"very satisfied", "very happy", "amazing", "excellent", "strongly agree", "very easy"},
	}},
	{1, 7, [][]string{
		{"extremely unhappy", "extremely dissatisfied", "strongly disagree", "extremely difficult"},
		{"very unhappy", "very dissatisfied", "disagree", "very difficult"},
		{"unhappy", "dissatisfied", "somewhat disagree", "difficult"},
		{"neutral", "neither satisfied nor dissatisfied", "neither agree nor disagree"},
		{"happy", "satisfied", "somewhat agree", "easy"},
		{"very happy", "very satisfied", "agree", "very easy"},
		{"extremely happy", "extremely satisfied", "strongly agree", "extremely easy"},
	}},
}

// noAnswer are words for a survey that was sent and not answered.
var noAnswer = []string{"offered", "unoffered", "not offered", "unrated", "not rated", "no rating", "no response", "not answered", "pending", "sent", "n/a", "na", "none", "-"}

func plainWord(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '_' }), " ")
}

// rating returns the rating of a word.
func (w wordScale) rating(word string) (int, bool) {
	for i, words := range w.words {
		if slices.Contains(words, word) {
			return w.low + i, true
		}
	}
	return 0, false
}

// guessWords returns the scale that has all words, if the cells are words.
func guessWords(cells []string) (wordScale, bool) {
	var words []string
	for _, cell := range cells {
		if _, err := leadingRating(cell); err == nil {
			return wordScale{}, false
		}
		if word := plainWord(cell); !slices.Contains(words, word) && !slices.Contains(noAnswer, word) && len(words) < 20 {
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return wordScale{}, false
	}
	for _, scale := range wordScales {
		if !slices.ContainsFunc(words, func(word string) bool { _, ok := scale.rating(word); return !ok }) {
			return scale, true
		}
	}
	return wordScale{}, false
}

var errNoRating = errors.New("not a whole number")

// leadingRating reads 9, " 9", 9.0, and 10 - Extremely likely.
func leadingRating(text string) (int, error) {
	text = strings.TrimSpace(text)
	end := 0
	if strings.HasPrefix(text, "-") {
		end = 1
	}
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	if end == 0 || end > 9 {
		return 0, errNoRating
	}
	n, err := strconv.Atoi(text[:end])
	if err != nil {
		return 0, errNoRating
	}
	rest := text[end:]
	if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') && strings.Trim(rest[1:], "0") == "" {
		return n, nil // 9.0
	}
	label := strings.TrimLeft(rest, " ")
	first, _ := utf8.DecodeRuneInString(label)
	switch {
	case rest == "":
		return n, nil
	case label != "" && strings.ContainsRune("-–—=:(", first) && strings.ContainsFunc(label, isLetter) && !strings.ContainsAny(label, "0123456789"),
		len(rest) > len(label) && label != "" && isLetter(first) && !strings.ContainsAny(label, "0123456789"):
		return n, nil // 10 - Extremely likely, 5 (Very satisfied), 5 stars
	}
	return 0, errNoRating
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7f }

// parseMap reads good=yes,bad=no or happy=3,sad=1; yes is 1 and no is 0.
func parseMap(text string) (map[string]int, error) {
	m := map[string]int{}
	for part := range strings.SplitSeq(text, ",") {
		i := strings.LastIndexByte(part, '=')
		if i < 1 {
			return nil, fmt.Errorf("%.40q is not a word and what it means, such as good=yes or great=5", part)
		}
		word, value := plainWord(part[:i]), strings.TrimSpace(part[i+1:])
		switch strings.ToLower(value) {
		case "yes":
			m[word] = 1
		case "no":
			m[word] = 0
		case "", "none":
			m[word] = unansweredWord
		default:
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 || n > 100 {
				return nil, fmt.Errorf("%.40q is neither yes, no, none nor a rating", value)
			}
			m[word] = n
		}
	}
	return m, nil
}

// unansweredWord is the rating of a word that means no answer.
const unansweredWord = -1 << 30
