"""What classes do later: imports, papers, letters to trainees, and what is deleted when its time is over."""

from chalicelib.messaging.registry import Job, Upload

WORK = {
    "classes.read_import": Job("chalicelib.domains.classes.imports.reading_worker:read_import", "讀取匯入的檔案"),
    "classes.apply_import": Job("chalicelib.domains.classes.imports.applying:apply_import", "套用匯入的資料"),
    "classes.notices": Job("chalicelib.domains.classes.notices.notices:fan_out", "準備寄給學員的信"),
    "classes.sign-in-sheet": Job("chalicelib.domains.classes.files.papers_worker:make_sign_in_sheet", "簽到表"),
    "classes.seat-plan": Job("chalicelib.domains.classes.files.papers_worker:make_seat_plan", "座位表"),
    "classes.let-roster-end": Job("chalicelib.domains.classes.retention.rosters:let_end", "舊名冊的保存期限"),
    "classes.let-rosters-stay": Job("chalicelib.domains.classes.retention.rosters:let_stay", "依法保留名冊"),
    "classes.name-cards": Job("chalicelib.domains.classes.files.papers_worker:make_name_cards", "名條"),
}
MAIL = {
    "classes.letter": Job("chalicelib.domains.classes.notices.sending_worker:send_letter", "寄給學員的信"),
}
UPLOADS = {
    "imports": Upload("classes.read_import", ("class_id", "import_id", "kind"), "read.{class_id}.{import_id}.{kind}"),
}
SCHEDULES = {
    "clean": ("chalicelib.domains.classes.retention.cleaning:run",),
}
FORGET = {
    "details": ("chalicelib.domains.classes.retention.forgetting:details",),
    "records": ("chalicelib.domains.classes.retention.forgetting:records",),
}
DAILY = {
    "classes.remind": Job("chalicelib.domains.classes.notices.notices:remind", "行前提醒"),
}
