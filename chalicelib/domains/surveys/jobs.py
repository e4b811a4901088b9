"""What surveys do later: reminders, and the answers as a file."""

from chalicelib.messaging.registry import Job

WORK = {
    "surveys.remind": Job("chalicelib.domains.surveys.building.reminding:fan_out", "準備問卷提醒信"),
    "surveys.ods": Job("chalicelib.domains.surveys.results.register_worker:make_file", "問卷結果 ODS"),
    "surveys.xlsx": Job("chalicelib.domains.surveys.results.register_worker:make_file", "問卷結果 XLSX"),
    "surveys.csv": Job("chalicelib.domains.surveys.results.register_worker:make_file", "問卷結果 CSV"),
}
MAIL = {
    "surveys.reminder": Job("chalicelib.domains.surveys.mails_worker:send_reminder", "問卷提醒信"),
}
FORGET = {
    "records": ("chalicelib.domains.surveys.retention.forgetting:records",),
}
