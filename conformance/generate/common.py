"""What the scripts that make the vectors share: the writer, exact fractions, rounding."""

import json
import pathlib
import platform
import random
from fractions import Fraction

import mpmath
from mpmath import mp, mpf

mp.dps = 40

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "vectors"
LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999]
NO_DATA = {"error": "no data"}
OUT_OF_RANGE = {"error": "out of range"}

PYTHON = ("Python, fractions", platform.python_version())
MPMATH = ("mpmath, 40 digits", mpmath.__version__)


def rng(name):
    """Random numbers that are the same in every run: the seed is the name of the function."""
    return random.Random("cx " + name)


def number(x):
    """A float of 15 significant digits, so that the last bits of a machine do not show."""
    return float("%.15g" % float(mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else x)) + 0.0


def fraction(x):
    """An exact number as text: "16/31", "5/1"."""
    x = Fraction(x)
    return f"{x.numerator}/{x.denominator}"


def limits(low, high):
    return {"low": number(low), "high": number(high)}


def z_of(level):
    """The normal quantile of a two-sided level."""
    return mp.sqrt(2) * mp.erfinv(mpf(level))


def p_of(z):
    """The two-sided p-value of a normal statistic."""
    return mp.erfc(abs(z) / mp.sqrt(2))


def write(function, definition, tool, call, cases, relative=None, absolute=1e-12):
    """Writes a file of vectors: a header, and one case per line. Equal inputs are written once."""
    head = {"function": function, "definition": definition, "tool": tool[0], "version": tool[1], "call": call}
    if relative is not None:
        head["tolerance"] = {"relative": relative, "absolute": absolute}
    seen, lines = set(), []
    for given, result in cases:
        key = json.dumps(given, sort_keys=True)
        if key not in seen:
            seen.add(key)
            lines.append(json.dumps({"in": given, "out": result}, separators=(",", ":"), ensure_ascii=False, allow_nan=False))
    text = "{" + ",\n".join(f"{json.dumps(k)}:{json.dumps(v, ensure_ascii=False)}" for k, v in head.items())
    text += ',\n"cases":[\n' + ",\n".join(lines) + "\n]}\n"
    VECTORS.mkdir(exist_ok=True)
    (VECTORS / (function + ".json")).write_text(text, encoding="utf-8")
    print(f"{function}: {len(lines)} cases")
