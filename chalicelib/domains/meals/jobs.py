"""What meals do later: the kitchen's paper and mails."""

from chalicelib.messaging.registry import Job

WORK = {
    "meals.paper": Job("chalicelib.domains.meals.paper_worker:make_paper", "用餐統計"),
}
MAIL = {
    "meals.mail": Job("chalicelib.domains.meals.mails_worker:mail_kitchen", "用餐統計信（給廚房）"),
}
SCHEDULES = {
    "every_ten_minutes": ("chalicelib.domains.meals.meals:ask_due",),
}
FORGET = {
    "details": ("chalicelib.domains.meals.retention.forgetting:details",),
}
