"""Rosters and timetables from files: uploaded, looked at, confirmed."""
