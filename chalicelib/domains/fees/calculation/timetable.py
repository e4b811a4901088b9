"""Who teaches what in a class, from its timetable. Lecturers who are written together are told apart."""

from chalicelib.domains.classes import service as classes
from chalicelib.domains.fees.calculation.periods_rules import Taught
from chalicelib.domains.people import service_lecturers as lecturers


def by_lecturer(class_id: str) -> dict[str, list[Taught]]:
    """Each lecturer's name, in the order of the timetable, and the lines that the person teaches."""
    names: dict[str, str] = {}
    found: dict[str, list[Taught]] = {}
    for period in classes.timetable(class_id).periods:
        taught = Taught(period.day, period.starts, period.ends, period.count, period.subject)
        together = {lecturers.plain_name(name): name for name in lecturers.names_in(period.lecturer)}
        for key, name in together.items():
            found.setdefault(names.setdefault(key, name), []).append(taught)
    return found


def taught_by(class_id: str, name: str) -> list[Taught]:
    """The lines of one lecturer; none where the timetable no longer names the person."""
    key = lecturers.plain_name(name)
    return next((lines for other, lines in by_lecturer(class_id).items() if lecturers.plain_name(other) == key), [])
