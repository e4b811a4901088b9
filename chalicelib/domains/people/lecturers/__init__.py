"""The directory of lecturers (講座), by name."""
