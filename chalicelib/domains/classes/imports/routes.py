"""Pages of importing a roster or a timetable: upload, preview, confirm."""

from chalice.app import Blueprint

from chalicelib.domains.classes.access import EDITORS
from chalicelib.domains.classes.imports import imports
from chalicelib.domains.classes.imports.sheet_rules import NONE, ROSTER_COLUMNS, is_complete
from chalicelib.domains.classes.imports.timetable_rules import TIMETABLE_COLUMNS
from chalicelib.domains.classes.model import Mode
from chalicelib.errors import AppError, Conflict, InvalidInput, NotFound
from chalicelib.web.edge import Page, Raw, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)

COLUMNS = {"roster": ROSTER_COLUMNS, "timetable": TIMETABLE_COLUMNS}
_SHOWN = 200


@route(blueprint, "/classes/{class_id}/imports", roles=EDITORS)
def upload(request: Request, class_id: str) -> Page:
    kind = request.query.get("kind", "roster")
    chosen = {each.name: request.query[each.name] for each in COLUMNS.get(kind, ()) if request.query.get(each.name)}
    class_, form = imports.start(request.who, class_id, kind, request.now, chosen)
    past = imports.past(request.who, class_id)
    values = {"class_": class_, "kind": kind, "kinds": imports.KINDS, "upload": form, "largest": imports.LARGEST}
    values |= {"columns": COLUMNS[kind], "past": past, "chosen_columns": chosen, "none_chosen": NONE}
    return Page("classes/import_upload.html", values)


@route(blueprint, "/imports/template/{kind}", roles=EDITORS)
def template(request: Request, kind: str) -> Raw:
    """Headings only, so that no example is imported by mistake; Excel and LibreOffice open it."""
    if kind not in COLUMNS:
        raise NotFound
    headings = ",".join(column.title for column in COLUMNS[kind])
    disposition = f'attachment; filename="{kind}-template.csv"'
    return Raw(f"\ufeff{headings}\r\n", "text/csv; charset=utf-8", {"Content-Disposition": disposition})


@route(blueprint, "/classes/{class_id}/imports/{import_id}", roles=EDITORS)
def show(request: Request, class_id: str, import_id: str) -> Page:
    return _preview(request, class_id, import_id)


@route(blueprint, "/classes/{class_id}/imports/{import_id}", methods=("POST",), roles=EDITORS)
def confirm(request: Request, class_id: str, import_id: str) -> Page | Redirect:
    form = request.form
    try:
        choices = {"seats_by": form.get("seats_by", ""), "compared_with": form.get("compared_with", "")}
        imports.confirm(request.who, class_id, import_id, request.now, **choices)
    except (Conflict, InvalidInput) as error:
        return _preview(request, class_id, import_id, error)
    return Redirect(f"/classes/{class_id}/imports/{import_id}")


def _preview(request: Request, class_id: str, import_id: str, error: AppError | None = None) -> Page:
    preview = imports.preview(request.who, class_id, import_id)
    columns = COLUMNS[preview.import_.kind]
    values = {
        "preview": preview,
        "class_": preview.of_class,
        "import_": preview.import_,
        "seats_by": list(imports.SEATS_BY.items()),
        "chosen": request.form.get("seats_by") or ("file" if preview.of_class.mode == Mode.STREAM else "order"),
        "shown": _SHOWN,
        "columns": columns,
        "places": [(each.letters, f"{each.letters} 欄 {each.text}") for each in preview.found.headings],
        "read_from": {each.read_as: each.letters for each in preview.found.headings if each.read_as},
        "complete": is_complete(preview.found.headings, columns),
        "none_chosen": NONE,
    }
    return form_page("classes/import.html", values, error)
