"""What the system costs, measured beside a floor: `make bench`, or python -m infra.bench.

Each measure is one line of JSON {name, value, unit, floor, ratio, limit, ok}, then a table of all. `floor` is what the same thing costs
without us (the libraries alone), `ratio` is value / floor, `limit` the most that `value` may be, in its unit. What is not ok ends with 1.
"""
