"""What voting does later: pictures of candidates, and results as files."""

from chalicelib.messaging.registry import Job, Upload

WORK = {
    "voting.photo": Job("chalicelib.domains.voting.polls.picture_worker:take_photo", "候選人照片"),
    "voting.ballots.csv": Job("chalicelib.domains.voting.results.register_worker:make_file", "選票清單 CSV"),
    "voting.results.csv": Job("chalicelib.domains.voting.results.register_worker:make_file", "開票結果 CSV"),
    "voting.results.ods": Job("chalicelib.domains.voting.results.register_worker:make_file", "開票結果 ODS"),
    "voting.results.pdf": Job("chalicelib.domains.voting.results.register_worker:make_file", "開票結果 PDF"),
}
UPLOADS = {
    "photos": Upload("voting.photo", ("class_id", "poll_id", "candidate_id", "upload"), "photo.{poll_id}.{candidate_id}.{upload}"),
}
FORGET = {
    "details": ("chalicelib.domains.voting.retention.forgetting:details",),
    "records": ("chalicelib.domains.voting.retention.forgetting:records",),
}
