"""Learning hours (研習時數) for the national portal: the list in force as a file, with masked ID numbers, or whole ones by the roster file.

We keep no ID numbers. So the organizer uploads the roster once more; a worker reads the numbers out of it, writes them into the file and
deletes the roster; the file itself passes through the bucket that forgets, and is deleted after an hour.
"""

from datetime import datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.cloud import files
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.completion import completion_list, store_hours
from chalicelib.domains.completion import store_certificates as store
from chalicelib.domains.completion.store_hours import HoursItem, HoursState
from chalicelib.errors import Conflict, Expired, NotFound
from chalicelib.identity import Principal
from chalicelib.settings import settings

PREFIX = "hours"
LARGEST = 20 * 1024 * 1024
LIVES = timedelta(hours=1)
_SWEPT = timedelta(days=2)
_LONGEST_ID = 40
_GONE = "檔案只保留一小時，已經刪除。請重新上傳名冊製作。"


def upload_form(who: Principal, class_id: str, now: datetime) -> tuple[classes.Class, files.UploadForm]:
    """A form that takes the roster. Raises NotFound, Forbidden, Conflict before a list is in force."""
    class_ = _with_list(who, class_id)
    file_id = store_hours.create(class_id, who.username, now)
    page = f"{settings().base_url}/classes/{class_id}/completion/hours/{file_id}"
    return class_, files.upload_form(f"{PREFIX}/{file_id}", largest=LARGEST, return_to=page)


def request_masked(who: Principal, class_id: str, now: datetime) -> str:
    """Asks a worker for the file with masked numbers; returns its id among the class's files. Raises as `upload_form`."""
    _with_list(who, class_id)
    return class_files.request_file(who, class_id, "completion.learning-hours", {}, now)


def find(who: Principal, class_id: str, file_id: str, now: datetime) -> tuple[classes.Class, HoursItem, bool]:
    """The class, the file asked for, and whether it is gone by now. Raises NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    item = store_hours.find(file_id) if len(file_id) <= _LONGEST_ID else None
    if item is None or item.class_id != class_id:
        raise NotFound
    return class_, item, item.state is HoursState.REMOVED or now >= item.made_at + LIVES


def download(who: Principal, class_id: str, file_id: str, now: datetime) -> str:
    """A URL of three minutes; who fetched it is noted. Raises NotFound while it is not ready, Expired, Forbidden."""
    _, item, gone = find(who, class_id, file_id, now)
    if gone:
        raise Expired(_GONE)
    if item.state is not HoursState.READY:
        raise NotFound("檔案還沒有做好，請回上一頁稍候。")
    store_hours.note_fetched(file_id, class_id, who.username, now)
    return files.passing_url(ready_key(file_id), f"研習時數_{class_id}_{taipei(now):%Y%m%d}.csv")


def upload_key(file_id: str) -> str:
    return f"{PREFIX}/{file_id}"


def ready_key(file_id: str) -> str:
    return f"{PREFIX}-ready/{file_id}.csv"


def sweep(now: datetime) -> int:
    """For the ten-minute schedule: deletes files after their hour; returns how many."""
    over = store_hours.ready_between(now - _SWEPT, now - LIVES)
    for file_id in over:
        files.delete_upload(ready_key(file_id))
        store_hours.remove(file_id)
    return len(over)


def _with_list(who: Principal, class_id: str) -> classes.Class:
    class_ = classes.open_class(who, class_id)
    if completion_list.latest(store.listings(class_id)) is None:
        raise Conflict("請先確認結訓名單，再製作研習時數檔。")
    return class_
