"""Where the sealed paper of a document is: of a letter, of a case, of a line of those who completed. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol


class DocumentState(StrEnum):
    """none ──signed──▶ waiting ──▶ ready | failed; failed is asked for again by staff or a schedule."""

    NONE = "none"
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return {"none": "—", "waiting": "製作中", "ready": "已製作", "failed": "沒有做成"}[self.value]


UNMADE = frozenset({DocumentState.WAITING, DocumentState.FAILED})


class WithPaper(Protocol):
    """What a document says of its paper, beside the key and the SHA-256."""

    @property
    def document(self) -> DocumentState: ...
    @property
    def document_error(self) -> str: ...


def ready_values(document: WithPaper, key: str, sha256: str) -> Mapping[str, str]:
    """Its new values; none where another delivery of the message was first: that one's file is the paper, and nobody points to ours."""
    ready = {"document": DocumentState.READY, "document_key": key, "document_sha256": sha256, "document_error": ""}
    return ready if document.document in UNMADE else {}


def failed_values(document: WithPaper, why: str) -> Mapping[str, str]:
    """Its new values; none where it says so already, or where the paper was made meanwhile."""
    is_news = document.document in UNMADE and (document.document, document.document_error) != (DocumentState.FAILED, why)
    return {"document": DocumentState.FAILED, "document_error": why} if is_news else {}
