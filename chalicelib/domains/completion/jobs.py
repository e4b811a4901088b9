"""What completion does later: lists, certificates, learning hours."""

from chalicelib.messaging.registry import Job, Upload

WORK = {
    "completion.freeze": Job("chalicelib.domains.completion.completion_list:freeze", "確認結訓名單"),
    "completion.certificates": Job("chalicelib.domains.completion.certificates:fan_out", "準備結訓證書"),
    "completion.certificate": Job("chalicelib.domains.completion.certificate_worker:make", "結訓證書"),
    "completion.hours": Job("chalicelib.domains.completion.hours_worker:make_unmasked", "研習時數檔"),
    "completion.learning-hours": Job("chalicelib.domains.completion.hours_worker:make_masked", "研習時數檔（遮蔽）"),
}
MAIL = {
    "completion.certificate_mail": Job("chalicelib.domains.completion.mails_worker:mail_certificate", "結訓證書通知信"),
}
UPLOADS = {
    "hours": Upload("completion.hours", ("file_id",), "hours.{file_id}"),
}
SEALED = {"結訓證書": "chalicelib.domains.completion.certificates:of_file"}
SCHEDULES = {
    "every_ten_minutes": ("chalicelib.domains.completion.hours:sweep",),
}
