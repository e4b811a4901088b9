"""Real browsers before one running centre: a package, so that the centre goes down with its last test."""
