"""The periods of a class."""
