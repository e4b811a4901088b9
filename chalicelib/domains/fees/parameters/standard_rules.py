"""The values that the centre begins with, each with where it is from. Pure. Accountants add later ones on the page.

Checked on 2026-11-24 against what could be read here (docs/decisions.md): mostly dated quotations of the official texts, not those texts.
What is marked 憑記憶 or 待查對 was not found, or only in weak sources: look at the regulation before real money moves. Those of 116 (2027)
are to be entered once they are announced.
"""

from datetime import date

from chalicelib.domains.fees.parameters.rules import Entry

_TABLE = "行政院講座鐘點費支給表（國立東華大學主計室轉載 accounting.ndhu.edu.tw 406-1022-69075）；107 年 2 月 1 日生效（人事總處 GL000341）"
_NHI_LAW = "全民健康保險法第 31 條、扣取及繳納補充保險費辦法第 4 條；衛福部 cp-16-57420"
_WAGE = "勞動部公告每月基本工資（依當時新聞與會計公告核對）"
_SALARY_TAX = "薪資所得扣繳辦法：非每月給付之薪資未達扣繳稅額表無配偶及受扶養親屬者起扣標準者免扣"
_TAX_RATES = "各類所得扣繳率標準第 2、3、13 條"
_ABROAD_LOW = "各類所得扣繳率標準第 3 條第 1 項第 2 款（南區國稅局說明，yzcpa.com.tw 469）"

_FIRST = date(2018, 2, 1)
_VALUES: tuple[tuple[str, date, int, str], ...] = (
    ("limit_expert", _FIRST, 2000, _TABLE),
    ("limit_subordinate", _FIRST, 1500, _TABLE),
    ("limit_own", _FIRST, 1000, _TABLE),
    ("assistant_share", _FIRST, 5000, _TABLE),
    ("material_share", _FIRST, 7000, _TABLE),
    ("period_minutes", _FIRST, 50, _TABLE),
    ("pair_minutes", _FIRST, 90, _TABLE),
    ("nhi_rate", date(2021, 1, 1), 211, f"{_NHI_LAW}（110 年起 2.11 %）"),
    ("nhi_cap", date(2021, 1, 1), 10_000_000, _NHI_LAW),
    ("nhi_practice_from", date(2021, 1, 1), 20_000, _NHI_LAW),
    ("basic_wage", date(2021, 1, 1), 24_000, f"{_WAGE}（110 年）"),
    ("basic_wage", date(2022, 1, 1), 25_250, f"{_WAGE}（111 年）"),
    ("basic_wage", date(2023, 1, 1), 26_400, f"{_WAGE}（112 年；數額並見 yzcpa.com.tw 469）"),
    ("basic_wage", date(2024, 1, 1), 27_470, f"{_WAGE}（113 年）"),
    ("basic_wage", date(2025, 1, 1), 28_590, f"{_WAGE}（114 年）"),
    ("basic_wage", date(2026, 1, 1), 29_500, f"{_WAGE}（115 年）"),
    ("tax_salary_rate", date(2021, 1, 1), 500, _TAX_RATES),
    ("tax_salary_from", date(2021, 1, 1), 84_501, f"{_SALARY_TAX}（110 年；憑記憶）"),
    ("tax_salary_from", date(2022, 1, 1), 86_001, f"{_SALARY_TAX}（111 年；據機關領據轉載）"),
    ("tax_salary_from", date(2023, 1, 1), 86_001, f"{_SALARY_TAX}（112 年；待查對）"),
    ("tax_salary_from", date(2024, 1, 1), 88_501, f"{_SALARY_TAX}（113 年；據轉載，待查對）"),
    ("tax_salary_from", date(2025, 1, 1), 88_501, f"{_SALARY_TAX}（114 年；據轉載與當年扣除額推算相符）"),
    ("tax_salary_from", date(2026, 1, 1), 90_501, f"{_SALARY_TAX}（115 年；財政部 114-12-04 台財稅字第 11404675280 號）"),
    ("tax_practice_rate", date(2021, 1, 1), 1000, _TAX_RATES),
    ("tax_practice_free", date(2021, 1, 1), 2000, f"{_TAX_RATES}（每次應扣繳稅額不超過 2,000 元免扣）"),
    ("abroad_salary_rate", date(2021, 1, 1), 1800, _ABROAD_LOW),
    ("abroad_salary_low_rate", date(2021, 1, 1), 600, _ABROAD_LOW),
    ("abroad_salary_low_multiple", date(2021, 1, 1), 15_000, _ABROAD_LOW),
    ("abroad_practice_rate", date(2021, 1, 1), 2000, _TAX_RATES),
    ("abroad_practice_free", date(2021, 1, 1), 5000, f"{_TAX_RATES}（稿費、講演鐘點費等每次給付不超過 5,000 元免扣）"),
)
STANDARD = tuple(Entry(key, starts_on, value, source, by="系統") for key, starts_on, value, source in _VALUES)
