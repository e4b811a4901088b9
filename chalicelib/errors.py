"""What can go wrong, and what the person is told.

    AppError                     something the person or staff can be told about
    ├── InvalidInput     400     what was typed cannot be used; `fields` says which field and why
    ├── NotSignedIn      401     no session, or it has ended
    ├── Forbidden        403     signed in, but not for this object; also a failed CSRF check
    ├── NotFound         404     no such object, or none that this person may know of
    │   └── UploadGone           a file that was uploaded is not there any more
    ├── MethodNotAllowed 405     the address is right, but a page is not sent to it, or a form not fetched from it
    ├── Conflict         409     somebody else's change decided first
    ├── Expired          410     the link, code or grant has had its time
    ├── TooMany          429     too many attempts; says when to come back
    ├── MissingGlyph     500     no font has this character, so the document is not made
    └── Unavailable      503     a service that we need did not answer; nothing was changed
        └── OutcomeUnknown 503   it did not answer a change that may have been made, or a part of it was

`message` is for the person, in 繁體中文: what was wrong, and what to do. It never holds an ID number, a name or a token.
"""

import traceback
from collections.abc import Mapping


class AppError(Exception):
    """The root. `status` is the HTTP status that the edge answers with."""

    status = 500
    message = "系統發生錯誤，請稍後再試；若持續發生請洽辦班人員。"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message


class InvalidInput(AppError):
    """`fields` maps a form field's name to what is wrong with it."""

    status = 400
    message = "輸入的資料有誤，請修正後再送出。"

    def __init__(self, message: str | None = None, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message or "；".join((fields or {}).values()) or None)
        self.fields = dict(fields or {})


class NotSignedIn(AppError):
    status = 401
    message = "請先登入。"


class Forbidden(AppError):
    status = 403
    message = "您沒有權限使用這個頁面或資料。"


class NotFound(AppError):
    status = 404
    message = "找不到這個頁面或資料，可能已被移除或連結有誤。"


class UploadGone(NotFound):
    """A worker came too late for it. Whoever waits for what is in it is told, by this message."""

    message = "檔案已不在，請重新上傳一次。"


class MethodNotAllowed(AppError):
    status = 405
    message = "這個網址不能這樣使用，請回上一頁重新操作。"


class Conflict(AppError):
    status = 409
    message = "資料已被其他人更新，請重新整理後再試。"


class Expired(AppError):
    status = 410
    message = "連結或條碼已過期，請重新取得。"


class TooMany(AppError):
    status = 429
    message = "嘗試次數過多，請稍後再試。"


class MissingGlyph(AppError):
    """`characters` are those that no font has, so that staff can ask for a font that does."""

    status = 500

    def __init__(self, characters: str) -> None:
        codes = "、".join(f"{c}（U+{ord(c):04X}）" for c in characters)
        super().__init__(f"文件中有字型缺字，未製作文件：{codes}。請洽系統管理員補字。")
        self.characters = characters


class Unavailable(AppError):
    status = 503
    message = "服務暫時無法使用，資料未變更，請稍後再試。"


class OutcomeUnknown(Unavailable):
    message = "服務沒有及時回應，結果不明：您的操作可能已經完成。請先回到原頁面重新整理，確認沒有完成再送出一次。"


def outline(error: BaseException) -> str:
    """An error for the log: its kind and those that it was raised from, and where; never their texts, which may name people."""
    found, lines = [error], []
    while cause := found[-1].__cause__:
        found.append(cause)
    for each in found:
        places = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(each.__traceback__))
        code = getattr(each, "response", None)
        said = f" {code['Error'].get('Code', '')}" if isinstance(code, Mapping) and isinstance(code.get("Error"), Mapping) else ""
        lines.append(f"{type(each).__name__}{said}{places}")
    return "\nfrom ".join(lines)
