"""The templates that a centre begins with. Pure. Staff edit them as versions of their own.

In the texts here {we}, {elearning} and {agencies} stand for names of the profile; the other fields are filled in at each letter.

What a clause says and what its grant holds agree.

Sources: the rights are named as in the 著作權法, arts. 22 to 29; what is not clearly licensed is not licensed (art. 37); an electronic
signature counts where the other side could refuse it beforehand (電子簽章法, amended 2024). From memory, to be checked by the
centre's lawyer before use: moral rights (著作權法 arts. 15 to 17), what a notice must say and which rights it names (個人資料保護法
arts. 8 and 3).
"""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.centre import Centre
from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Part, Right, Template
from chalicelib.domains.licences.wording_rules import fill

_ALL = frozenset(Part)
_TICKS = frozenset({Part.RIGHTS, Part.AUDIENCES, Part.CHANNELS})


def _common() -> tuple[Clause, ...]:
    """What every letter says besides its grants."""
    texts = {
        "fee": "授權費用：{fee}，已包含各條之全部利用，{we}不另支付權利金；講授之鐘點費不受影響。",
        "moral": "著作財產權與著作人格權仍歸立書人。{we}利用著作時註明立書人姓名；"
        "為教學剪輯、調整版面或加上字幕時，不得變更原意或損害立書人之名譽。本授權為各條所列之利用，未列明者視為未授權。",
        "original": "立書人保證授權之著作為自行完成，或就他人之文字、圖片、影音已取得授權或屬合理使用，並註明來源。"
        "若第三人主張權利，立書人協助{we}釐清；知悉有疑義之內容，請於簽署前以「有問題」告知。",
        "end": "立書人得敘明理由，以書面或電子郵件請求提前終止授權之全部或一部。"
        "{we}自終止之日起停止新的利用，並於三十日內下架公開之內容；終止前已完成之利用、已交付學員之講義，以及機關依法應保存之檔案，不受影響。",
        "notice": "個人資料告知：{we}為辦理教育訓練行政與著作授權，蒐集立書人之姓名、電子郵件、簽名，以及簽署時間、網路位址與瀏覽器資訊。"
        "利用期間為授權期間及其後十年；由{we}及受其委託處理資料者，於臺灣地區以電子或紙本方式利用，並供查驗授權書之真偽。"
        "立書人得向{we}請求查詢、閱覽、製給複製本、補充或更正、停止利用及刪除；不提供上述資料，即無法以電子方式簽署。",
        "electronic": "立書人同意以電子文件與電子簽章簽署本授權書，其效力與書面簽名相同。"
        "不願以電子方式簽署者得拒絕，改簽紙本，請以「有問題」告知辦班人員；改簽紙本不影響授課。",
    }
    return tuple(Clause(clause_id, text) for clause_id, text in texts.items())


_CLASSROOM = Template(
    id="classroom",
    version=1,
    name="課堂授權書",
    kind="classroom",
    opening="立書人{lecturer}應{centre}（下稱{we}）之邀，於「{class_title}」講授{works}（{days}），就上課內容與講義，同意依下列各條非專屬授權{we}利用：",
    clauses=(
        Clause(
            "handout",
            "{we}得重製講義，以紙本散布給本班學員，或以檔案公開傳輸，限本班學員自學員服務網下載，供課前預習與課後複習。",
            Grant(
                frozenset({Right.REPRODUCE, Right.DISTRIBUTE, Right.TRANSMIT}),
                frozenset({Audience.CENTRE}),
                frozenset({Channel.ROOM, Channel.DOWNLOAD}),
                years=1,
            ),
            may_narrow=frozenset({Part.CHANNELS}),
        ),
        Clause(
            "record",
            "{we}得於教室錄音、錄影並重製，供{we}存查與檢討教學之用，不對外公開。",
            Grant(frozenset({Right.RECORD, Right.REPRODUCE}), frozenset({Audience.CENTRE}), frozenset({Channel.ROOM}), years=3),
            may_refuse=True,
            may_narrow=frozenset({Part.TERM}),
        ),
        Clause(
            "stream",
            "上課之同時，{we}得以網路直播，公開播送及公開傳輸給未到教室之本班學員與{agencies}人員；不錄存，觀看者不得側錄。",
            Grant(
                frozenset({Right.BROADCAST, Right.TRANSMIT}),
                frozenset({Audience.CENTRE, Audience.CITY}),
                frozenset({Channel.STREAM}),
                years=1,
            ),
            may_refuse=True,
            may_narrow=frozenset({Part.AUDIENCES}),
        ),
        Clause(
            "elearning",
            "{we}得將上課內容錄音、錄影，經重製、編輯、加上字幕等改作後，於{elearning}公開傳輸，供{we}學員與{agencies}人員學習。",
            Grant(
                frozenset({Right.RECORD, Right.REPRODUCE, Right.COMPILE, Right.ADAPT, Right.TRANSMIT}),
                frozenset({Audience.CENTRE, Audience.CITY}),
                frozenset({Channel.ELEARNING}),
                years=3,
            ),
            may_refuse=True,
            may_narrow=_ALL,
        ),
        *_common(),
    ),
)

