"""Slips, timetables and registers of cases."""
