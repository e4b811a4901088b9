"""Handouts of a class: uploaded by its organizers, fetched by those on its roster through a check at every click."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.clock import moment
from chalicelib.cloud import files
from chalicelib.cloud.files import UploadForm
from chalicelib.domains.classes import service as classes
from chalicelib.domains.handouts import store
from chalicelib.domains.handouts.rules import LARGEST, LOOKED_AT, MOST, File, Handout, State, browser_name, file_name, read_details, type_of
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict, NotFound, UploadGone
from chalicelib.identity import Principal
from chalicelib.settings import settings
from chalicelib.web.card import Card

PREFIX = "handouts"
_LONGEST_ID = 40
_UPLOAD_MINUTES = 60
_LATE = "這份講義剛被其他人修改，請重新整理後再試。"
_NOT_TAKEN = "這個檔案不是講義：請上傳 PDF、Office、ODF、圖片、MP4、MP3 或 ZIP 檔。"
_TOO_LARGE = "檔案超過 500 MB，沒有收下。請壓縮或分成幾個檔案。"


@dataclass(frozen=True)
class Shelf:
    """A class and its handouts; `fetched` is how many people fetched each, and how often. `courses` as in the timetable."""

    class_: classes.Class
    handouts: tuple[Handout, ...]
    courses: tuple[str, ...]
    fetched: Mapping[str, tuple[int, int]]


def shelf(who: Principal, class_id: str) -> Shelf:
    """For the organizer. Raises NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    found = store.handouts(class_id)
    fetched = {each.id: store.fetched(class_id, each.id) for each in found}
    return Shelf(class_, tuple(found), courses_of(class_id), fetched)


def list_own(class_id: str, person: str, now: datetime) -> tuple[classes.Class, list[tuple[str, list[Handout]]]]:
    """For a trainee: (course, handouts that are open or will be), in the timetable's order, those of the whole class first.

    Raises NotFound, Forbidden for who is not on the roster.
    """
    class_, _ = classes.on_roster(class_id, person)
    shown = [each for each in store.handouts(class_id) if each.state(now) in {State.OPEN, State.LATER}]
    order = ["", *courses_of(class_id)]
    courses = sorted({each.course for each in shown}, key=lambda course: order.index(course) if course in order else len(order))
    return class_, [(course, [each for each in shown if each.course == course]) for course in courses]


def card(class_: classes.Class, trainee: classes.Trainee, person: str, now: datetime) -> Card | None:
    """For the trainee's page."""
    found, href = store.handouts(class_.id), f"/c/{class_.id}/handouts"
    here = sum(each.state(now) is State.OPEN for each in found)
    coming = min((each.release_at for each in found if each.state(now) is State.LATER), default=None)
    if here:
        return Card(f"{here} 份可下載", "ok", href)
    if coming:
        return Card(f"{moment(coming)} 開放", "info", href)
    return Card("尚未提供，上傳後會顯示在這裡", "neutral")


def find(who: Principal, class_id: str, handout_id: str) -> tuple[classes.Class, Handout]:
    """For the organizer. Raises NotFound, Forbidden."""
    return classes.open_class(who, class_id), _load(class_id, handout_id)


