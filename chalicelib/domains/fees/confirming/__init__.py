"""The case with the lecturer: sent, opened, given an account, confirmed and sealed."""
