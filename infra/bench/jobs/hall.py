"""Two thousand people, twenty half-days: imported, told, present, on leave, asked, voting, fed, certified, and in the end called off."""

from datetime import timedelta

from chalicelib.cloud.clients import client
from chalicelib.documents.spreadsheets.export import to_xlsx
from chalicelib.domains.attendance import expecting
from chalicelib.domains.attendance.model import Via
from chalicelib.domains.attendance.overview import register
from chalicelib.domains.attendance.store import AttendanceItem
from chalicelib.domains.classes import access
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes.files.requests import PAPERS, request_file
from chalicelib.domains.classes.imports import imports
from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.notices import notices
from chalicelib.domains.classes.seats import seating
from chalicelib.domains.completion import completion_list, hours
from chalicelib.domains.leave import store as leave_store
from chalicelib.domains.leave.lists import lists
from chalicelib.domains.leave.model import Leave, Part, State
from chalicelib.domains.meals import meals
from chalicelib.domains.surveys import access as surveys_access
from chalicelib.domains.surveys import store_answers
from chalicelib.domains.surveys.building import building, reminding
from chalicelib.domains.surveys.building import opening as surveys_opening
from chalicelib.domains.surveys.model import Kind, items_of
from chalicelib.domains.surveys.results import results as surveys_results
from chalicelib.domains.surveys.templates import templates
from chalicelib.domains.surveys.templates.standard_rules import STANDARD
from chalicelib.domains.voting import casting, opening, store_ballots
from chalicelib.domains.voting.model import Ballot
from chalicelib.domains.voting.polls import making
from chalicelib.domains.voting.results import published
from chalicelib.dynamodb import Transaction
from chalicelib.identity import Principal, Role
from chalicelib.messaging import outbox, registry, sweeping, uploads
from chalicelib.messaging.outbox import Message
from chalicelib.settings import settings
from infra.bench.jobs.worker import Worker, later
from infra.samples import make

ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER, Role.ADMINISTRATOR}))
_FORM = {
    "year": "115", "code": "B00492", "run": "1", "name": "行政中立研習班", "starts_on": "2026-03-02", "ends_on": "2026-03-11",
    "mode": "room", "room": "大禮堂", "seats": "2000", "organizers": "", "check_out_required": "", "pattern": "halves",
}  # fmt: skip


def work(worker: Worker, people: int) -> None:
    """Announces what the people of the hall would, and has it worked off, one thing after the other."""
    class_ = class_changes.create_class(ORGANIZER, _FORM, worker.now)
    table = to_xlsx(make.table(make.HEADINGS, make.roster(people, 4)))
    _import(worker, class_.id, table)
    class_ = access.load_class(class_.id)
    later(worker, minutes=5)
    version = class_.roster_version
    worker.measure(
        "a press: new seats for all", "pages", lambda: seating.assign(ORGANIZER, class_.id, worker.now, by="agency", version=version)
    )
    notices.send_notices(ORGANIZER, class_.id, worker.now)
    worker.work_off()
    outbox.announce([Message("attendance.expect", {"class_id": class_.id}) for _ in range(people)], worker.now)
    worker.measure("sweep of all that is due", "sweep", lambda: sweeping.sweep(worker.now + timedelta(minutes=10)))
    worker.work_off()
    _meals(worker, class_)
    _survey(worker, class_)
    _poll(worker, class_)
    _leave(worker, class_)
    _attend(worker, class_)
    _complete(worker, class_, table)
    class_changes.cancel_class(ORGANIZER, class_.id, {"reason": "報名人數不足"}, worker.now)
    worker.work_off()


def _import(worker: Worker, class_id: str, table: bytes) -> None:
    _, form = imports.start(ORGANIZER, class_id, "roster", worker.now)
    _arrive(worker, form.fields["key"], table)
    (found,) = imports.past(ORGANIZER, class_id)
    shown = imports.preview(ORGANIZER, class_id, found.id)
    imports.confirm(ORGANIZER, class_id, found.id, worker.now, seats_by="order", compared_with=shown.compared_with)
    worker.work_off()


def _arrive(worker: Worker, key: str, data: bytes) -> None:
    """A file is uploaded, and worked on."""
    client("s3").put_object(Bucket=settings().uploads_bucket, Key=key, Body=data)
    uploads.announce([{"s3": {"object": {"key": key}}}], registry.uploads(), worker.now)
    worker.work_off()


def _meals(worker: Worker, class_: Class) -> None:
    days = {f"day.2026-03-{day:02}": "1" for day in range(2, 12)}
    meals.set_plan(
        ORGANIZER, class_.id, {"version": "0", "before": "1", "hour": "12:00", "kitchen": "kitchen@example.tw", **days}, worker.now
    )
    later(worker, hours=4)
    worker.measure("every_ten_minutes", "every_ten_minutes", lambda: registry.run_schedule("every_ten_minutes", worker.now))
    meals.request_paper(ORGANIZER, class_.id, worker.now)
    worker.work_off()


