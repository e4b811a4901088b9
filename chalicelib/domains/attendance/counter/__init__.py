"""The counter: staff scan or type for the people in front of them, on line or off."""
