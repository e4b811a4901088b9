"""make gallery: walks the running system in Chromium and keeps a picture of every page, and every file that it makes, in build/gallery/."""

import json
import shutil
from html import escape

from playwright.sync_api import sync_playwright

from infra.gallery.certificates import certificates
from infra.gallery.check_in import check_in
from infra.gallery.classes import documents, pages, phone
from infra.gallery.fees import fees
from infra.gallery.fees_lecturer import fee_lecturer
from infra.gallery.leave import leave
from infra.gallery.licences import licences
from infra.gallery.payments import payments
from infra.gallery.portal import portal
from infra.gallery.scene import OUT, SIZES, centre, sign_in
from infra.gallery.staff import staff
from infra.gallery.surveys import surveys
from infra.gallery.voting import voting

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    for folder in ("pages", "documents"):
        (OUT / folder).mkdir(parents=True)
    with centre() as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = sign_in(browser, addresses["site"], "organizer1", SIZES["1280"])
        page.goto("/classes")
        session = str(page.get_attribute('a[href$="/screen"]', "href")).split("/")[2]
        names = {"session": session, "class_": session.partition(".")[0]}
        manifest = list(phone(browser, addresses["site"], names))
        manifest += documents(browser, addresses["site"], addresses["mailbox"], names["class_"])
        manifest += pages(browser, addresses["site"], names)
        manifest += staff(browser, addresses["site"], names)
        manifest += check_in(browser, addresses["site"])
        manifest += licences(browser, addresses["site"], addresses["mailbox"])
        manifest += leave(browser, addresses["site"], addresses["mailbox"], names["class_"])
        manifest += portal(browser, addresses["site"], names["class_"])
        manifest += certificates(browser, addresses["site"])
        manifest += surveys(browser, addresses["site"], names["class_"])
        manifest += voting(browser, addresses["site"], names["class_"])
        manifest += fees(browser, addresses["site"])
        manifest += fee_lecturer(browser, addresses["site"], addresses["mailbox"])
        manifest += payments(browser, addresses["site"])
        browser.close()
    write_index(manifest)
    print(f"gallery: {len(manifest)} entries in {OUT / 'index.html'}")


def write_index(manifest: list[dict[str, str]]) -> None:
    (OUT / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    figures = [
        f"<figure><figcaption>{escape(each['name'])}　{escape(each['role'])}</figcaption>"
        + (f'<img loading="lazy" width="420" src="{each["path"]}" alt="">' if each["path"].endswith("png") else "")
        + f'<a href="{each["path"]}">{each["path"]}</a></figure>'
        for each in manifest
    ]
    (OUT / "index.html").write_text(f"<!doctype html><meta charset=utf-8><title>gallery</title>{''.join(figures)}")


if __name__ == "__main__":
    main()
