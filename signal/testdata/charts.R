# Writes charts.csv: limits of qicharts2 and qcc on fixed data.
#
#   Rscript charts.R QICHARTS2/R/helper.functions.R QCC/R/qcc.R > charts.csv
#
# Made with R 4.2.2, the sources of qicharts2 0.8.1 and of qcc 2.7, read beside and not copied.
args <- commandArgs(TRUE)
source(args[1])
qcc.env <- new.env(); sys.source(args[2], envir = qcc.env)
options(digits = 17)
k <- c(12,15,8,10,4,7,16,9,14,10,5,6,17,12,22,8,10,5,13,11,20,18,24,15,9,12,7,13,9,6)
n <- c(50,52,48,61,40,45,70,50,55,50,33,47,58,49,66,50,52,31,60,50,71,64,80,57,44,50,38,51,47,40)
y <- c(39,41,41,41,43,44,41,42,40,41,44,40,51,38,40,43,42,41,39,60,41,42,43,40)
frame <- function(y, n) {
  l <- length(y)
  data.frame(x = seq_len(l), y = y, y.sum = y * n, n = n, y.length = n, y.mean = y,
             baseline = TRUE, include = TRUE, cl = NA_real_, target = NA_real_)
}
out <- function(name, d) for (i in seq_len(nrow(d)))
  cat(sprintf("%s,%d,%.17g,%.17g,%.17g,%.17g,%.17g\n", name, i, d$y[i], d$n[i], d$cl[i], d$lcl[i], d$ucl[i]))
cat("chart,i,y,n,centre,lower,upper\n")
out("qicharts2 p", qic.p(frame(k / n, n)))
out("qicharts2 pp", qic.pp(frame(k / n, n)))
out("qicharts2 u", qic.u(frame(k / n, n)))
out("qicharts2 up", qic.up(frame(k / n, n)))
out("qicharts2 c", qic.c(frame(k, rep(1, 30))))
out("qicharts2 i", qic.i(frame(y, rep(1, 24))))
options(qic.screenedmr = TRUE)
out("qicharts2 i screened", qic.i(frame(y, rep(1, 24))))
out("qicharts2 pp screened", qic.pp(frame(k / n, n)))
q <- function(name, y, n, stats, limits) {
  d <- data.frame(y = y, n = n, cl = stats$center, lcl = limits[, 1], ucl = limits[, 2])
  out(name, d)
}
e <- qcc.env
s <- e$stats.p(k, n); q("qcc p", k / n, n, s, e$limits.p(s$center, e$sd.p(k, n), n, 3))
s <- e$stats.u(k, n); q("qcc u", k / n, n, s, e$limits.u(s$center, e$sd.u(k, n), n, 3))
s <- e$stats.xbar.one(y, 1)
sd <- e$sd.xbar.one(y, 1)
q("qcc xbar.one", y, rep(1, 24), s, e$limits.xbar.one(s$center, sd, rep(1, 24), 3))
