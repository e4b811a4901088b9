"""Approved applications to the bank and back: batches, their files, the bank's answers."""
