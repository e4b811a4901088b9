"""From the timetable to the amounts, and what is held back of them."""
