"""The kitchen's mail, with its paper; workers only."""

from datetime import date, datetime

from chalicelib.cloud.mail import Attachment
from chalicelib.domains.classes import service as classes
from chalicelib.domains.meals import meals, paper_worker, store
from chalicelib.domains.meals.rules import Meal
from chalicelib.messaging import mailing


def mail_kitchen(pk: str, sk: str, now: datetime) -> None:
    """meals.mail: one day's portions, unless a later plan stands by now; once."""
    item = store.find_due(pk, sk)
    if item is None or item.mailed_at:
        return
    class_, plan, day = classes.load_class(item.class_id), meals.plan_of(item.class_id), date.fromisoformat(item.day)
    found = [] if class_.cancelled or plan.version != int(item.version) or not plan.kitchen else meals.counts(class_, plan, now, day)
    if not found:
        return
    values = {"class_": class_, "count": found[0], "day": paper_worker.day_words(day), "meals": list(Meal)}
    paper = Attachment(
        f"用餐統計_{class_.id}_{day:%Y%m%d}.pdf", "application/pdf", paper_worker.draw(class_.title, class_.room, found, now)
    )
    subject = f"用餐統計：{class_.title} {values['day']}　{found[0].served} 份"
    mailing.send(
        plan.kitchen,
        subject,
        "meals/mail/kitchen",
        values,
        attachments=[paper],
        reference=f"meals_{class_.id}_{item.day}",
        contact=class_.asked,
    )
    store.mark_mailed(item, now)
