#!/usr/bin/env python3
"""Checks an implementation against the vectors. Python's standard library only.

    python3 run.py                                  the example, implementations/example.py
    python3 run.py implementations/example.py nps   the functions whose names begin with nps
    python3 run.py implementations/with_scipy.py --some   only the members of an "out" that the answers have
    python3 run.py --command "node my.js" nps       a program in any language

An implementation is a Python file with a dict FUNCTIONS: the name of a function to a callable that takes the
"in" of a case and returns its "out". A program reads lines {"function":...,"in":...} and writes, for each, a
line with the "out", or {"error":"not implemented"}. It exits 1 when a case is wrong.
"""

import importlib.util
import json
import pathlib
import re
import shlex
import subprocess
import sys
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
FRACTION = re.compile(r"-?[0-9]+/[0-9]+")


def differ(want, got, tolerance, at="out"):
    """Says why got is not what is wanted, or returns an empty text."""
    wrong = f"{at} is {got!r}, want {want!r}"
    if isinstance(want, dict):
        if not isinstance(got, dict) or got.keys() != want.keys():
            return wrong
        return next(filter(None, (differ(want[k], got[k], tolerance, f"{at}.{k}") for k in want)), "")
    if isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            return wrong
        return next(filter(None, (differ(w, g, tolerance, f"{at}[{i}]") for i, (w, g) in enumerate(zip(want, got)))), "")
    if isinstance(want, bool) or want is None or isinstance(got, bool) or got is None:
        return "" if want is got else wrong
    if isinstance(want, str) and FRACTION.fullmatch(want):
        if isinstance(got, float):  # an implementation without exact numbers
            return "" if abs(got - float(Fraction(want))) <= 1e-12 * abs(got) + 1e-12 else wrong
        try:
            # An exact decimal of 16 places is as good as the fraction.
            return "" if abs(Fraction(got) - Fraction(want)) <= Fraction(1, 2 * 10 ** 16) else wrong
        except (TypeError, ValueError):
            return wrong
    if isinstance(want, str):
        return "" if want == got else wrong
    if not isinstance(got, (int, float)):
        return wrong
    return "" if abs(got - want) <= tolerance["relative"] * abs(want) + tolerance["absolute"] else wrong


def of_program(command):
    """A function that asks a program about all cases of a function at once."""
    def answers(name, cases):
        lines = "".join(json.dumps({"function": name, "in": c["in"]}) + "\n" for c in cases)
        out = subprocess.run(shlex.split(command), input=lines, text=True, capture_output=True, check=True).stdout
        return [json.loads(line) for line in out.splitlines()]
    return answers


def of_module(path):
    spec = importlib.util.spec_from_file_location("implementation", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def answers(name, cases):
        f = module.FUNCTIONS.get(name)
        return [f(c["in"]) if f else {"error": "not implemented"} for c in cases]
    return answers


def main(args):
    some = False
    if args[:1] == ["--command"]:
        answers, args = of_program(args[1]), args[2:]
    elif args and args[0].endswith(".py"):
        answers, args = of_module(args[0]), args[1:]
        if args[:1] == ["--some"]:  # members that an answer does not have are not looked at
            some, args = True, args[1:]
    else:
        answers = of_module(HERE / "implementations" / "example.py")
    passed = failed = 0
    skipped = []
    for path in sorted((HERE / "vectors").glob("*.json")):
        vectors = json.loads(path.read_text(encoding="utf-8"))
        name, cases = vectors["function"], vectors["cases"]
        if args and not any(name.startswith(a) for a in args):
            continue
        tolerance = vectors.get("tolerance", {"relative": 0, "absolute": 0})
        outs = answers(name, cases)
        if len(outs) != len(cases):
            sys.exit(f"{name}: {len(outs)} answers to {len(cases)} cases")
        if all(o == {"error": "not implemented"} for o in outs):
            skipped.append(name)
            continue
        if some:
            for c, o in zip(cases, outs):
                if isinstance(o, dict) and "error" not in o and "error" not in c["out"]:
                    c["out"] = {k: v for k, v in c["out"].items() if k in o}
        pairs = [(c, o) for c, o in zip(cases, outs) if o != {"error": "not implemented"}]
        cases, outs = [c for c, _ in pairs], [o for _, o in pairs]
        wrong = [(c, why) for c, o in zip(cases, outs) if (why := differ(c["out"], o, tolerance))]
        passed += len(cases) - len(wrong)
        failed += len(wrong)
        print(f"{name}: {len(cases) - len(wrong)} of {len(cases)}")
        for c, why in wrong[:3]:
            print(f"  {json.dumps(c['in'])[:200]}: {why}")
    if skipped:
        print("not implemented:", ", ".join(skipped))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
