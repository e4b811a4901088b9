"""The one answer of a trainee."""
