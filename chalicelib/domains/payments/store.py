"""The payments table: applications and batches, and their chains of events."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.payments.model import Application, ApprovalStage, Batch, BatchState, Decision, Entry, Item, State
from chalicelib.domains.payments.store_items import ApplicationItem, BatchItem, EventItem, VoucherItem
from chalicelib.records import chain_items
from chalicelib.records.hash_chain import Event

APPROVED, BATCH = "approved", "batch"
_SK = "DOCUMENT"
_MOST_SHOWN = 200


def find(application_id: str) -> Application | None:
    item = ApplicationItem.find(application_id, _SK)
    return _application_of(item) if item else None


def point_to_voucher(sha256: str, application_id: str) -> None:
    """So that the file leads to its application."""
    VoucherItem(f"VOUCHER#{sha256}", "APPLICATION", application_id=application_id).put()


def find_voucher(sha256: str) -> str:
    """The application's number, or empty."""
    item = VoucherItem.find(f"VOUCHER#{sha256}", "APPLICATION")
    return item.application_id if item else ""


def find_batch(batch_id: str) -> Batch | None:
    item = BatchItem.find(batch_id, _SK)
    return _batch_of(item) if item else None


def in_stage(stage: str, most: int = _MOST_SHOWN) -> list[Application]:
    """What waits for the step, for payment (APPROVED), or for its maker (`sent_back_to`), longest first; an index, so re-read to decide."""
    return [_application_of(item) for item in ApplicationItem.by_stage.query(stage, limit=most)]


def open_batches(most: int = _MOST_SHOWN) -> list[Batch]:
    """Those whose file is being made or whose result is not complete, longest first."""
    return [_batch_of(item) for item in BatchItem.by_stage.query(BATCH, limit=most)]


def sent_back_to(username: str) -> str:
    """The stage of what was sent back to its maker."""
    return f"returned#{username}"


def of_month(month: str) -> Iterator[Application]:
    """Applications made in a month as 2026-03, the latest first; read page by page."""
    return (_application_of(item) for item in ApplicationItem.by_month.query(f"A{month}", scan_index_forward=False))


def batches_of_month(month: str) -> Iterator[Batch]:
    """As `of_month`."""
    return (_batch_of(item) for item in BatchItem.by_month.query(f"B{month}", scan_index_forward=False))


def events(document_id: str) -> list[Event]:
    """In order."""
    return chain_items.events_of(EventItem, document_id)


def item_of(document: Application | Batch) -> ApplicationItem | BatchItem:
    return _application_item(document) if isinstance(document, Application) else _batch_item(document)


def _application_item(application: Application) -> ApplicationItem:
    values = _plain(application, {"items", "chain", "decisions", "due_on", "reminded_on"})
    return ApplicationItem(
        application.id,
        _SK,
        **values,
        items=[dict(vars(item)) for item in application.items],
        chain=[step.value for step in application.chain],
        decisions=[{**vars(each), "at": each.at.isoformat()} for each in application.decisions],
        due_on=str(application.due_on) if application.due_on else None,
        reminded_on=str(application.reminded_on) if application.reminded_on else None,
        **_places(application, _stage_of(application)),
    )


def _batch_item(batch: Batch) -> BatchItem:
    values = _plain(batch, {"pays_on", "entries"})
    return BatchItem(
        batch.id,
        _SK,
        **values,
        pays_on=str(batch.pays_on),
        entries=[list(vars(entry).values()) for entry in batch.entries],
        **_places(batch, BATCH if batch.state in {BatchState.MAKING, BatchState.READY} else None),
    )


def _plain(document: Application | Batch, apart: set[str]) -> dict[str, Any]:
    values = {name: value for name, value in vars(document).items() if name not in apart | {"id", "state"}}
    return {**{name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}, "state": document.state.value}


def _places(document: Application | Batch, stage: str | None) -> dict[str, Any]:
    since = (document.state_since or document.made_at).astimezone(UTC).isoformat(timespec="microseconds")
    return {"month": f"{document.id[0]}{taipei(document.made_at):%Y-%m}", "stage": stage, "since": since if stage else None}


def _stage_of(application: Application) -> str | None:
    if application.state is State.SENT_BACK and not application.seen:
        return sent_back_to(application.made_by)
    if application.state is State.APPROVED:
        return APPROVED
    return application.waits_for.value if application.waits_for else None


def _application_of(item: ApplicationItem) -> Application:
    apart = {"id", "items", "chain", "decisions", "due_on", "reminded_on", "readers", "state", "papers", "events"}
    return Application(
        id=item.pk,
        items=tuple(Item(**each) for each in item.items),
        chain=tuple(ApprovalStage(each) for each in item.chain),
        decisions=tuple(
            Decision(**{**each, "step": ApprovalStage(each["step"]), "at": datetime.fromisoformat(each["at"])}) for each in item.decisions
        ),
        due_on=date.fromisoformat(item.due_on) if item.due_on else None,
        reminded_on=date.fromisoformat(item.reminded_on) if item.reminded_on else None,
        readers=tuple(item.readers),
        state=State(item.state),
        papers=int(item.papers),
        events=int(item.events),
        **{name: getattr(item, name) for name in Application.__dataclass_fields__ if name not in apart},
    )


def _batch_of(item: BatchItem) -> Batch:
    apart = {"id", "pays_on", "applications", "entries", "state", "fetched", "paid", "failed", "events"}
    return Batch(
        id=item.pk,
        pays_on=date.fromisoformat(item.pays_on),
        applications=tuple(item.applications),
        entries=tuple(Entry(*each) for each in item.entries),
        state=BatchState(item.state),
        fetched=int(item.fetched),
        paid=int(item.paid),
        failed=int(item.failed),
        events=int(item.events),
        **{name: getattr(item, name) for name in Batch.__dataclass_fields__ if name not in apart},
    )
