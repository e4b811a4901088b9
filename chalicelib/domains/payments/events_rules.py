"""What can happen to an application and to a batch, as their chains keep it and as pages say it. Pure."""

from chalicelib.records.hash_chain import EventKind


class ApplicationEvent(EventKind):
    MADE = "made", "提出申請"
    APPROVED = "approved", "同意"
    SENT_BACK = "returned", "退回"
    RECALLED = "recalled", "撤回"
    BATCHED = "batched", "列入付款批次"
    PAYING = "paying", "案件轉為付款中"
    BATCH_VOIDED = "batch voided", "付款批次作廢，回到待付款"
    PAPERS_MADE = "papers made", "製作文件（PDF）"
    REMINDED = "reminded", "提醒簽核"
    SEEN = "seen", "申請人已知悉"


class BatchEvent(EventKind):
    MADE = "made", "建立批次"
    FILE_MADE = "file made", "製成付款檔"
    FILE_FAILED = "file failed", "付款檔沒有製成"
    FILE_REQUESTED = "file asked for", "要求重新製作"
    FETCHED = "fetched", "下載付款檔"
    VOIDED = "voided", "作廢"
    RESULTS = "results", "匯入銀行回覆"