def create(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> Handout:
    """A handout that waits for its file. Raises InvalidInput, Conflict, NotFound, Forbidden."""
    classes.open_class(who, class_id)
    if len(store.handouts(class_id)) >= MOST:
        raise Conflict(f"一個班期最多 {MOST} 份講義。")
    details = read_details(form, courses_of(class_id), now)
    handout_id = f"{int(now.timestamp()):09x}-{secrets.token_urlsafe(6)}"
    handout = Handout(handout_id, details.title, details.course, details.release_at)
    store.put(class_id, handout, who.username, now)
    return handout


def edit(who: Principal, class_id: str, handout_id: str, form: Mapping[str, str], now: datetime) -> None:
    """Title, course, release. Raises InvalidInput, Conflict, NotFound, Forbidden."""
    _, standing = find(who, class_id, handout_id)
    details = read_details(form, {*courses_of(class_id), standing.course}, now)
    new = replace(standing, title=details.title, course=details.course, release_at=details.release_at)
    _put(class_id, new, form, who, now)


def withdraw(who: Principal, class_id: str, handout_id: str, form: Mapping[str, str], now: datetime) -> Handout:
    """Takes the handout from the trainees' page, or puts it back there. Raises Conflict, NotFound, Forbidden."""
    _, standing = find(who, class_id, handout_id)
    new = replace(standing, withdrawn=not standing.withdrawn)
    _put(class_id, new, form, who, now)
    return new


def upload_form(class_id: str, handout: Handout) -> UploadForm:
    """A form that takes the file, or one in its place; the browser comes back to the handout's page. For who has authorised."""
    page = f"{settings().base_url}/classes/{class_id}/handouts/{handout.id}"
    key = f"{PREFIX}/{class_id}/{handout.id}/{secrets.token_urlsafe(9)}"
    return files.upload_form(key, largest=LARGEST, return_to=page, minutes=_UPLOAD_MINUTES, named=True)


def take(class_id: str, handout_id: str, upload: str, now: datetime) -> None:
    """For the worker: looks at the beginning of the file and lets S3 copy it to the documents; taken once, a repeat does nothing."""
    key, handout = f"{PREFIX}/{class_id}/{handout_id}/{upload}", store.find(class_id, handout_id)
    if handout is None or store.was_taken(class_id, handout_id, upload):
        files.delete_upload(key)
        return
    try:
        size, sent = files.upload_facts(key)
        found = type_of(files.read_upload(key, first=LOOKED_AT), browser_name(sent))
    except UploadGone as error:
        store.add_file(class_id, handout_id, upload, File("", "", 0, now, error.message))
        return
    if size > LARGEST or found is None:
        store.add_file(class_id, handout_id, upload, File("", "", size, now, _TOO_LARGE if size > LARGEST else _NOT_TAKEN))
    else:
        kept = f"{PREFIX}/{class_id}/{handout_id}/{upload}.{found[0]}"
        files.keep_upload(key, kept, found[1])
        store.add_file(class_id, handout_id, upload, File(kept, file_name(sent, handout.title, found[0]), size, now))
    files.delete_upload(key)


def download(class_id: str, person: str, handout_id: str, now: datetime) -> str:
    """A URL of three minutes, and a note that it was given. Raises NotFound, Conflict before its time, Forbidden off the roster."""
    classes.on_roster(class_id, person)
    handout = _load(class_id, handout_id)
    state = handout.state(now)
    if handout.file is None or state in {State.NO_FILE, State.WITHDRAWN}:
        raise NotFound("這份講義已收回或還沒有檔案，請回講義頁看看。")
    if state is State.LATER:
        raise Conflict(f"這份講義 {moment(handout.release_at)} 才開放下載。")
    store.note_fetched(class_id, handout_id, person, now)
    return files.download_url(handout.file.key, handout.file.name)


def download_for_staff(who: Principal, class_id: str, handout_id: str) -> str:
    """To look at what was uploaded; not counted. Raises NotFound, Forbidden."""
    _, handout = find(who, class_id, handout_id)
    if handout.file is None:
        raise NotFound("這份講義還沒有檔案。")
    return files.download_url(handout.file.key, handout.file.name)


def was_taken(class_id: str, handout_id: str, upload: str) -> bool:
    """Whether a worker has looked at this upload."""
    return len(upload) <= _LONGEST_ID and store.was_taken(class_id, handout_id, upload)


def courses_of(class_id: str) -> tuple[str, ...]:
    """Subjects of the timetable, each once, in its order."""
    return tuple(dict.fromkeys(period.subject for period in classes.timetable(class_id).periods))


def _load(class_id: str, handout_id: str) -> Handout:
    handout = store.find(class_id, handout_id) if len(handout_id) <= _LONGEST_ID and "#" not in handout_id else None
    if handout is None:
        raise NotFound
    return handout


def _put(class_id: str, new: Handout, form: Mapping[str, str], who: Principal, now: datetime) -> None:
    try:
        if form.get("version") != str(new.version):
            raise ConditionFailed
        store.put(class_id, replace(new, version=new.version + 1), who.username, now)
    except ConditionFailed as error:
        raise Conflict(_LATE) from error
