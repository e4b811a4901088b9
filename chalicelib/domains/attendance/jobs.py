"""What attendance does later: the expected list from the roster, closing what is over, files."""

from chalicelib.messaging.registry import Job

WORK = {
    "attendance.expect": Job("chalicelib.domains.attendance.expecting:expect", "準備報到名單"),
    "attendance.expect-in": Job("chalicelib.domains.attendance.expecting:expect_in", "準備一個場次的報到名單"),
    "attendance.close": Job("chalicelib.domains.attendance.expecting:close", "場次結束自動簽退"),
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
