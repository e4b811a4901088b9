"""What was answered: live, over the classes, as a file."""
