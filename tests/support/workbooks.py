"""Makes small workbooks as offices send them."""

import io
import zipfile

import xlsxwriter


def xlsx(fill, **options) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        fill(book, book.add_worksheet())
    return out.getvalue()


def replaced(data: bytes, name: str, change) -> bytes:
    """The package with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(old.read(info)) if info.filename == name else old.read(info))
    return out.getvalue()


def ods(rows: str, columns: str = "") -> bytes:
    """A document as LibreOffice writes it, as far as a reader looks."""
    spaces = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }
    declared = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in spaces.items())
    body = f'<office:body><office:spreadsheet><table:table table:name="S">{columns}{rows}</table:table></office:spreadsheet></office:body>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", f"<office:document-content {declared}>{body}</office:document-content>")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def text_row(*cells: str, **attributes: str) -> str:
    said = "".join(f' table:{name}="{value}"' for name, value in attributes.items())
    inner = "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells)
    return f"<table:table-row{said}>{inner}</table:table-row>"
