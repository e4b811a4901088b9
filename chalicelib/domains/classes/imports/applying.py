"""The worker that puts a confirmed import in force: all lines beside the old ones, then one transaction that changes over."""

import logging
from datetime import datetime

from chalicelib.domains.classes import access, store_changes, store_roster
from chalicelib.domains.classes import store as classes_store
from chalicelib.domains.classes.changes import announce_expected, let_roster_end
from chalicelib.domains.classes.imports import store
from chalicelib.domains.classes.imports.imports import CHANGED_MEANWHILE, load_found
from chalicelib.domains.classes.imports.rules import compare, keep_seats
from chalicelib.domains.classes.imports.state_rules import ImportState
from chalicelib.domains.classes.imports.store import ImportItem
from chalicelib.domains.classes.model import Class, assign_seats
from chalicelib.domains.classes.timetable.store import put_timetable
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Expired
from chalicelib.messaging.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


def apply_import(class_id: str, import_id: str, now: datetime) -> None:
    """confirming → applied, back to checked where another change came first, or rejected where what was read is gone.

    Repeating it is harmless.
    """
    item = store.find(class_id, import_id)
    if item is None or item.state is not ImportState.CONFIRMING:
        return
    try:
        if item.kind == "timetable":
            _apply_timetable(item, import_id, now)
        else:
            _apply_roster(access.load_class(class_id), item, import_id, now)
    except ConditionFailed:
        # A lost reply looks the same: then the import is applied, and this changes nothing.
        store.move(class_id, import_id, [ImportState.CONFIRMING], ImportState.CHECKED, error=CHANGED_MEANWHILE)
        return
    except Expired as error:
        store.move(class_id, import_id, [ImportState.CONFIRMING], ImportState.REJECTED, error=error.message)
        return
    log.info("an import of a %s was applied", item.kind)


def _apply_roster(class_: Class, item: ImportItem, import_id: str, now: datetime) -> None:
    if class_.roster_version != item.compared_with or class_.cancelled:
        raise ConditionFailed
    present = list(access.roster(class_))
    new = keep_seats(load_found(class_.id, import_id).trainees, present, class_.seats)
    if item.seats_by != "file":
        new = assign_seats(new, by=item.seats_by)

    def progress(done: int) -> None:
        store.move(class_.id, import_id, [ImportState.CONFIRMING], ImportState.CONFIRMING, done=done)

    store_roster.write_roster(class_.id, import_id, new, progress)
    change = compare(new, present)
    lists = {"added": change.added, "changed": change.changed, "removed": change.removed}
    item.counts = {**{name: len(each) for name, each in lists.items()}, "unchanged": change.unchanged}
    work = UnitOfWork(now)
    store_changes.use_roster(work, class_, import_id, len(new))
    store.applied(work, item, now)
    announce_expected(work, class_.id)
    let_roster_end(work, class_)
    work.commit()


def _apply_timetable(item: ImportItem, import_id: str, now: datetime) -> None:
    found = load_found(item.pk, import_id)
    before = classes_store.find_timetable(item.pk)[0]
    item.counts = {"added": len(found.periods), "removed": len(before)}
    transaction = Transaction()
    store_roster.check_open(transaction, item.pk)
    put_timetable(transaction, item.pk, found.periods, int(item.compared_with))
    store.applied(transaction, item, now)
    transaction.commit()
