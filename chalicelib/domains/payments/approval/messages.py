"""What a transition of an application announces: a mail to whom it concerns, and papers to be made anew."""

from chalicelib.domains.payments.model import Application
from chalicelib.messaging.outbox import Message


def notification(what: str, application: Application) -> Message:
    """`what` is waiting, returned or approved; the mail's worker finds out to whom."""
    body = {"application_id": application.id, "what": what, "decisions": len(application.decisions)}
    return Message("payments.told", body, queue="mail", id=f"payments.told.{application.id}.{application.events}.{what}")


def papers_of(application: Application) -> Message:
    """The application's paper with the decisions so far, and the voucher after the last."""
    return Message("payments.papers", {"application_id": application.id}, id=f"payments.papers.{application.id}.{application.events}")
