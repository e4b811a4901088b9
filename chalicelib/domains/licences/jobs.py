"""What licences do later: mails, what follows a signature, reminders, documents that wait, files of the public."""

from chalicelib.messaging.registry import Job, PublicFile, Upload

WORK = {
    "licences.seal": Job("chalicelib.domains.licences.signing.sealing_worker:seal_letter", "製作授權書文件"),
    "licences.index": Job("chalicelib.domains.licences.database.search:index", "登錄授權資料庫"),
    "licences.supersede": Job("chalicelib.domains.licences.letters.lifecycle:supersede", "以新約取代舊約"),
    "licences.paper": Job("chalicelib.domains.licences.letters.paper_letters:take_scan", "登錄紙本授權書"),
    "licences.register": Job("chalicelib.domains.licences.database.register_worker:make", "授權清冊"),
}
MAIL = {
    "licences.invite": Job("chalicelib.domains.licences.letters.mails_worker:invite", "授權書連結信"),
    "licences.reminder": Job("chalicelib.domains.licences.letters.mails_worker:remind_lecturer", "授權書提醒信"),
    "licences.code": Job("chalicelib.domains.licences.letters.mails_worker:send_code", "授權書驗證碼信"),
    "licences.copy": Job("chalicelib.domains.licences.letters.mails_worker:send_copy", "授權書完成通知信"),
    "licences.answered": Job("chalicelib.domains.licences.letters.mails_worker:tell_answer", "授權書答覆通知信"),
    "licences.question": Job("chalicelib.domains.licences.letters.mails_worker:tell_question", "講座提問通知信"),
    "licences.question-answered": Job("chalicelib.domains.licences.letters.mails_worker:tell_lecturer_answer", "回覆講座提問信"),
    "licences.ended": Job("chalicelib.domains.licences.letters.mails_worker:tell_ended", "授權書撤回與終止通知信"),
    "licences.expiring": Job("chalicelib.domains.licences.letters.mails_worker:tell_expiring", "授權到期通知信"),
}
UPLOADS = {
    "papers": Upload("licences.paper", ("letter_id", "upload"), "paper.{letter_id}.{upload}"),
}
PUBLIC_FILES = {"verify": PublicFile("chalicelib.domains.licences.verification.checking_worker:check_upload", ("check_id",))}
BOUNCES = {"licences_": "chalicelib.domains.licences.letters.mails_worker:bounced"}
SCHEDULES = {
    "every_ten_minutes": ("chalicelib.domains.licences.signing.sealing_worker:sweep",),
}
DAILY = {
    "licences.expire": Job("chalicelib.domains.licences.database.expiring:announce", "通知將到期的授權"),
    "licences.remind": Job("chalicelib.domains.licences.letters.reminding:remind_due", "提醒講座簽署授權書"),
}
