"""What payments do later: mails, papers, the bank's files, lists of a year."""

from chalicelib.messaging.registry import Job, Upload

WORK = {
    "payments.papers": Job("chalicelib.domains.payments.approval.vouchers_worker:make", "製作付款申請單與憑單"),
    "payments.pay": Job("chalicelib.domains.payments.bank.paying_worker:make_file", "製作銀行付款檔"),
    "payments.again": Job("chalicelib.domains.payments.bank.paying_worker:make_again", "重新製作銀行付款檔"),
    "payments.free": Job("chalicelib.domains.payments.bank.paying_worker:free", "作廢付款批次"),
    "payments.results": Job("chalicelib.domains.payments.bank.results:read", "讀取銀行回覆檔"),
    "payments.year": Job("chalicelib.domains.payments.year.lists_worker:make", "製作年度清冊"),
}
MAIL = {
    "payments.told": Job("chalicelib.domains.payments.approval.mails_worker:tell", "付款申請通知信"),
    "payments.lent": Job("chalicelib.domains.payments.approval.mails_worker:tell_lent", "簽核委任通知信"),
}
UPLOADS = {
    "bank-results": Upload("payments.results", ("username", "result_id"), "payments.results.{result_id}"),
}
SEALED = {"付款憑單": "chalicelib.domains.payments.approval.verification:of_file"}
SCHEDULES = {
    "every_ten_minutes": ("chalicelib.domains.payments.year.requests:sweep",),
}
DAILY = {
    "payments.remind": Job("chalicelib.domains.payments.approval.reminding:remind_due", "提醒簽核付款申請"),
}
