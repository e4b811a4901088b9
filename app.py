"""The functions that AWS calls. Routes live in the workflows; every queue and schedule handler is here, two or three lines each."""

import logging
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Cron, Rate, SQSEvent

from chalicelib.clock import clock
from chalicelib.domains.attendance import routes as attendance
from chalicelib.domains.attendance import routes_staff as attendance_staff
from chalicelib.domains.attendance.counter import routes as attendance_counter
from chalicelib.domains.classes import routes as classes
from chalicelib.domains.classes.files import routes as files_routes
from chalicelib.domains.classes.imports import routes as imports_routes
from chalicelib.domains.classes.notices import routes as notices_routes
from chalicelib.domains.classes.seats import routes as seats_routes
from chalicelib.domains.classes.sessions import routes as sessions_routes
from chalicelib.domains.classes.timetable import routes as timetable_routes
from chalicelib.domains.completion import routes as completion_routes
from chalicelib.domains.completion import routes_hours
from chalicelib.domains.fees.confirming import routes as fees_confirming
from chalicelib.domains.fees.confirming import routes_login as fees_entering
from chalicelib.domains.fees.confirming import routes_staff as fees_sending
from chalicelib.domains.fees.overview import routes as fees
from chalicelib.domains.fees.parameters import routes as fees_parameters
from chalicelib.domains.handouts import routes as handouts
from chalicelib.domains.handouts import routes_staff as handouts_routes_staff
from chalicelib.domains.leave import routes as leave
from chalicelib.domains.leave import routes_lists as leave_lists
from chalicelib.domains.leave import routes_staff as leave_staff
from chalicelib.domains.licences.database import routes as licences_database
from chalicelib.domains.licences.letters import routes as licences
from chalicelib.domains.licences.signing import routes as licences_signing
from chalicelib.domains.licences.templates import routes as licences_templates
from chalicelib.domains.licences.verification import routes as licences_verify
from chalicelib.domains.meals import routes as meals
from chalicelib.domains.meals import routes_staff as meals_routes_staff
from chalicelib.domains.payments.approval import routes as payments
from chalicelib.domains.payments.approval import routes_inbox as payments_inbox
from chalicelib.domains.payments.bank import routes as payments_batches
from chalicelib.domains.payments.year import routes as payments_years
from chalicelib.domains.people import routes as people
from chalicelib.domains.people import routes_accounts, routes_messages
from chalicelib.domains.portal import routes as portal
from chalicelib.domains.portal import routes_staff as portal_staff
from chalicelib.domains.surveys import routes_staff as surveys_staff
from chalicelib.domains.surveys import routes_templates as surveys_templates
from chalicelib.domains.surveys.answering import routes as surveys
from chalicelib.domains.voting import routes as voting
from chalicelib.domains.voting import routes_staff as voting_staff
from chalicelib.messaging import bounces, outbox, registry
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
    sessions_routes,
    timetable_routes,
    imports_routes,
    seats_routes,
    files_routes,
    notices_routes,
    attendance,
    attendance_staff,
    attendance_counter,
    licences,
    licences_database,
    licences_signing,
    licences_templates,
    licences_verify,
    completion_routes,
    routes_hours,
    portal,
    portal_staff,
    meals,
    handouts,
    meals_routes_staff,
    handouts_routes_staff,
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


@app.on_sqs_message(queue="work", batch_size=10, name="work")
def work(event: SQSEvent) -> dict[str, Any]:
    return outbox.handle_batch(event.to_dict()["Records"], registry.handlers("work"), clock.now())


@app.on_sqs_message(queue="mail", batch_size=10, name="mail_queue")
def mail_queue(event: SQSEvent) -> dict[str, Any]:
    return outbox.handle_batch(event.to_dict()["Records"], registry.handlers("mail"), clock.now())


@app.on_sqs_message(queue="uploads", batch_size=10, name="uploads")
def uploads(event: SQSEvent) -> dict[str, Any]:
    return uploaded.handle_batch(event.to_dict()["Records"], registry.uploads(), clock.now())


@app.on_sqs_message(queue="mail-events", batch_size=10, name="mail_events")
def mail_events(event: SQSEvent) -> dict[str, Any]:
    return bounces.handle_batch(event.to_dict()["Records"], registry.bounces(), clock.now())


@app.schedule(Rate(1, Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> None:
    outbox.sweep(clock.now())


@app.schedule(Rate(10, Rate.MINUTES), name="every_ten_minutes")
def every_ten_minutes(event: CloudWatchEvent) -> None:
    outbox.collect_dead_letters(clock.now())
    registry.run_schedule("every_ten_minutes", clock.now())


@app.schedule(Cron(0, 0, "*", "*", "?", "*"), name="every_day")
def every_day(event: CloudWatchEvent) -> None:
    """At 08:00 in Taipei."""
    registry.run_schedule("every_day", clock.now())
