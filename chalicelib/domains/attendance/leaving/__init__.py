"""When people left: sign-outs that are missing, and what other times of a session make of those that are there."""
