package main

import (
	"errors"
	"strings"
	"time"
)

// clock is a time as a cell has it: a date, mostly with a time of day, at times with
// an offset; or seconds since 1970.
type clock struct {
	year, month, day int // where the month is not known to be one, day is the first number and month the second
	hour, min        int
	sec              int64
	ns               int
	offset           int // seconds east of UTC
	yearFirst        bool
	named, dotted    bool // 4 Mar 2024, 4.3.2024: the day is known
	timed, zoned     bool // it has a time of day, an offset
	unix             bool
}

// valid reports whether there is such a date and time of day.
func (c *clock) valid() bool {
	if c.unix {
		return true
	}
	if c.month < 1 || c.month > 12 || c.day < 1 || c.year < 1 || c.hour > 23 || c.min > 59 || c.sec > 59 {
		return false
	}
	return c.day <= 28 || time.Date(c.year, time.Month(c.month), c.day, 0, 0, 0, 0, time.UTC).Day() == c.day
}

var (
	errNoTime = errors.New("not a time that is known here: " + howToName)
	errNoDate = errors.New("not a time: there is no such date or time of day")
)

// readClock reads a time in one of the forms that are written the world over.
func readClock(text string) (c clock, err error) {
	if c.readISO(text) {
		return c, nil
	}
	p := textParser{text}
	if c.readDigits(text) {
		return c, nil
	}
	if !c.readDate(&p) {
		return c, unknownTime(text)
	}
	if p.rest == "" {
		return c, nil
	}
	if !c.readTime(&p) || !c.readZone(&p) || p.rest != "" {
		return c, unknownTime(text)
	}
	return c, nil
}

// readISO reads the two forms that most files have, fast.
func (c *clock) readISO(t string) bool {
	if len(t) < 19 || len(t) > 20 || t[4] != '-' || t[7] != '-' || t[10] != ' ' && t[10] != 'T' || t[13] != ':' || t[16] != ':' || len(t) == 20 && t[19] != 'Z' {
		return false
	}
	two := func(i int) int {
		a, b := t[i]-'0', t[i+1]-'0'
		if a > 9 || b > 9 {
			return 1000
		}
		return int(a)*10 + int(b)
	}
	y1, y2, mo, d, h, mi, s := two(0), two(2), two(5), two(8), two(11), two(14), two(17)
	if y1|y2|mo|d|h|mi|s >= 512 {
		return false
	}
	*c = clock{year: y1*100 + y2, month: mo, day: d, hour: h, min: mi, sec: int64(s), yearFirst: true, timed: true, zoned: len(t) == 20}
	return true
}

// readDigits reads what has no other characters: 20240304, 20240304150405, and seconds,
// milliseconds and microseconds since 1970 of the years 2001 to 2286.
func (c *clock) readDigits(text string) bool {
	whole, fraction, _ := strings.Cut(text, ".")
	if strings.Trim(text, "0123456789.") != "" || fraction != "" && len(whole) != 10 {
		return false
	}
	n := int64(0)
	for _, digit := range []byte(whole) {
		n = n*10 + int64(digit-'0')
	}
	*c = clock{}
	switch len(whole) {
	case 10:
		c.unix, c.sec = true, n
		return true
	case 13:
		c.unix, c.sec, c.ns = true, n/1e3, int(n%1e3)*1e6
		return true
	case 16:
		c.unix, c.sec, c.ns = true, n/1e6, int(n%1e6)*1e3
		return true
	case 14:
		c.hour, c.min, c.sec, c.timed = int(n/1e4%100), int(n/1e2%100), n%100, true
		n /= 1e6
	case 8:
	default:
		return false
	}
	c.year, c.month, c.day, c.yearFirst = int(n/1e4), int(n/100%100), int(n%100), true
	return true
}

// textParser reads a text from its start.
type textParser struct{ rest string }

func (p *textParser) number() (n, digits int) {
	for digits < len(p.rest) && digits < 9 && p.rest[digits] >= '0' && p.rest[digits] <= '9' {
		n = n*10 + int(p.rest[digits]-'0')
		digits++
	}
	p.rest = p.rest[digits:]
	return n, digits
}

func (p *textParser) any(set string) byte {
	if p.rest == "" || strings.IndexByte(set, p.rest[0]) < 0 {
		return 0
	}
	b := p.rest[0]
	p.rest = p.rest[1:]
	return b
}

func (p *textParser) spaces() { p.rest = strings.TrimLeft(p.rest, " \u00a0\u202f") }

func (p *textParser) word() string {
	n := 0
	for n < len(p.rest) && (p.rest[n]|0x20 >= 'a' && p.rest[n]|0x20 <= 'z') {
		n++
	}
	w := p.rest[:n]
	p.rest = p.rest[n:]
	return w
}

