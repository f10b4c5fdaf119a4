"""One command a question: `python -m benchmarks NAME`. Each prints a table; peers run in the same process or run."""
