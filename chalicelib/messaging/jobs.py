"""What the messages themselves need done later, in the shape of the workflows' tables."""

from chalicelib.messaging.registry import Job

WORK = {
    "messaging.bounced": Job("chalicelib.messaging.bounces:note", "登錄退信"),
    "messaging.public-file": Job("chalicelib.messaging.public_files:look_again", "查驗民眾上傳的檔案"),
    "messaging.redrive": Job("chalicelib.messaging.failures:redrive_piece", "全部重新送出"),
    "messaging.unreadable": Job("chalicelib.messaging.dead_letters:put_away", "無法讀取的訊息"),
}
SCHEDULES = {
    "every_ten_minutes": ("chalicelib.messaging.dead_letters:collect",),
}
