"""The templates that a centre begins with; staff edit them as versions of their own.

Sources: the rights are named as in the 著作權法, arts. 22 to 29 (art. 37: what is not clearly licensed is not licensed);
moral rights arts. 15 to 17; notice by the 個人資料保護法 art. 8; consent by the 電子簽章法 (amended 2024). Article numbers beyond
domain.md are from memory and are to be checked by the centre's lawyer before use.
"""

from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Part, Right, Template

_ALL = frozenset(Part)
_TICKS = frozenset({Part.RIGHTS, Part.AUDIENCES, Part.CHANNELS})


def _clause(clause_id: str, text: str) -> Clause:
    return Clause(clause_id, text)


_OWN = _clause(
    "moral",
    "著作人格權仍由立書人享有。{centre}利用著作時應註明立書人姓名；為教學需要剪輯、調整版面或加上字幕時，不得扭曲立書人之原意。",
)
_ORIGINAL = _clause(
    "original",
    "立書人聲明授權之著作為自行完成或已取得必要之授權。引用他人著作之處由立書人註明來源；若知悉有他人權利之內容，請於簽署前以「有問題」告知{centre}。",
)
_END = _clause(
    "end",
    "立書人得以書面敘明理由，請求終止授權。{centre}於收到後停止新的利用，並於合理期間內下架；終止前已完成之利用不受影響。",
)
_NOTICE = _clause(
    "notice",
    "個人資料告知：{centre}為辦理著作授權與教育訓練行政，蒐集立書人之姓名、電子郵件、簽名及簽署時之網路位址與瀏覽器資訊，於授權期間及其後五年內，"
    "在執行業務所需之範圍與地區利用。立書人得查詢、閱覽、更正或請求刪除；不提供資料將無法以電子方式簽署。",
)
_ELECTRONIC = _clause(
    "electronic",
    "立書人同意以電子文件及電子簽章簽署本授權書，效力與書面簽名相同。不願以電子方式簽署者，得改簽紙本，請按「有問題」告知辦班人員。",
)

CLASSROOM = Template(
    id="classroom",
    version=1,
    name="課堂授權書",
    kind="classroom",
    opening="立書人{lecturer}應{centre}之邀，於「{class_title}」講授{works}（{days}），就課程內容與講義，同意依下列條款授權（授權費用：{fee}）：",
    clauses=(
        Clause(
            "handout",
            "{centre}得重製講義並散布給本班學員，供課前預習與課後複習；以檔案提供時，限本班學員於學員服務網下載。",
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
            "{centre}得於課堂錄音、錄影，供內部存查與教學檢討。",
            Grant(frozenset({Right.RECORD, Right.REPRODUCE}), frozenset({Audience.CENTRE}), frozenset({Channel.ROOM}), years=3),
            may_refuse=True,
            may_narrow=frozenset({Part.TERM}),
        ),
        Clause(
            "stream",
            "上課時得以網路同步播送給未到教室之學員；學員不得側錄。",
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
            "課程錄影經剪輯後，得置於臺北e大供學員於網路學習。",
            Grant(
                frozenset({Right.REPRODUCE, Right.COMPILE, Right.ADAPT, Right.TRANSMIT}),
                frozenset({Audience.CENTRE, Audience.CITY}),
                frozenset({Channel.ELEARNING}),
                years=3,
            ),
            may_refuse=True,
            may_narrow=_ALL,
        ),
        _OWN,
        _ORIGINAL,
        _END,
        _NOTICE,
        _ELECTRONIC,
    ),
)

COURSEWARE = Template(
    id="courseware",
    version=1,
    name="數位教材授權書",
    kind="courseware",
    opening="立書人{lecturer}就數位教材{works}（{class_title}），同意依下列條款非專屬授權{centre}利用（授權費用：{fee}）：",
    clauses=(
        Clause(
            "platform",
            "{centre}得將教材重製、剪輯、改作為適合網路學習之形式，置於臺北e大公開傳輸。",
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
            "{centre}得與其他機關交換教材，由受讓機關於其學習平臺公開傳輸供公務人員學習。",
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
            "subtitles",
            "{centre}得加上字幕、翻譯、手語及無障礙版本，並供教學時公開演出、公開口述。",
            Grant(
                frozenset({Right.ADAPT, Right.PERFORM, Right.RECITE, Right.SCREEN}),
                frozenset({Audience.CENTRE}),
                frozenset({Channel.ROOM, Channel.ELEARNING}),
                years=5,
            ),
            may_refuse=True,
            may_narrow=_TICKS,
        ),
        _OWN,
        _ORIGINAL,
        _END,
        _NOTICE,
        _ELECTRONIC,
    ),
    with_code=True,
)

STANDARD = (CLASSROOM, COURSEWARE)