_COURSEWARE = Template(
    id="courseware",
    version=1,
    name="數位教材授權書",
    kind="courseware",
    opening="立書人{lecturer}就數位教材{works}（{class_title}），同意依下列各條非專屬授權{centre}（下稱{we}）利用：",
    clauses=(
        Clause(
            "platform",
            "{we}得將教材重製、編輯，並改作為適合網路學習之形式，於{elearning}公開傳輸，或於教室公開上映，供{we}學員與{agencies}人員學習。",
            Grant(
                frozenset({Right.REPRODUCE, Right.ADAPT, Right.COMPILE, Right.TRANSMIT, Right.SCREEN}),
                frozenset({Audience.CENTRE, Audience.CITY}),
                frozenset({Channel.ELEARNING, Channel.ROOM}),
                years=5,
            ),
            may_narrow=frozenset({Part.AUDIENCES, Part.TERM}),
        ),
        Clause(
            "exchange",
            "{we}得與其他機關交換教材：重製後以檔案散布，或開放其人員於{elearning}學習；"
            "並得再授權該機關於本條範圍內重製及公開傳輸，供其人員學習，不得營利。",
            Grant(
                frozenset({Right.REPRODUCE, Right.TRANSMIT, Right.DISTRIBUTE}),
                frozenset({Audience.AGENCIES}),
                frozenset({Channel.ELEARNING, Channel.DOWNLOAD}),
                years=5,
                sublicence=True,
            ),
            may_refuse=True,
            may_narrow=_ALL,
        ),
        Clause(
            "download",
            "{we}得將教材之講義與補充資料重製為檔案並公開傳輸，供{we}學員與{agencies}人員下載，作為個人學習之用。",
            Grant(
                frozenset({Right.REPRODUCE, Right.TRANSMIT}),
                frozenset({Audience.CENTRE, Audience.CITY}),
                frozenset({Channel.DOWNLOAD}),
                years=5,
            ),
            may_refuse=True,
            may_narrow=frozenset({Part.AUDIENCES, Part.TERM}),
        ),
        Clause(
            "subtitles",
            "{we}得將教材改作為加上字幕、翻譯、手語之版本及無障礙版本，並於教學時公開演出、公開口述及公開上映。",
            Grant(
                frozenset({Right.ADAPT, Right.PERFORM, Right.RECITE, Right.SCREEN}),
                frozenset({Audience.CENTRE}),
                frozenset({Channel.ROOM, Channel.ELEARNING}),
                years=5,
            ),
            may_refuse=True,
            may_narrow=_TICKS,
        ),
        *_common(),
    ),
    with_code=True,
)


def standard(centre: Centre) -> tuple[Template, ...]:
    """Both templates as this centre and its city are called."""
    names = {"we": centre.we, "elearning": centre.elearning.name, "agencies": centre.agencies}
    return tuple(_named(each, names) for each in (_CLASSROOM, _COURSEWARE))


def _named(template: Template, names: Mapping[str, str]) -> Template:
    clauses = tuple(replace(clause, text=fill(clause.text, names)) for clause in template.clauses)
    return replace(template, opening=fill(template.opening, names), clauses=clauses)
