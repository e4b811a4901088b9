"""How long a class's personal data is kept: superseded rosters, legal hold, and what is deleted when its time is over."""
