"""Templates in the licences table: pk TEMPLATES, sk <id> names the latest version; pk TEMPLATE#<id>, sk V#<5 digits> is frozen."""

from datetime import datetime

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.licences.clause_data_rules import clauses_from_data, clauses_to_data
from chalicelib.domains.licences.model import Template
from chalicelib.domains.licences.store_items import LicencesItem
from chalicelib.dynamodb import JsonAttribute, Transaction


class LatestItem(LicencesItem):
    """pk TEMPLATES, sk <template id>."""

    version = NumberAttribute()


class TemplateItem(LicencesItem):
    """pk TEMPLATE#<id>, sk V#<version>."""

    name = UnicodeAttribute()
    kind = UnicodeAttribute()
    opening = UnicodeAttribute()
    clauses = JsonAttribute("授權書範本")
    exclusive = BooleanAttribute()
    with_code = BooleanAttribute()
    retired = BooleanAttribute()
    made_by = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()


def latest_versions() -> list[tuple[str, int]]:
    """(template id, version) of every template."""
    return [(item.sk, int(item.version)) for item in LatestItem.search("TEMPLATES")]


def find(template_id: str, version: int) -> Template | None:
    item = TemplateItem.find(f"TEMPLATE#{template_id}", f"V#{version:05}")
    return _template(item) if item else None


def find_many(wanted: list[tuple[str, int]]) -> list[Template]:
    keys = [(f"TEMPLATE#{template_id}", f"V#{version:05}") for template_id, version in wanted]
    return [_template(item) for item in TemplateItem.batch_get(keys, consistent_read=True)] if keys else []


def versions(template_id: str) -> list[tuple[int, datetime, str]]:
    """(version, when, by whom), the newest first."""
    found = TemplateItem.search(f"TEMPLATE#{template_id}", TemplateItem.sk.startswith("V#"))
    return [(int(item.sk.partition("#")[2]), item.made_at, item.made_by) for item in reversed(found)]


def add_version(transaction: Transaction, template: Template, by: str, now: datetime) -> None:
    """A further version, or the first; the transaction fails where the version before it is no longer the latest."""
    pointer = LatestItem("TEMPLATES", template.id, version=template.version)
    before = LatestItem.version == template.version - 1 if template.version > 1 else LatestItem.pk.does_not_exist()
    transaction.put(pointer, before)
    transaction.create(
        TemplateItem(
            f"TEMPLATE#{template.id}",
            f"V#{template.version:05}",
            name=template.name,
            kind=template.kind,
            opening=template.opening,
            clauses=clauses_to_data(template.clauses),
            exclusive=template.exclusive,
            with_code=template.with_code,
            retired=template.retired,
            made_by=by,
            made_at=now,
        )
    )


def _template(item: TemplateItem) -> Template:
    return Template(
        id=item.pk.partition("#")[2],
        version=int(item.sk.partition("#")[2]),
        name=item.name,
        kind=item.kind,
        opening=item.opening,
        clauses=clauses_from_data(item.clauses),
        exclusive=item.exclusive,
        with_code=item.with_code,
        retired=item.retired,
    )
