"""Templates of letters, in versions."""
