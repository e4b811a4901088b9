"""What the steps of a letter are called, on pages and in documents. Pure."""

EVENTS = {
    "sent": "寄出",
    "mailed": "信件送出",
    "opened": "講座開啟",
    "asked": "講座提問",
    "signed": "講座簽署",
    "signed on paper": "紙本簽署登錄",
    "declined": "講座不同意",
    "reminded": "提醒",
    "sent again": "重新寄送連結",
    "revoked": "撤回",
    "withdrawn": "終止授權",
    "superseded": "由新約取代",
    "bounced": "退信",
    "sealed": "文件製成並加封",
    "document failed": "文件未製成",
    "document asked for": "要求重新製作文件",
    "fetched": "下載文件",
}
