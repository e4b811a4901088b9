"""The functions that AWS calls. Routes live in the workflows; every queue and schedule handler is here, two or three lines each."""

import logging
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Cron, Rate, SQSEvent

from chalicelib.clock import clock
from chalicelib.domains.attendance import jobs as attendance_jobs
from chalicelib.domains.attendance import routes as attendance
from chalicelib.domains.attendance import routes_counter as attendance_counter
from chalicelib.domains.attendance import routes_staff as attendance_staff
from chalicelib.domains.classes import (
    jobs as classes_jobs,
)
from chalicelib.domains.classes import routes as classes
from chalicelib.domains.classes import (
    routes_files,
    routes_imports,
    routes_notices,
    routes_seats,
    routes_sessions,
    routes_timetable,
)
from chalicelib.domains.fees import jobs as fees_jobs
from chalicelib.domains.fees import jobs_confirming as fees_confirming_jobs
from chalicelib.domains.fees import jobs_paid as fees_paid_jobs
from chalicelib.domains.fees import routes as fees
from chalicelib.domains.fees import routes_confirming as fees_confirming
from chalicelib.domains.fees import routes_entering as fees_entering
from chalicelib.domains.fees import routes_parameters as fees_parameters
from chalicelib.domains.fees import routes_sending as fees_sending
from chalicelib.domains.leave import jobs as leave_jobs
from chalicelib.domains.leave import routes as leave
from chalicelib.domains.leave import routes_lists as leave_lists
from chalicelib.domains.leave import routes_staff as leave_staff
from chalicelib.domains.licences import jobs as licences_jobs
from chalicelib.domains.licences import routes as licences
from chalicelib.domains.licences import routes_database as licences_database
from chalicelib.domains.licences import routes_signing as licences_signing
from chalicelib.domains.licences import routes_templates as licences_templates
from chalicelib.domains.licences import routes_verify as licences_verify
from chalicelib.domains.payments import jobs as payments_jobs
from chalicelib.domains.payments import routes as payments
from chalicelib.domains.payments import routes_batches as payments_batches
from chalicelib.domains.payments import routes_inbox as payments_inbox
from chalicelib.domains.payments import routes_years as payments_years
from chalicelib.domains.people import jobs as people_jobs
from chalicelib.domains.people import routes as people
from chalicelib.domains.people import routes_accounts, routes_messages
from chalicelib.domains.portal import jobs as portal_jobs
from chalicelib.domains.portal import jobs_certificates as certificates_jobs
from chalicelib.domains.portal import routes as portal
from chalicelib.domains.portal import routes_certificates, routes_handouts, routes_hours, routes_meals
from chalicelib.domains.portal import routes_staff as portal_staff
from chalicelib.domains.surveys import jobs as surveys_jobs
from chalicelib.domains.surveys import routes as surveys
from chalicelib.domains.surveys import routes_staff as surveys_staff
from chalicelib.domains.surveys import routes_templates as surveys_templates
from chalicelib.domains.voting import jobs as voting_jobs
from chalicelib.domains.voting import routes as voting
from chalicelib.domains.voting import routes_staff as voting_staff
from chalicelib.messaging import bounces, outbox
from chalicelib.messaging import uploads as uploaded
from chalicelib.web import routes_static

app = Chalice(app_name="training-centre")
app.log.setLevel(logging.INFO)
app.api.binary_types.append("application/wasm")
for room in (
    routes_static,
    people,
    routes_accounts,
    routes_messages,
    classes,
    routes_sessions,
    routes_timetable,
    routes_imports,
    routes_seats,
    routes_files,
    routes_notices,
    attendance,
    attendance_staff,
    attendance_counter,
    licences,
    licences_database,
    licences_signing,
    licences_templates,
    licences_verify,
    routes_certificates,
    routes_hours,
    portal,
    portal_staff,
    routes_meals,
    routes_handouts,
    leave,
    leave_staff,
    leave_lists,
    surveys,
    surveys_staff,
    surveys_templates,
    voting,
    voting_staff,
    fees_parameters,
    fees_sending,
    fees_entering,
    fees_confirming,
    fees,
    payments_inbox,
    payments_batches,
    payments_years,
    payments,
):
    app.register_blueprint(room.blueprint)

WORK: dict[str, outbox.Handler] = {
    **classes_jobs.WORK,
    **attendance_jobs.WORK,
    **licences_jobs.WORK,
    **leave_jobs.WORK,
    **fees_jobs.WORK,
    **fees_confirming_jobs.WORK,
    **payments_jobs.WORK,
    **surveys_jobs.WORK,
    **voting_jobs.WORK,
    **certificates_jobs.WORK,
    **portal_jobs.WORK,
}
MAIL: dict[str, outbox.Handler] = {
    **classes_jobs.MAIL,
    **people_jobs.MAIL,
    **licences_jobs.MAIL,
    **fees_confirming_jobs.MAIL,
    **fees_paid_jobs.MAIL,
    **payments_jobs.MAIL,
    **leave_jobs.MAIL,
    **surveys_jobs.MAIL,
    **certificates_jobs.MAIL,
    **portal_jobs.MAIL,
}
UPLOADS: dict[str, uploaded.Reader] = {
    "imports": classes_jobs.import_uploaded,
    "papers": licences_jobs.paper_uploaded,
    "proofs": leave_jobs.proof_uploaded,
    "verify": licences_jobs.file_to_check,
    "hours": certificates_jobs.roster_uploaded,
    "handouts": portal_jobs.handout_uploaded,
    "photos": voting_jobs.photo_uploaded,
    "bank-results": payments_jobs.result_uploaded,
}

RETURNED: dict[str, bounces.Note] = {
    licences_jobs.REFERENCE: licences_jobs.bounced,
    fees_confirming_jobs.REFERENCE: fees_confirming_jobs.bounced,
}


@app.on_sqs_message(queue="work", batch_size=10, name="work")
def work(event: SQSEvent) -> dict[str, Any]:
    return outbox.handle_batch(event.to_dict()["Records"], WORK, clock.now())


@app.on_sqs_message(queue="mail", batch_size=10, name="post")
def post(event: SQSEvent) -> dict[str, Any]:
    return outbox.handle_batch(event.to_dict()["Records"], MAIL, clock.now())


@app.on_sqs_message(queue="uploads", batch_size=10, name="uploads")
def uploads(event: SQSEvent) -> dict[str, Any]:
    return uploaded.handle_batch(event.to_dict()["Records"], UPLOADS, clock.now())


@app.on_sqs_message(queue="mail-events", batch_size=10, name="mail_events")
def mail_events(event: SQSEvent) -> dict[str, Any]:
    return bounces.handle_batch(event.to_dict()["Records"], RETURNED, clock.now())


@app.schedule(Rate(1, Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> None:
    outbox.sweep(clock.now())


@app.schedule(Rate(10, Rate.MINUTES), name="every_ten_minutes")
def every_ten_minutes(event: CloudWatchEvent) -> None:
    outbox.collect_dead_letters(clock.now())
    attendance_jobs.close_sessions(clock.now())
    licences_jobs.every_ten_minutes(clock.now())
    certificates_jobs.every_ten_minutes(clock.now())
    portal_jobs.every_ten_minutes(clock.now())
    payments_jobs.every_ten_minutes(clock.now())


@app.schedule(Cron(0, 0, "*", "*", "?", "*"), name="every_day")
def every_day(event: CloudWatchEvent) -> None:
    classes_jobs.every_day(clock.now())
    licences_jobs.every_day(clock.now())
    fees_confirming_jobs.every_day(clock.now())
    payments_jobs.every_day(clock.now())
