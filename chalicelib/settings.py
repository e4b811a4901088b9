"""The only reader of the environment. Parsed once, at first use; a missing setting stops the process with its name.

Every setting is described in docs/operations.md; a test compares the two.
"""

import os
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache


@dataclass(frozen=True)
class Settings:
    """Each field is the environment variable of the same name in capitals."""

    stage: str
    base_url: str
    people_table: str
    classes_table: str
    attendance_table: str
    licences_table: str
    leave_table: str
    portal_table: str
    surveys_table: str
    polls_table: str
    ballots_table: str
    fees_table: str
    payments_table: str
    outbox_table: str
    uploads_bucket: str
    uploads_origin: str
    documents_bucket: str
    work_queue_url: str
    mail_queue_url: str
    dead_letter_queue_url: str
    mail_from: str
    mail_configuration_set: str
    user_pool_id: str
    user_pool_client_id: str
    session_key_ciphertext: str
    id_hash_key_ciphertext: str
    seal_key_id: str
    field_key_id: str
    payer_bank_code: str
    payer_account: str
    taipeipass_issuer: str
    taipeipass_jwks_url: str
    timestamp_url: str = ""
    clock_start: str = ""
    centre_profile: str = ""

    def clock_starts_at(self) -> datetime | None:
        """The moment that the clock shows when the process starts; for rehearsals and pictures, never in production."""
        return datetime.fromisoformat(self.clock_start) if self.clock_start else None


OPTIONAL = frozenset({"timestamp_url", "clock_start", "centre_profile"})


class MissingSetting(RuntimeError):
    """A setting that the system cannot run without is not in the environment."""


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Raises MissingSetting, naming every variable that is absent."""
    found = {f.name: os.environ[f.name.upper()] for f in fields(Settings) if os.environ.get(f.name.upper())}
    absent = [f.name.upper() for f in fields(Settings) if f.name not in found and f.name not in OPTIONAL]
    if absent:
        raise MissingSetting("these environment variables are not set: " + ", ".join(absent))
    return Settings(**found)


def centre_profile() -> str:
    """That setting alone, empty for the standard profile: what makes the other settings (infra) needs it before they are there."""
    return os.environ.get("CENTRE_PROFILE", "")
