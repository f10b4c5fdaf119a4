"""Tables in bare lines whose head says of each column what it holds: levels, signs, targets, codes, names, amounts."""
