"""A survey from its first question to its end: made, opened, reminded of, closed."""
