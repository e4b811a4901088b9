"""What attendance does later: the expected list from the roster, closing what is over, files."""

from chalicelib.messaging.registry import Job

WORK = {
    "attendance.expect": Job("chalicelib.domains.attendance.expecting:expect", "準備報到名單"),
    "attendance.expect-in": Job("chalicelib.domains.attendance.expecting:expect_in", "準備一個場次的報到名單"),
    "attendance.close": Job("chalicelib.domains.attendance.expecting:close", "場次結束自動簽退"),
    "attendance.left-on-time": Job("chalicelib.domains.attendance.leaving.left_on_time:decide", "登錄未簽退的學員為準時離開"),
    "attendance.times-changed": Job("chalicelib.domains.attendance.leaving.judged_again:judge_again", "記下場次時間修改的影響"),
    "attendance.ods": Job("chalicelib.domains.attendance.reports_worker:export", "出席紀錄 ODS"),
    "attendance.xlsx": Job("chalicelib.domains.attendance.reports_worker:export", "出席紀錄 XLSX"),
    "attendance.csv": Job("chalicelib.domains.attendance.reports_worker:export", "出席紀錄 CSV"),
}
SCHEDULES = {
    "every_ten_minutes": ("chalicelib.domains.attendance.expecting:ask_to_close",),
}
FORGET = {
    "records": ("chalicelib.domains.attendance.retention.forgetting:records",),
}
