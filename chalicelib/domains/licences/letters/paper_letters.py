"""Letters signed on paper: staff tick what was agreed to and upload the scan, which is then kept as the document, marked as such."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from chalicelib.clock import TAIPEI, taipei
from chalicelib.cloud import files
from chalicelib.cloud.files import UploadForm
from chalicelib.domains.licences import store as licences_store
from chalicelib.domains.licences.access import get_letter_for_editing
from chalicelib.domains.licences.events_rules import LetterEvent
from chalicelib.domains.licences.letters import store
from chalicelib.domains.licences.letters.store import PaperItem
from chalicelib.domains.licences.model import OPEN, Letter, State
from chalicelib.domains.licences.period_rules import dated
from chalicelib.domains.licences.signing.narrowing_rules import agreed
from chalicelib.domains.licences.signing.signing import after_signing
from chalicelib.domains.licences.transitions import letters, load
from chalicelib.domains.licences.wording_rules import text_sha256
from chalicelib.errors import Conflict, InvalidInput, NotFound, UploadGone
from chalicelib.identity import Principal
from chalicelib.records.document_state import DocumentState
from chalicelib.records.hash_chain import Actor
from chalicelib.records.transitions import Transition
from chalicelib.settings import settings
from chalicelib.web.value_rules import read_day

LARGEST = 20 * 1024 * 1024
_PDF = b"%PDF-"


def scope_form(who: Principal, letter_id: str, now: datetime) -> dict[str, Any]:
    """What the page shows: the letter, its terms counted from today. Raises NotFound, Forbidden, Conflict for one that is answered."""
    letter = get_letter_for_editing(who, letter_id)
    if not letter.open:
        raise Conflict(f"這份授權書的狀態是「{letter.state.label}」，不能登錄紙本。")
    return {"letter": dated(letter, now), "today": taipei(now).date()}


def begin(who: Principal, letter_id: str, form: Mapping[str, str], now: datetime) -> UploadForm:
    """Keeps what was agreed to on paper, and returns the form for the scan. Raises InvalidInput (signed_on, ends.<clause>), Conflict."""
    letter = scope_form(who, letter_id, now)["letter"]
    signed_on = _signed_on(form.get("signed_on", ""), letter, taipei(now).date())
    moment = datetime.combine(signed_on, time(12), TAIPEI)
    clauses = agreed(dated(load(letter_id), moment).clauses, form)
    if not any(clause.grant for clause in clauses):
        raise InvalidInput("沒有勾選任何授權。若講座不同意，請改按撤回並說明原因。")
    upload = secrets.token_urlsafe(12)
    store.keep(letter_id, upload, clauses, moment, who.username)
    page = f"{settings().base_url}/licences/{letter_id}/paper/{upload}"
    return files.upload_form(f"papers/{letter_id}/{upload}", largest=LARGEST, return_to=page)


def problem(letter_id: str, upload: str) -> str:
    """Why the scan was not taken, or empty while it is on its way. Raises NotFound."""
    found = store.find(letter_id, upload)
    if found is None:
        raise NotFound
    return found.problem


def take_scan(letter_id: str, upload: str, now: datetime) -> None:
    """For the worker: checks the scan, keeps it, and marks the letter as signed on paper. Running twice is once."""
    letter, waiting = load(letter_id), store.find(letter_id, upload)
    key = f"papers/{letter_id}/{upload}"
    if waiting is not None and letter.request != upload:
        try:
            _keep_scan(letter, waiting, upload, _scan(key), now)
        except (InvalidInput, UploadGone) as error:
            store.refuse(waiting, waiting.problem or error.message)
    files.delete_upload(key)


def _scan(key: str) -> bytes:
    """Raises InvalidInput for what is no PDF, UploadGone."""
    data = files.read_upload(key) if files.upload_size(key) <= LARGEST else b""
    if not data.startswith(_PDF):
        raise InvalidInput("這不是 PDF 檔，請掃描成 PDF 後重新上傳。")
    return data


def _keep_scan(letter: Letter, waiting: PaperItem, upload: str, data: bytes, now: datetime) -> None:
    digest = hashlib.sha256(data).hexdigest()
    kept = f"licences/{letter.id}/{digest}.pdf"
    files.save(kept, data, "application/pdf")
    clauses = store.clauses_of(waiting)
    verification = secrets.token_urlsafe(12)
    change: dict[str, Any] = {
        "state": State.SIGNED,
        "clauses": clauses,
        "signed_at": waiting.signed_at,
        "answered_at": now,
        "on_paper": True,
        "document": DocumentState.READY,
        "document_key": kept,
        "document_sha256": digest,
        "verification": verification,
        "text_sha256": text_sha256(replace(letter, clauses=clauses)),
        "request": upload,
    }
    detail = {"sha256": digest, "signed on": str(taipei(waiting.signed_at).date())}
    messages = [message for message in after_signing(letter) if message.kind not in {"licences.seal", "licences.answered"}]
    items = [
        licences_store.pointer("VERIFY", verification, letter.id, "verify"),
        licences_store.pointer("DOCUMENT", digest, letter.id, "document"),
    ]
    signed = Transition(
        kind=LetterEvent.SIGNED_ON_PAPER,
        actor=Actor(waiting.by),
        expected=OPEN,
        change=change,
        detail=detail,
        messages=messages,
        items=items,
    )
    try:
        letters.apply(letter, signed, now)
    except Conflict as error:
        if load(letter.id).open:
            raise  # something else was noted in this very moment: the message comes again
        store.refuse(waiting, error.message)


def _signed_on(typed: str, letter: Letter, today: date) -> date:
    try:
        day = read_day(typed)
    except ValueError as error:
        raise InvalidInput(fields={"signed_on": "請填紙本上的簽署日期。"}) from error
    if not taipei(letter.sent_at).date() <= day <= today:
        raise InvalidInput(fields={"signed_on": f"簽署日期應在 {taipei(letter.sent_at).date()}（寄出日）到今天之間。"})
    return day
