"""What the steps of a case are called, on pages and in documents. Pure."""

EVENTS = {
    "made": "由課表建立",
    "edited": "修改並重新計算",
    "recalculated": "重新計算",
    "cancelled": "取消",
    "sent": "寄送講座",
    "sent again": "重新寄送",
    "mailed": "信件送出",
    "bounced": "退信",
    "reminded": "提醒",
    "password shown": "列印密碼",
    "opened": "講座開啟",
    "account given": "講座填寫匯款資料",
    "account corrected": "講座更正帳號",
    "objected": "講座提出意見",
    "confirmed": "講座確認簽名",
    "sealed": "確認單製成並加封",
    "document failed": "確認單未製成",
    "document asked for": "要求重新製作確認單",
    "fetched": "下載確認單",
}
