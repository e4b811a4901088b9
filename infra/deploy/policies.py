"""What each function may do, and nothing else: one role a function, with what its own code calls. Chalice's own guess reads only app.py.

The tests hold the roles both ways. A call that the role does not allow is refused as AWS refuses it, in every test and in `make run`
(infra/local/iam); and what a role allows must be called by some test (tests/support/roles_used.py), but for NOT_CALLED below.
Items end by themselves, or by the function `clean`, the only one that deletes. BatchWriteItem could delete, too, and is there where
rosters and search terms are written by the hundred.
"""

from infra.deploy.grants import Statement, allow, arn, fed_from, mails, objects, secrets, sends_to, tables, through

# A missing object is 404 to who may list the bucket, and 403 as any refusal to who may not (docs/decisions.md, 2026-12-01).
_TELL_MISSING_UPLOADS = allow("s3:ListBucket", arn("UploadsBucket"))
_TELL_MISSING_DOCUMENTS = allow("s3:ListBucket", arn("DocumentsBucket"))

_HTTP = [
    *tables(
        AttendanceTable="BatchGetItem GetItem PutItem Query UpdateItem | by_person",
        BallotsTable="GetItem PutItem Query",
        ClassesTable="BatchWriteItem GetItem PutItem Query UpdateItem | by_calendar",
        FeesTable="BatchGetItem GetItem PutItem Query UpdateItem | by_class by_month by_state",
        LeaveTable="GetItem PutItem Query UpdateItem | by_agency by_class",
        LicencesTable="BatchGetItem GetItem PutItem Query UpdateItem | by_class by_document",
        OutboxTable="GetItem PutItem Query UpdateItem | by_state",
        PaymentsTable="GetItem PutItem Query UpdateItem | by_month by_stage",
        PeopleTable="BatchGetItem PutItem Query UpdateItem",
        PollsTable="BatchGetItem GetItem PutItem Query",
        PortalTable="GetItem PutItem Query UpdateItem",
        SurveysTable="BatchGetItem GetItem PutItem Query",
    ),
    # Forms let a browser put a file; what was put is read by workers alone. Handed out is what workers made.
    objects("UploadsBucket", "PutObject", "bank-results handouts hours imports papers photos proofs verify"),
    objects("UploadsBucket", "GetObject", "bank-ready hours-ready withholding-ready"),
    objects(
        "DocumentsBucket",
        "GetObject",
        "certificates exports fees handouts imports leave licences payments photos seal",
    ),
    _TELL_MISSING_DOCUMENTS,
    through("s3", "Decrypt"),
    secrets("session", "id-hash"),
    # ID numbers and accounts: pages seal what was typed, only workers open it again.
    allow("kms:GenerateDataKey", arn("FieldKey")),
    sends_to("WorkQueue", "MailQueue"),
    allow(
        "cognito-idp:AdminAddUserToGroup AdminCreateUser AdminDisableUser AdminEnableUser AdminGetUser AdminInitiateAuth"
        " AdminListGroupsForUser AdminRemoveUserFromGroup AdminRespondToAuthChallenge AdminSetUserPassword AdminUpdateUserAttributes"
        " ListUsers",
        arn("UserPool"),
    ),
]
# A message that failed for good leaves a note where the alarm is, whichever function it fails in.
_WORK = [
    fed_from("WorkQueue"),
    *tables(
        AttendanceTable="BatchGetItem PutItem Query UpdateItem",
        BallotsTable="Query",
        ClassesTable="BatchWriteItem ConditionCheckItem GetItem PutItem Query UpdateItem | by_calendar",
        FeesTable="BatchGetItem GetItem PutItem Query UpdateItem | by_state",
        LeaveTable="GetItem Query UpdateItem | by_class",
        LicencesTable="BatchGetItem BatchWriteItem GetItem PutItem Query UpdateItem | by_class by_status_partition",
        OutboxTable="GetItem PutItem UpdateItem | by_state",
        PaymentsTable="GetItem PutItem UpdateItem | by_stage",
        PollsTable="GetItem PutItem Query",
        PortalTable="GetItem PutItem Query UpdateItem",
        SurveysTable="GetItem Query",
    ),
    objects("UploadsBucket", "GetObject DeleteObject", "bank-results handouts hours imports papers photos proofs verify"),
    objects("UploadsBucket", "PutObject", "bank-ready hours-ready withholding-ready"),
    objects("UploadsBucket", "DeleteObject", "bank-ready"),
    objects("DocumentsBucket", "PutObject PutObjectRetention", "certificates fees licences payments"),
    objects("DocumentsBucket", "PutObject", "exports handouts imports leave photos"),
    objects("DocumentsBucket", "GetObject", "imports seal"),
    _TELL_MISSING_UPLOADS,
    _TELL_MISSING_DOCUMENTS,
    through("s3", "Decrypt GenerateDataKey"),
    secrets("id-hash"),
    allow("kms:Decrypt", arn("FieldKey")),
    allow("kms:Sign", arn("SealKey")),
    sends_to("WorkQueue", "MailQueue", "DeadLetterQueue"),
]
_MAILS = [
    fed_from("MailQueue"),
    *tables(
        AttendanceTable="BatchGetItem Query",
        ClassesTable="GetItem PutItem Query",
        FeesTable="GetItem PutItem",
        LeaveTable="GetItem PutItem Query",
        LicencesTable="GetItem PutItem",
        OutboxTable="UpdateItem",
        PaymentsTable="GetItem Query",
        PortalTable="GetItem Query UpdateItem",
        SurveysTable="GetItem PutItem",
    ),
    sends_to("DeadLetterQueue"),
    mails(),
    # Links and passwords are made again from the one secret, marks of who has answered from the other.
    secrets("session", "id-hash"),
    allow("cognito-idp:AdminGetUser AdminListGroupsForUser ListUsersInGroup", arn("UserPool")),
]
_UPLOADS = [fed_from("UploadQueue"), *tables(OutboxTable="PutItem"), sends_to("WorkQueue")]
# Reads what comes from outside, and can do no more with it than leave a message.
_MAIL_EVENTS = [fed_from("MailEventsQueue"), *tables(OutboxTable="PutItem"), sends_to("WorkQueue")]
# Looks at what anybody may send, and can say what it found.
_PUBLIC_FILES = [
    fed_from("PublicFileQueue"),
    *tables(LicencesTable="GetItem PutItem UpdateItem"),
    objects("UploadsBucket", "GetObject DeleteObject", "verify"),
    objects("DocumentsBucket", "GetObject", "seal"),
    _TELL_MISSING_UPLOADS,
    _TELL_MISSING_DOCUMENTS,
    through("s3", "Decrypt"),
]
_SWEEP = [*tables(OutboxTable="UpdateItem | by_state"), sends_to("WorkQueue", "MailQueue", "DeadLetterQueue")]
_EVERY_TEN_MINUTES = [
    allow("sqs:ReceiveMessage DeleteMessage", arn("DeadLetterQueue")),
    *tables(
        ClassesTable="| by_calendar",
        LicencesTable="| by_document",
        OutboxTable="PutItem",
        PaymentsTable="Query UpdateItem",
        PortalTable="Query UpdateItem",
    ),
    objects("UploadsBucket", "DeleteObject", "hours-ready withholding-ready"),
    sends_to("WorkQueue", "MailQueue"),
]
# Each step of a day is a message of work.
_EVERY_DAY = [*tables(OutboxTable="PutItem"), sends_to("WorkQueue")]

