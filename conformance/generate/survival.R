# Reads lines "level;time,lost,group time,lost,group ...;at;p;horizon" and writes what package survival says.
library(survival)
f <- function(x) paste(sprintf("%.17g", x), collapse = ",")
options(warn = -1)
input <- file("stdin")
lines <- readLines(input)
close(input)
for (line in lines) {
  parts <- strsplit(line, ";")[[1]]
  level <- as.numeric(parts[1])
  rows <- do.call(rbind, lapply(strsplit(parts[2], " ")[[1]], function(r) as.numeric(strsplit(r, ",")[[1]])))
  at <- as.numeric(parts[3])
  out <- c()
  for (type in c("plain", "log", "log-log")) {
    s <- summary(survfit(Surv(rows[, 1], rows[, 2]) ~ 1, conf.int = level, conf.type = type), times = at, extend = TRUE)
    out <- c(out, s$surv, s$std.err, s$lower, s$upper, s$cumhaz, s$std.chaz)
  }
  steps <- survfit(Surv(rows[, 1], rows[, 2]) ~ 1)
  d <- if (length(unique(rows[, 3])) > 1) survdiff(Surv(rows[, 1], rows[, 2]) ~ rows[, 3]) else NULL
  rmean <- summary(steps, rmean = as.numeric(parts[4]))$table
  cat(f(out), f(steps$time), f(steps$n.risk), f(steps$n.event), f(steps$surv),
      if (is.null(d)) "" else f(c(d$chisq, length(d$n) - 1, pchisq(d$chisq, length(d$n) - 1, lower.tail = FALSE), d$obs, d$exp)),
      f(c(rmean[["rmean"]], rmean[["se(rmean)"]])), sep = ";")
  cat("\n")
}
