"""What can happen to a letter, as its chain keeps it and as pages and documents say it. Pure."""

from chalicelib.records.hash_chain import EventKind


class LetterEvent(EventKind):
    SENT = "sent", "寄出"
    MAILED = "mailed", "信件送出"
    OPENED = "opened", "講座開啟"
    ASKED = "asked", "講座提問"
    QUESTION_ANSWERED = "question answered", "回覆講座"
    SIGNED = "signed", "講座簽署"
    SIGNED_ON_PAPER = "signed on paper", "紙本簽署登錄"
    DECLINED = "declined", "講座不同意"
    REMINDED = "reminded", "提醒"
    SENT_AGAIN = "sent again", "重新寄送連結"
    REVOKED = "revoked", "撤回"
    WITHDRAWN = "withdrawn", "終止授權"
    SUPERSEDED = "superseded", "由新約取代"
    BOUNCED = "bounced", "退信"
    SEALED = "sealed", "文件製成並加封"
    DOCUMENT_FAILED = "document failed", "文件未製成"
    DOCUMENT_REQUESTED = "document asked for", "要求重新製作文件"
    FETCHED = "fetched", "下載文件"
