// Checks an implementation against the vectors. Node without packages.
//
//     node run.mjs                                 the example, implementations/example.mjs
//     node run.mjs implementations/example.mjs nps the functions whose names begin with nps
//
// An implementation is a module whose default export maps the name of a function to a function that takes the
// "in" of a case and returns its "out". It exits 1 when a case is wrong.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const fraction = /^-?[0-9]+\/[0-9]+$/;

// differ says why got is not what is wanted, or returns an empty text. JavaScript's numbers are no fractions:
// what is exact is compared to 12 digits, unless it is given as a fraction too.
function differ(want, got, tolerance, at = "out") {
  const wrong = `${at} is ${JSON.stringify(got)}, want ${JSON.stringify(want)}`;
  if (want !== null && typeof want === "object") {
    if (got === null || typeof got !== "object" || Object.keys(want).length !== Object.keys(got).length) return wrong;
    for (const k of Object.keys(want)) {
      const why = differ(want[k], got[k], tolerance, `${at}.${k}`);
      if (why) return why;
    }
    return "";
  }
  if (typeof want === "string" && fraction.test(want) && typeof got === "number") {
    const [a, b] = want.split("/").map(Number);
    return Math.abs(got - a / b) <= 1e-12 * Math.abs(got) + 1e-12 ? "" : wrong;
  }
  if (typeof want === "number" && typeof got === "number") {
    return Math.abs(got - want) <= tolerance.relative * Math.abs(want) + tolerance.absolute ? "" : wrong;
  }
  return want === got ? "" : wrong;
}

const args = process.argv.slice(2);
const path = args[0]?.endsWith("js") ? resolve(args.shift()) : join(here, "implementations", "example.mjs");
const functions = (await import(pathToFileURL(path))).default;
let passed = 0, failed = 0;
const skipped = [];
for (const name of readdirSync(join(here, "vectors")).sort()) {
  const vectors = JSON.parse(readFileSync(join(here, "vectors", name), "utf8"));
  const tolerance = vectors.tolerance ?? { relative: 0, absolute: 0 };
  if (args.length && !args.some((a) => vectors.function.startsWith(a))) continue;
  const f = functions[vectors.function];
  if (!f) {
    skipped.push(vectors.function);
    continue;
  }
  const wrong = [];
  for (const c of vectors.cases) {
    const why = differ(c.out, f(c.in), tolerance);
    if (why) wrong.push(`  ${JSON.stringify(c.in).slice(0, 200)}: ${why}`);
  }
  passed += vectors.cases.length - wrong.length;
  failed += wrong.length;
  console.log(`${vectors.function}: ${vectors.cases.length - wrong.length} of ${vectors.cases.length}`);
  wrong.slice(0, 3).forEach((line) => console.log(line));
}
if (skipped.length) console.log(`not implemented: ${skipped.join(", ")}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
