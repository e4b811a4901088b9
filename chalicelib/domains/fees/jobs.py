"""What fees do later: the mails of a case, its sealed paper, files for staff."""

from chalicelib.messaging.registry import Job

WORK = {
    "fees.seal": Job("chalicelib.domains.fees.confirming.sealing_worker:seal_paper", "製作鐘點費確認單"),
    "fees.file": Job("chalicelib.domains.fees.papers.papers_worker:make", "鐘點費查單、課表、印領清冊"),
}
MAIL = {
    "fees.invite": Job("chalicelib.domains.fees.confirming.mails_worker:invite", "鐘點費連結信"),
    "fees.password": Job("chalicelib.domains.fees.confirming.mails_worker:send_password", "鐘點費密碼信"),
    "fees.reminder": Job("chalicelib.domains.fees.confirming.mails_worker:remind", "鐘點費提醒信"),
    "fees.answered": Job("chalicelib.domains.fees.confirming.mails_worker:tell_organizers", "講座回覆通知信"),
    "fees.account-changed": Job("chalicelib.domains.fees.confirming.mails_worker:tell_account_changed", "帳號更正通知信"),
    "fees.paid": Job("chalicelib.domains.fees.papers.mails_worker:tell_paid", "鐘點費入帳通知信"),
    "fees.failed": Job("chalicelib.domains.fees.papers.mails_worker:tell_failed", "鐘點費退匯通知信"),
}
BOUNCES = {"fees_": "chalicelib.domains.fees.confirming.mails_worker:bounced"}
SEALED = {"鐘點費確認單": "chalicelib.domains.fees.confirming.verification:of_file"}
DAILY = {
    "fees.remind": Job("chalicelib.domains.fees.confirming.reminding:remind_due", "提醒講座確認鐘點費"),
    "fees.reseal": Job("chalicelib.domains.fees.confirming.sealing_worker:sweep", "重新製作鐘點費確認單"),
}
