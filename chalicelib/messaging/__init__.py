"""Messages that are committed with the change they announce, files that arrive, mail that comes back."""