def _survey(worker: Worker, class_: Class) -> None:
    templates.ensure_standard(worker.now)
    form = building.first_form(building.open_editor(ORGANIZER, class_.id, None, worker.now), {"template": STANDARD.id})
    survey = building.save(ORGANIZER, class_.id, None, form, worker.now)
    survey = surveys_opening.settle(ORGANIZER, class_.id, survey.id, {"action": "open"}, worker.now)
    reminding.remind(ORGANIZER, class_.id, survey.id, worker.now)
    worker.work_off()
    values = {Kind.SCALE: 4, Kind.SINGLE: 0, Kind.MULTIPLE: [0], Kind.TEXT: "案例很實用，回去就能用。" * 5}
    answer = {
        item.field: values.get(item.question.kind, [4] * len(item.question.options))  # a matrix has a score for each row
        for item in items_of(survey)
    }
    for each in access.roster(class_):
        transaction = Transaction()
        store_answers.put(transaction, survey.id, surveys_access.marker(survey.id, each.person), "r", answer, None)  # type: ignore[arg-type]
        transaction.commit()
    surveys_opening.settle(ORGANIZER, class_.id, survey.id, {"action": "close"}, worker.now)
    for kind in ("ods", "xlsx", "csv"):
        surveys_results.request_file(ORGANIZER, class_.id, survey.id, kind, worker.now)
    worker.work_off()


def _poll(worker: Worker, class_: Class) -> None:
    people = access.roster(class_)
    names = "\n".join(each.name for each in people[:20])
    form = {"title": "班長選舉", "kind": "some", "candidates": names, "least": "1", "most": "1", "secret": "1", "new_id": "p0123456789"}
    poll = making.save(ORGANIZER, class_.id, None, form, worker.now)
    poll = opening.settle(ORGANIZER, class_.id, poll.id, {"action": "open"}, worker.now)
    for number in range(len(people)):
        transaction = Transaction()
        choice = poll.content.candidates[number % len(poll.content.candidates)].id
        store_ballots.cast(transaction, poll.id, f"m{number}", Ballot(casting.new_receipt(), (choice,)))
        transaction.commit()
    opening.settle(ORGANIZER, class_.id, poll.id, {"action": "close"}, worker.now)
    later(worker, minutes=5)
    for name in published.FILES:
        published.request_file(ORGANIZER, class_.id, poll.id, name, worker.now)
    worker.work_off()


def _leave(worker: Worker, class_: Class) -> None:
    """Everybody was away for two half-days."""
    parts = tuple(Part(each.id, each.name, each.room, each.starts_at, each.ends_at, 3) for each in access.sessions(class_.id)[:2])
    for each in access.roster(class_):
        draft = Leave(
            f"{each.person}.{each.seat or 't'}", class_.id, class_.title, each.name, each.agency, each.seat, "事假",
            "家中有事", parts, State.REQUESTED, worker.now,
        )  # fmt: skip
        transaction = Transaction()
        leave_store.create(transaction, draft)
        transaction.commit()
    for kind in ("ods", "xlsx", "csv"):
        lists.request_register(ORGANIZER, class_.id, kind, worker.now)
    worker.work_off()


def _attend(worker: Worker, class_: Class) -> None:
    """Everybody came to every session; the last one is closed by itself."""
    sessions = access.sessions(class_.id)
    for session in sessions:
        items = list(AttendanceItem.query(session.id, AttendanceItem.sk.startswith("P#")))
        with AttendanceItem.batch_write() as batch:
            for item in items:
                item.in_at = item.in_arrived_at = session.starts_at
                item.in_via, item.in_device, item.in_request = Via.PHONE, "0123456789abcdef", "r"
                batch.save(item)
    worker.now = sessions[-1].closes_at + timedelta(minutes=5)
    expecting.ask_to_close(worker.now)
    worker.work_off()
    for kind in register.FORMATS:
        register.request_export(ORGANIZER, class_.id, kind, worker.now)
    for paper in PAPERS:
        request_file(ORGANIZER, class_.id, paper, {}, worker.now)
    worker.work_off()


def _complete(worker: Worker, class_: Class, table: bytes) -> None:
    later(worker, days=1)
    seen = completion_list.overview(ORGANIZER, class_.id, worker.now).seen
    completion_list.confirm(ORGANIZER, class_.id, {"seen": seen}, worker.now)
    worker.work_off()
    hours.request_masked(ORGANIZER, class_.id, worker.now)
    _, form = hours.upload_form(ORGANIZER, class_.id, worker.now)
    _arrive(worker, form.fields["key"], table)
