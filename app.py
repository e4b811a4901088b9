"""The functions that AWS calls. Routes live in the workflows; every queue and schedule handler is here, two or three lines each."""

import logging
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Cron, Rate, SQSEvent

from chalicelib import outbox
from chalicelib.clock import clock
from chalicelib.domains.classes import jobs as class_jobs
from chalicelib.domains.classes.routes import blueprint as classes
from chalicelib.domains.classes.routes_files import blueprint as class_files
from chalicelib.domains.classes.routes_imports import blueprint as class_imports
from chalicelib.domains.classes.routes_notices import blueprint as class_notices
from chalicelib.domains.classes.routes_seats import blueprint as class_seats
from chalicelib.domains.classes.routes_sessions import blueprint as class_sessions
from chalicelib.domains.classes.routes_timetable import blueprint as class_timetable
from chalicelib.domains.people import jobs as people_jobs
from chalicelib.domains.people.routes import blueprint as people
from chalicelib.domains.people.routes_accounts import blueprint as people_accounts
from chalicelib.domains.people.routes_messages import blueprint as people_messages
from chalicelib.static_routes import blueprint as static

app = Chalice(app_name="training-centre")
app.log.setLevel(logging.INFO)
app.api.binary_types.append("application/wasm")
app.register_blueprint(static)
app.register_blueprint(people)
app.register_blueprint(people_accounts)
app.register_blueprint(people_messages)
app.register_blueprint(classes)
app.register_blueprint(class_sessions)
app.register_blueprint(class_timetable)
app.register_blueprint(class_imports)
app.register_blueprint(class_seats)
app.register_blueprint(class_files)
app.register_blueprint(class_notices)

WORK: dict[str, outbox.Handler] = {**class_jobs.WORK}
MAIL: dict[str, outbox.Handler] = {
    "people.welcome": people_jobs.send_welcome,**class_jobs.MAIL}


@app.on_sqs_message(queue="work", batch_size=10, name="work")
def work(event: SQSEvent) -> dict[str, Any]:
    return outbox.handle_batch(event.to_dict()["Records"], WORK, clock.now())


@app.on_sqs_message(queue="mail", batch_size=10, name="post")
def post(event: SQSEvent) -> dict[str, Any]:
    return outbox.handle_batch(event.to_dict()["Records"], MAIL, clock.now())


@app.on_sqs_message(queue="uploads", batch_size=10, name="uploads")
def uploads(event: SQSEvent) -> dict[str, Any]:
    return class_jobs.uploads(event.to_dict()["Records"], clock.now())


@app.schedule(Rate(1, Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> None:
    outbox.sweep(clock.now())


@app.schedule(Rate(10, Rate.MINUTES), name="every_ten_minutes")
def every_ten_minutes(event: CloudWatchEvent) -> None:
    outbox.collect_dead_letters(clock.now())


@app.schedule(Cron(0, 0, "*", "*", "?", "*"), name="every_day")
def every_day(event: CloudWatchEvent) -> None:
    class_jobs.every_day(clock.now())
