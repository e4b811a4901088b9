"""What leave does later: mails to approvers, trainees and agencies, proofs, the register."""

from chalicelib.messaging.registry import Job, Upload

WORK = {
    "leave.proof": Job("chalicelib.domains.leave.applying.proofs:take", "檢查請假證明"),
    "leave.ods": Job("chalicelib.domains.leave.lists.register_worker:make_register", "請假清冊 ODS"),
    "leave.xlsx": Job("chalicelib.domains.leave.lists.register_worker:make_register", "請假清冊 XLSX"),
    "leave.csv": Job("chalicelib.domains.leave.lists.register_worker:make_register", "請假清冊 CSV"),
}
MAIL = {
    "leave.asked": Job("chalicelib.domains.leave.mails_worker:ask", "請假待核通知信"),
    "leave.answer": Job("chalicelib.domains.leave.mails_worker:answer", "請假結果通知信"),
    "leave.hr": Job("chalicelib.domains.leave.mails_worker:tell_agency", "機關人事請假通知信"),
    "leave.ended": Job("chalicelib.domains.leave.mails_worker:tell_organizers", "銷假通知信"),
}
UPLOADS = {
    "proofs": Upload("leave.proof", ("class_id", "leave_id", "upload"), "proof.{leave_id}.{upload}"),
}
FORGET = {
    "details": ("chalicelib.domains.leave.retention.forgetting:details",),
    "records": ("chalicelib.domains.leave.retention.forgetting:records",),
}