// monthOf returns the number of an English month, 0 for none.
func monthOf(name string) int {
	if len(name) < 3 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		full := m.String()
		if len(name) <= len(full) && (len(name) == 3 || len(name) == len(full) || m == time.September && len(name) == 4) && strings.EqualFold(full[:len(name)], name) {
			return int(m)
		}
	}
	return 0
}

func (c *clock) readDate(p *textParser) bool {
	if month := monthOf(p.word()); month > 0 { // Mar 4, 2024
		p.any(".")
		p.spaces()
		d, n := p.number()
		if n < 1 || n > 2 {
			return false
		}
		p.any(",")
		p.spaces()
		y, n := p.number()
		c.year, c.month, c.day, c.named = y, month, d, true
		return n == 4
	}
	a, n := p.number()
	if n == 0 {
		return false
	}
	sep := p.any("-/. ")
	if sep == 0 {
		return false
	}
	if month := p.month(); month > 0 { // 4 Mar 2024, 04-Mar-24
		p.any(".")
		p.any(string(sep))
		p.any(",")
		p.spaces()
		y, k := p.number()
		c.year, c.month, c.day, c.named = century(y, k), month, a, true
		return n <= 2 && (k == 4 || k == 2)
	}
	b, k := p.number()
	if k < 1 || k > 2 || sep == ' ' || p.any(string(sep)) == 0 {
		return false
	}
	d, m := p.number()
	switch {
	case n == 4 && m >= 1 && m <= 2:
		c.year, c.month, c.day, c.yearFirst = a, b, d, true
	case n <= 2 && (m == 4 || m == 2):
		c.year, c.month, c.day, c.dotted = century(d, m), b, a, sep == '.'
	default:
		return false
	}
	return true
}

// month reads the name of a month, if there is one.
func (p *textParser) month() int {
	before := p.rest
	if m := monthOf(p.word()); m > 0 {
		return m
	}
	p.rest = before
	return 0
}

// century returns the year that two digits mean, as POSIX has it: 69 to 99 are of the
// last century.
func century(year, digits int) int {
	switch {
	case digits != 2:
		return year
	case year >= 69:
		return 1900 + year
	default:
		return 2000 + year
	}
}

func (c *clock) readTime(p *textParser) bool {
	if p.any("T") == 0 {
		p.any(",")
		p.spaces()
	}
	p.rest = strings.TrimPrefix(p.rest, "at ") // March 4, 2024 at 3:04 PM
	h, n := p.number()
	if n < 1 || n > 2 {
		return false
	}
	c.hour, c.timed = h, true
	if p.any(":") != 0 {
		if c.min, n = p.number(); n != 2 {
			return false
		}
		if p.any(":") != 0 {
			s, n := p.number()
			if n != 2 {
				return false
			}
			c.sec = int64(s)
			if p.any(".,") != 0 && !c.readFraction(p) {
				return false
			}
		}
	} else if p.rest == "" {
		return false // an hour alone
	}
	p.spaces()
	before := p.rest
	switch half := strings.ToUpper(p.word()); {
	case half != "AM" && half != "PM":
		p.rest = before
	case c.hour < 1 || c.hour > 12:
		return false
	default:
		c.hour %= 12
		if half == "PM" {
			c.hour += 12
		}
	}
	p.spaces()
	return true
}

func (c *clock) readFraction(p *textParser) bool {
	n, digits := p.number()
	if digits == 0 {
		return false
	}
	for range 9 - digits {
		n *= 10
	}
	c.ns = n
	p.rest = strings.TrimLeft(p.rest, "0123456789") // what is below a nanosecond
	return true
}

// readZone reads Z, UTC, +01, +0100, +01:00, UTC+1 and GMT+01:00.
func (c *clock) readZone(p *textParser) bool {
	if p.rest == "" {
		return true
	}
	before := p.rest
	switch strings.ToUpper(p.word()) {
	case "Z", "UTC", "GMT", "UT":
		c.zoned = true
		p.spaces()
	case "":
		p.rest = before
	default:
		return false
	}
	var sign int
	switch {
	case strings.HasPrefix(p.rest, "+"):
		sign, p.rest = 1, p.rest[1:]
	case strings.HasPrefix(p.rest, "-"):
		sign, p.rest = -1, p.rest[1:]
	case strings.HasPrefix(p.rest, "−"):
		sign, p.rest = -1, p.rest[len("−"):]
	default:
		return c.zoned
	}
	h, n := p.number()
	m := 0
	switch n {
	case 4:
		h, m = h/100, h%100
	case 1, 2:
		if p.any(":") != 0 {
			if m, n = p.number(); n != 2 {
				return false
			}
		}
	default:
		return false
	}
	c.zoned, c.offset = true, sign*(h*3600+m*60)
	return h <= 15 && m <= 59
}
