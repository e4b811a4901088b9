"""The functions that AWS calls. Routes live in the workflows, found by web/router.py; every queue and schedule handler is here."""

import logging
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Cron, Rate, Response, SQSEvent

from chalicelib.clock import clock, taipei
from chalicelib.identity import Principal, Session, Trainee
from chalicelib.messaging import handling, outbox, registry, sweeping
from chalicelib.messaging import uploads as uploaded
from chalicelib.messaging.outbox import Message
from chalicelib.web import router
from chalicelib.web.edge import CONTENT_TYPES, Keeper

app = Chalice(app_name="training-centre")
app.log.setLevel(logging.INFO)
app.api.binary_types.append("application/wasm")


@app.route("/", methods=["GET", "POST"], content_types=list(CONTENT_TYPES))
@app.route("/{proxy+}", methods=["GET", "POST"], content_types=list(CONTENT_TYPES))
def site() -> Response:
    """Every page and form: API Gateway has room for 300 paths, and we have more."""
    assert app.current_request  # set by Chalice before it calls a view
    return router.answer(app.current_request, Keeper(_session_now, _trainee_stands))


def _session_now(session: Session, renew: bool) -> Principal | None:
    """Asked once a minute, so only then does the room of accounts load."""
    from chalicelib.domains.people import login

    return login.as_it_stands(session, renew=renew)


def _trainee_stands(trainee: Trainee) -> bool:
    from chalicelib.domains.people.visits import visits

    return visits.stands(trainee.person, trainee.visit)


# One at a time: a job that takes a worker with it takes no other job.
@app.on_sqs_message(queue="work", batch_size=1, name="work")
def work(event: SQSEvent) -> dict[str, Any]:
    return handling.handle_batch("work", event.to_dict()["Records"], registry.handlers("work"), clock.now)


@app.on_sqs_message(queue="mail", batch_size=10, name="mails")
def mails(event: SQSEvent) -> dict[str, Any]:
    return handling.handle_batch("mail", event.to_dict()["Records"], registry.handlers("mail"), clock.now)


@app.on_sqs_message(queue="uploads", batch_size=10, name="uploads")
def uploads(event: SQSEvent) -> dict[str, Any]:
    return uploaded.handle_batch(event.to_dict()["Records"], registry.uploads(), clock.now())


# What anybody may send, without an account: two at a time (infra/deploy/package.py), and away from everybody's work.
@app.on_sqs_message(queue="public-files", batch_size=1, name="public_files")
def public_files(event: SQSEvent) -> dict[str, Any]:
    from chalicelib.messaging import public_files as received

    return received.handle_batch(event.to_dict()["Records"], registry.public_files(), clock.now())


@app.on_sqs_message(queue="mail-events", batch_size=10, name="mail_events")
def mail_events(event: SQSEvent) -> dict[str, Any]:
    from chalicelib.messaging import bounces  # with the reading of mails: 15 ms that no other function needs

    return bounces.handle_batch(event.to_dict()["Records"], clock.now())


@app.schedule(Rate(1, Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> None:
    sweeping.sweep(clock.now())


@app.schedule(Rate(10, Rate.MINUTES), name="every_ten_minutes")
def every_ten_minutes(event: CloudWatchEvent) -> None:
    registry.run_schedule("every_ten_minutes", clock.now())


@app.schedule(Rate(1, Rate.HOURS), name="clean")
def clean(event: CloudWatchEvent) -> None:
    """The one function that may delete."""
    registry.run_schedule("clean", clock.now())


@app.schedule(Cron(0, 0, "*", "*", "?", "*"), name="every_day")
def every_day(event: CloudWatchEvent) -> None:
    """At 08:00 in Taipei. Each step is a message of its own, with its own function, time and tries."""
    day = taipei(clock.now()).date()
    outbox.announce([Message(kind, {}, id=f"{kind}.{day}") for kind in registry.daily()], clock.now())
