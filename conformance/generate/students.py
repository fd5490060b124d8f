"""Student's distribution and the beta distribution to 30 digits: SciPy's quantile, refined with mpmath."""

import scipy.stats
from mpmath import mp, mpf

import scipy


def t_cdf_tail(t, df):
    """P(|T| > t)."""
    df = mpf(df)
    return mp.betainc(df / 2, mpf(1) / 2, 0, df / (df + mpf(t) ** 2), regularized=True)


def t_quantile(level, df):
    """The t with P(|T| <= t) = level."""
    df = mpf(df)
    t = mpf(float(scipy.stats.t.ppf((1 + level) / 2, float(df))))
    c = mp.gamma((df + 1) / 2) / (mp.sqrt(df * mp.pi) * mp.gamma(df / 2))
    for _ in range(6):
        error = (1 - mpf(level)) - t_cdf_tail(t, df)
        if abs(error) < mpf(10) ** -30:
            break
        t -= error / (2 * c * (1 + t * t / df) ** (-(df + 1) / 2))
    return t


def beta_quantile(p, a, b):
    """The x with P(X <= x) = p, X being a beta variable."""
    x = mpf(float(scipy.stats.beta.ppf(float(p), float(a), float(b))))
    a, b, p = mpf(a), mpf(b), mpf(p)
    for _ in range(6):
        error = mp.betainc(a, b, 0, x, regularized=True) - p
        if abs(error) < mpf(10) ** -30:
            break
        x -= error * mp.beta(a, b) / (x ** (a - 1) * (1 - x) ** (b - 1))
    return x


VERSION = f"{mp.__class__.__module__.split('.')[0]} {__import__('mpmath').__version__}, scipy {scipy.__version__}"
