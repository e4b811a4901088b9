"""What meals do later: the kitchen's paper and mails."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.clock import taipei
from chalicelib.cloud import files, mail
from chalicelib.domains.classes import service as classes
from chalicelib.domains.meals import meals, store
from chalicelib.domains.meals.rules import Meal
from chalicelib.errors import InvalidInput, MissingGlyph
from chalicelib.messaging.outbox import Handler
from chalicelib.web.pages import templates


def make_paper(body: Mapping[str, Any], now: datetime) -> None:
    """meals.paper {class_id, file_id}."""
    from chalicelib.domains.meals import paper_worker

    class_ = classes.load_class(body["class_id"])
    counts = meals.counts(class_, meals.plan_of(class_.id))
    try:
        data = paper_worker.draw(class_.title, class_.room, counts, now)
    except (MissingGlyph, InvalidInput) as error:
        classes.file_failed(class_.id, body["file_id"], error.message, now)
        return
    key = f"meals/{class_.id}/meals.pdf"
    files.save(key, data, "application/pdf")
    classes.file_ready(class_.id, body["file_id"], key, f"{class_.id}-用餐統計.pdf", now)


def mail_kitchen(body: Mapping[str, Any], now: datetime) -> None:
    """meals.mail {pk, sk}: one day's portions, unless a later plan stands by now; once."""
    from chalicelib.domains.meals import paper_worker

    item = store.find_due(body["pk"], body["sk"])
    if item is None or item.mailed_at:
        return
    class_, plan, day = classes.load_class(item.class_id), meals.plan_of(item.class_id), date.fromisoformat(item.day)
    found = [] if class_.cancelled or plan.version != int(item.version) or not plan.kitchen else meals.counts(class_, plan, day)
    if not found:
        return
    values = {"class_": class_, "count": found[0], "day": paper_worker.day_words(day), "meals": list(Meal)}
    text, html = (templates().get_template(f"meals/mail/kitchen.{kind}").render(values) for kind in ("txt", "html"))
    paper = mail.Attachment(
        f"用餐統計_{class_.id}_{day:%Y%m%d}.pdf", "application/pdf", paper_worker.draw(class_.title, class_.room, found, now)
    )
    subject = f"用餐統計：{class_.title} {values['day']}　{found[0].served} 份"
    mail.send(mail.compose(mail.Mail(plan.kitchen, subject, text, html, (paper,))))
    store.mark_mailed(item, now)


def every_ten_minutes(now: datetime) -> None:
    """Lets the kitchen's mails go; those of yesterday too, for what was due just before midnight."""
    for day in (taipei(now).date() - timedelta(days=1), taipei(now).date()):
        meals.ask_due(day, now)


WORK: dict[str, Handler] = {"meals.paper": make_paper}
MAIL: dict[str, Handler] = {"meals.mail": mail_kitchen}
