"""Templates in the surveys table: pk TEMPLATES, sk <id> names the latest version; pk TEMPLATE#<id>, sk V#<5 digits> is frozen."""

from datetime import datetime

from chalicelib.domains.surveys.model import Template
from chalicelib.domains.surveys.question_rules import content_from_data, content_to_data
from chalicelib.domains.surveys.store_items import LatestItem, TemplateItem
from chalicelib.dynamodb import Transaction


def latest_versions() -> dict[str, int]:
    """Template id to its latest version."""
    return {item.sk: int(item.version) for item in LatestItem.search("TEMPLATES")}


def find(template_id: str, version: int) -> Template | None:
    item = TemplateItem.find(f"TEMPLATE#{template_id}", f"V#{version:05}")
    return _template_of(item) if item else None


def find_latest(template_id: str) -> Template | None:
    latest = LatestItem.find("TEMPLATES", template_id)
    return find(template_id, int(latest.version)) if latest else None


def all_latest() -> list[Template]:
    keys = [(f"TEMPLATE#{template_id}", f"V#{version:05}") for template_id, version in latest_versions().items()]
    return [_template_of(item) for item in TemplateItem.batch_get(keys, consistent_read=True)] if keys else []


def add_version(transaction: Transaction, template: Template, by: str, now: datetime) -> None:
    """A further version, or the first; the transaction fails where the version before it is no longer the latest."""
    before = LatestItem.version == template.version - 1 if template.version > 1 else LatestItem.pk.does_not_exist()
    transaction.put(LatestItem("TEMPLATES", template.id, version=template.version), before)
    item = TemplateItem(f"TEMPLATE#{template.id}", f"V#{template.version:05}", retired=template.retired, made_by=by, made_at=now)
    item.content = content_to_data(template.content)
    transaction.create(item)


def _template_of(item: TemplateItem) -> Template:
    return Template(item.pk.partition("#")[2], int(item.sk.partition("#")[2]), content_from_data(item.content), item.retired)