# Deletes items by the batch, and files of the places that are no archive, with every version.
_CLEAN = [
    *tables(
        AttendanceTable="BatchWriteItem Query",
        BallotsTable="BatchWriteItem Query",
        ClassesTable="BatchWriteItem GetItem PutItem Query UpdateItem | by_calendar",
        LeaveTable="BatchWriteItem Query UpdateItem | by_class",
        PollsTable="BatchWriteItem Query",
        PortalTable="BatchWriteItem Query",
        SurveysTable="BatchWriteItem Query",
    ),
    allow("s3:ListBucketVersions", arn("DocumentsBucket")),
    objects("DocumentsBucket", "DeleteObjectVersion", "leave photos"),
]

# The function's name in app.py → its role; `http` is the one behind the gateway.
ROLES: dict[str, list[Statement]] = {
    "http": _HTTP,
    "work": _WORK,
    "mails": _MAILS,
    "uploads": _UPLOADS,
    "public_files": _PUBLIC_FILES,
    "mail_events": _MAIL_EVENTS,
    "sweep": _SWEEP,
    "every_ten_minutes": _EVERY_TEN_MINUTES,
    "every_day": _EVERY_DAY,
    "clean": _CLEAN,
}
# Action → why no test calls it. Logs are no part of the roles above: package.py gives each function its own group.
NOT_CALLED = {"sqs:GetQueueAttributes": "Lambda asks how full the queue is before it takes anything out"}
