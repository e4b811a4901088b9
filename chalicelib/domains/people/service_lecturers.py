"""What the other workflows may use of the directory of lecturers."""

from chalicelib.domains.people.lecturers.lecturers import Lecturer, checked_email, lecturers_named, names_in, plain_name, remember_lecturer

__all__ = ["Lecturer", "checked_email", "lecturers_named", "names_in", "plain_name", "remember_lecturer"]
