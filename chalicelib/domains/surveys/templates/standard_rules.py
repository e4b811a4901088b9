"""The template that the centre begins with. Pure."""

from chalicelib.domains.surveys.model import Content, Kind, Question, Template

_INTRO = "感謝您參加研習。您的意見用來改進課程，請依實際感受作答，約需三分鐘。"

STANDARD = Template(
    "standard",
    1,
    Content(
        "研習滿意度問卷",
        _INTRO,
        True,
        (
            Question("q1", Kind.SCALE, "課程內容符合研習目標", each_course=True),
            Question("q2", Kind.SCALE, "講座的表達與教學方式", each_course=True),
            Question("q3", Kind.TEXT, "想對這門課程或講座說的話", required=False, each_course=True),
            Question("q4", Kind.SINGLE, "整體課程的時數安排", ("太少", "剛好", "太多")),
            Question("q5", Kind.MATRIX, "行政服務", ("報到流程", "教室與設備", "餐點", "工作人員的協助")),
            Question(
                "q6",
                Kind.MULTIPLE,
                "這次研習對您有幫助的地方（可複選）",
                ("增進專業知識", "可用在工作上", "認識其他機關同仁", "其他"),
                required=False,
            ),
            Question("q7", Kind.SCALE, "整體滿意度"),
            Question("q8", Kind.TEXT, "其他建議", required=False),
        ),
    ),
)
