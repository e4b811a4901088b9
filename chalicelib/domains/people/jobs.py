"""What accounts do later."""

from chalicelib.messaging.registry import Job

MAIL = {
    "people.welcome": Job("chalicelib.domains.people.mails_worker:send_welcome", "帳號建立通知信"),
}
