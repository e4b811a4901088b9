"""Templates of surveys, in versions."""
