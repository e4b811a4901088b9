"""What the other workflows may use of the directory of lecturers."""

from chalicelib.domains.people.lecturers.lecturers import Lecturer, checked_email, lecturers_named, names_in, remember_lecturer
from chalicelib.web.name_rules import plain_name

__all__ = ["Lecturer", "checked_email", "lecturers_named", "names_in", "plain_name", "remember_lecturer"]
