"""Letters to the trainees of a class."""
