"""CSAT and CES from ratings on a scale."""

from fractions import Fraction

from common import NO_DATA, OUT_OF_RANGE, PYTHON, fraction, rng, write


def middle(v):
    s, n = sorted(v), len(v)
    return Fraction(s[(n - 1) // 2] + s[n // 2], 2)


def main():
    r = rng("csat")
    cases = [({"low": 1, "high": 5, "best": "high", "ratings": []}, NO_DATA), ({"low": 1, "high": 5, "best": "high", "ratings": [6]}, OUT_OF_RANGE)]
    while len(cases) < 215:
        low, high = r.choice([(0, 1), (1, 3), (1, 4), (1, 5), (1, 5), (1, 6), (1, 7), (1, 10), (0, 10)])
        best = r.choice(["high", "high", "low"])
        v = [r.randint(low, high) for _ in range(r.randint(1, 20))]
        k = 1 if high - low + 1 <= 3 else 2
        good = sum(x > high - k if best == "high" else x < low + k for x in v)
        bad = sum(x < low + k if best == "high" else x > high - k for x in v)
        cases.append(({"low": low, "high": high, "best": best, "ratings": v}, {"satisfied": good, "score": fraction(Fraction(100 * good, len(v))), "mean": fraction(Fraction(sum(v), len(v))),
                      "median": fraction(middle(v)), "net": fraction(Fraction(100 * (good - bad), len(v)))}))
    write("csat", "Ratings low..high, the best at one end. satisfied are the two best ratings, of two or three ratings the best one; score is 100 * satisfied / answers; mean and median are in points of the scale as rated; net is 100 * (satisfied - as many worst ratings) / answers. All exact.", PYTHON, "counting, then Fraction", cases)
    r = rng("ces")
    cases = []
    while len(cases) < 210:
        low, high = r.choice([(1, 5), (1, 7), (1, 7), (0, 10), (1, 10)])
        v = [r.randint(low, high) for _ in range(r.randint(1, 20))]
        cases.append(({"low": low, "high": high, "ratings": v}, {"score": fraction(Fraction(sum(v), len(v))), "rescaled": fraction((Fraction(sum(v), len(v)) - low) * 100 / (high - low))}))
    write("ces", "Customer effort score: the mean of ratings low..high, and rescaled, 100 * (mean - low) / (high - low). Both exact.", PYTHON, "Fraction", cases)


if __name__ == "__main__":
    main()
