// An implementation of some of the functions in plain JavaScript, to show how one is checked.

const noData = { error: "no data" };
const outOfRange = { error: "out of range" };
const sum = (v) => v.reduce((a, b) => a + b, 0);
const count = (v, f) => v.filter(f).length;

function ratings({ ratings: v }) {
  if (v.some((x) => x < 0 || x > 10)) return outOfRange;
  if (!v.length) return noData;
  const promoters = count(v, (x) => x >= 9), detractors = count(v, (x) => x <= 6);
  return { promoters, passives: v.length - promoters - detractors, detractors, score: (100 * (promoters - detractors)) / v.length, mean: sum(v) / v.length };
}

function csat({ low, high, best, ratings: v }) {
  if (v.some((x) => x < low || x > high)) return outOfRange;
  if (!v.length) return noData;
  const k = high - low < 3 ? 1 : 2;
  const top = count(v, (x) => x > high - k), bottom = count(v, (x) => x < low + k);
  const [good, bad] = best === "high" ? [top, bottom] : [bottom, top];
  const s = [...v].sort((a, b) => a - b);
  return { satisfied: good, score: (100 * good) / v.length, mean: sum(v) / v.length, median: (s[(v.length - 1) >> 1] + s[v.length >> 1]) / 2, net: (100 * (good - bad)) / v.length };
}

function ces({ low, high, ratings: v }) {
  const score = sum(v) / v.length;
  return { score, rescaled: ((score - low) * 100) / (high - low) };
}

function share({ hits, misses }) {
  return hits + misses === 0 ? noData : 100 * (hits / (hits + misses));
}

function score({ promoters, passives, detractors }) {
  const n = promoters + passives + detractors;
  return n === 0 ? noData : (100 * (promoters - detractors)) / n;
}

// The normal quantiles of the levels that the vectors have: JavaScript has no function for them.
const z = { 0.5: 0.6744897501960817, 0.8: 1.2815515655446004, 0.9: 1.6448536269514722, 0.95: 1.959963984540054, 0.99: 2.5758293035489004, 0.999: 3.2905267314918945 };

function wilson({ hits, misses, level }) {
  const n = hits + misses, q = z[level];
  if (n === 0) return noData;
  const root = q * Math.sqrt((hits * misses) / n + (q * q) / 4);
  return { low: (100 * ((hits * hits) / n)) / (hits + (q * q) / 2 + root), high: 100 - (100 * ((misses * misses) / n)) / (misses + (q * q) / 2 + root) };
}

function wald(add) {
  return ({ promoters, passives, detractors, level }) => {
    if (promoters + passives + detractors === 0) return noData;
    const p = promoters + 0.75 * add, d = detractors + 0.75 * add, n = p + d + passives + 1.5 * add;
    const net = (p - d) / n, reach = z[level] * Math.sqrt(Math.max(0, ((p + d) / n - net * net) / n));
    return { low: 100 * Math.max(-1, net - reach), high: 100 * Math.min(1, net + reach) };
  };
}

function median({ values }) {
  if (!values.length) return noData;
  const s = [...values].sort((a, b) => a - b), n = s.length;
  return { value: Math.floor((s[(n - 1) >> 1] + s[n >> 1]) / 2 + 0.5) };
}

function curve({ lifetimes }) {
  const times = [...new Set(lifetimes.map(([t]) => t))].sort((a, b) => a - b);
  const at_risk = [], lost = [], survival = [];
  let s = 1;
  for (const time of times) {
    const n = count(lifetimes, ([t]) => t >= time), d = count(lifetimes, ([t, gone]) => t === time && gone);
    s *= 1 - d / n;
    at_risk.push(n), lost.push(d), survival.push(s);
  }
  return { times, at_risk, lost, survival };
}

function xmr({ values }) {
  const centre = sum(values) / values.length, ranges = values.slice(1).map((v, i) => Math.abs(v - values[i]));
  const range = sum(ranges) / ranges.length, lower = centre - 2.66 * range, upper = centre + 2.66 * range;
  const signals = new Set();
  if (values.length >= 6) {
    let start = 0;
    values.forEach((v, i) => {
      if (v < lower || v > upper) signals.add(i);
      if (i > 0 && Math.sign(v - centre) !== Math.sign(values[i - 1] - centre)) start = i;
      if (v !== centre && i - start >= 7) for (let k = start; k <= i; k++) signals.add(k);
    });
  }
  return { centre, range, lower, upper, signals: [...signals].sort((a, b) => a - b) };
}

export default {
  "nps.ratings": ratings, "nps.score": score, "nps.wald": wald(0), "nps.adjusted-wald": wald(1),
  csat, ces, "proportion.score": share, "proportion.wilson": wilson,
  "quantile.median": median, "survival.curve": curve, "chart.xmr": xmr,
};
