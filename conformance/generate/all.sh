#!/bin/sh
# Makes all vectors again. With the versions that the files name it changes no byte.
# Wants: python3 3.11 with requirements.txt, Rscript with the package survival.
set -e
cd "$(dirname "$0")"
for script in proportions nps means scores quantiles survival trends periods schedules tickets churn many; do
	"${PYTHON:-python3}" "$script.py"
done
