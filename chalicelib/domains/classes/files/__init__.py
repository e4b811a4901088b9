"""Files of a class that are asked for, made by a worker, and fetched."""
