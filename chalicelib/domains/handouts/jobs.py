"""What handouts do later: a file that was uploaded is looked at."""

from chalicelib.messaging.registry import Job, Upload

WORK = {
    "handouts.take": Job("chalicelib.domains.handouts.handouts:take", "檢查講義檔案"),
}
UPLOADS = {
    "handouts": Upload("handouts.take", ("class_id", "handout_id", "upload"), "handout.{handout_id}.{upload}"),
}
FORGET = {
    "details": ("chalicelib.domains.handouts.retention.forgetting:details",),
}
