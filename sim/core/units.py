"""The closed list of units: what a number of the model may be counted in.

A lever, an assumption, a column of a table and an indicator name their unit by its text in this
list. A unit that is missing here is added here, with its Chinese wording, before it is used.
"""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

from sim.core.errors import InputError


class Unit(NamedTuple):
    """One unit.

    id    text by which registers and columns name it
    en    wording in figures and tables, English
    zh    wording in figures and tables, Chinese
    kind  what is measured: money, people, floor, land, time, share, rate, count ...
    """

    id: str
    en: str
    zh: str
    kind: str


# kind -> text of the unit -> Chinese wording
_UNITS: dict[str, dict[str, str]] = {
    "number": {
        "-": "无量纲",
        "0-1": "水平（0-1）",
        "0/1": "是/否",
        "0/1 each": "各项是/否",
        "2023 = 1": "2023年=1",
        "choice": "选项",
        "code": "代码",
        "debt / revenue": "债务/收入",
        "flag": "标志（0/1）",
        "Hill exponent above 300 staff": "300人以上的Hill指数",
        "index": "序号",
        "identity": "标识",
        "industry median": "行业中位数",
        "multiple": "倍数",
        "multiplier": "系数",
        "multiplier at Q = 1": "Q=1时的系数",
        "of the original": "原版的份额",
        "ratio": "比率",
        "R&D intensity": "研发强度",
        "R&D productivity": "研发生产率",
        "R&D productivity each": "每人研发生产率",
        "R&D productivity per link": "每条合作关系的研发生产率",
        "rounds, 2023 = 1": "融资轮次（2023年=1）",
        "sd": "标准差",
        "sd / Q": "标准差/Q",
        "sd of signal per unit": "每单位的信号标准差",
        "sd per 100 yuan/m2": "每100元/平方米的标准差",
        "service level each": "每项的服务水平",
        "x valuation": "估值倍数",
    },
    "log": {
        "log odds": "对数几率",
        "log odds per log(1+n)": "每单位log(1+n)的对数几率",
        "log points": "对数点",
        "log points a quarter": "对数点/季",
        "log points a round": "对数点/轮",
        "log points, ln 2.5": "对数点（ln 2.5）",
        "log points, ln 1.7": "对数点（ln 1.7）",
        "log sd": "对数标准差",
        "log TFP": "全要素生产率对数",
        "log million yuan": "百万元的对数",
        "log persons": "人数的对数",
        "log yuan a m2 a day": "元/平方米/日的对数",
    },
    "money": {
        "million yuan": "百万元",
        "billion yuan": "十亿元",
        "yuan": "元",
        "million yuan, median": "百万元（中位数）",
        "million yuan a year": "百万元/年",
        "million yuan over 3 years": "百万元（三年）",
        "million yuan/ha": "百万元/公顷",
        "million yuan per mu": "百万元/亩",
        "million yuan per grant at cost factor 1": "百万元/件授权（成本系数为1）",
        "billion yuan a year": "十亿元/年",
        "billion yuan a year per unit": "十亿元/年/单位",
        "billion yuan, zone": "十亿元（全区）",
        "yuan/m2": "元/平方米",
        "yuan/m2/day": "元/平方米/日",
        "yuan a m2 a day": "元/平方米/日",
        "yuan/m2/year": "元/平方米/年",
        "yuan a person": "元/人",
        "yuan a person a year": "元/人/年",
        "yuan per public yuan": "元/元财政资金",
        "yuan per yuan": "元/元",
        "million yuan a person": "百万元/人",
        "million yuan a person a year": "百万元/人/年",
        "million yuan a person a year with contributions": "百万元/人/年（含社保）",
        "million yuan a place a year": "百万元/名额/年",
        "million yuan a post a year": "百万元/岗位/年",
        "million yuan a base": "百万元/基地",
        "million yuan a base a year": "百万元/基地/年",
        "million yuan a case": "百万元/件",
        "million yuan a firm": "百万元/家",
        "million yuan a firm a year": "百万元/家/年",
        "million yuan a laboratory a year": "百万元/实验室/年",
        "million yuan a package": "百万元/份",
        "million yuan a park a year per 0.1": "百万元/园/年/0.1",
        "million yuan a practice": "百万元/项",
        "million yuan a practice a year": "百万元/项/年",
        "million yuan a project": "百万元/项目",
        "million yuan a year per 0.05": "百万元/年/0.05",
        "million yuan a year per 0.1": "百万元/年/0.1",
        "million yuan a site per 0.1": "百万元/处/0.1",
        "commitments per unit of return": "承诺额/单位收益",
    },
    "people": {
        "persons": "人",
        "persons a year": "人/年",
        "persons, zone": "人（全区）",
        "persons a park": "人/园",
        "persons per 1,000 cases": "人/千件",
        "places a year": "名额/年",
        "posts": "岗位",
        "posted seats": "发布岗位数",
    },
    "area": {
        "m2": "平方米",
        "m2 a quarter": "平方米/季",
        "million m2": "百万平方米",
        "million m2 a quarter": "百万平方米/季",
        "10,000 m2": "万平方米",
        "10,000 m2 a year": "万平方米/年",
        "ha": "公顷",
        "ha a year a park": "公顷/年/园",
        "km2": "平方公里",
        "parcels of 2 ha": "地块（每块2公顷）",
        "parcels": "地块",
        "sub-parks a year a park": "分园/年/园",
    },
    "distance": {
        "km": "公里",
        "minutes": "分钟",
        "per km": "每公里",
    },
    "time": {
        "quarter": "季度",
        "quarters": "季",
        "quarters a quarter": "季/季",
        "months": "月",
        "days": "天",
        "year": "年份",
        "years": "年",
    },
    "rate": {
        "per year": "每年",
        "per year, real": "每年（实际）",
        "per year if eligible": "每年（符合条件者）",
        "per year per sd": "每年每标准差",
        "per quarter": "每季",
        "per quarter at the base budget": "每季（基准预算）",
        "per quarter for 4 quarters": "每季（四个季度）",
        "per quarter, backed firms": "每季（获投企业）",
        "per R&D-active firm per quarter": "每家研发企业每季",
        "per park and year at autonomy 1": "每园每年（自主权为1）",
        "per technology-board listing": "每家科创板上市企业",
        "capability per 10 million yuan": "能力/千万元",
        "of commitment a quarter": "占承诺额/季",
        "share a year": "份额/年",
        "share a quarter": "份额/季",
        "share of building cost a year": "建造成本份额/年",
        "share of stock a year": "存量份额/年",
        "net return": "净收益率",
        "net return per unit": "每单位净收益率",
        "odds multiplier": "几率倍数",
        "odds, age 50 against 30": "几率（50岁比30岁）",
    },
    "share": {
        "share": "份额",
        "share of applications": "占申请量",
        "share of area": "占面积",
        "share of certified firms": "占认定企业",
        "share of demand": "占需求",
        "share of district local tax": "占区级地方税",
        "share of entrants": "占新企业",
        "share of firms": "占企业数",
        "share of floor": "占楼面",
        "share of gain": "占收益",
        "share of grant": "占资助额",
        "share of inflow": "占流入",
        "share of last round": "占上一轮",
        "share of little giants": "占小巨人",
        "share of local tax": "占地方税",
        "share of money": "占资金",
        "share of movers": "占迁移企业",
        "share of non-labour cost": "占非人工成本",
        "share of plant staff": "占厂房员工",
        "share of profit": "占利润",
        "share of R&D": "占研发",
        "share of 2023 rent": "占2023年租金",
        "share of revenue": "占营收",
        "share of S": "占外溢S",
        "share of staff": "占员工",
        "share of talents": "占人才",
        "share of tax": "占税收",
        "share of the bonus": "占奖励",
        "share of the market the city sells to": "占本市所售市场",
        "share of value added": "占增加值",
        "share of wage": "占工资",
        "share of wage growth": "占工资增长",
        "share of wage per km": "占工资/公里",
        "share of wage per unit": "占工资/单位",
        "share of city rounds": "占全市轮次",
        "share of funds": "占基金",
        "share of project": "占项目",
        "points of CIT": "企业所得税百分点",
        "variance share": "方差份额",
        "variance share x Q": "方差份额×Q",
    },
    "score": {
        "points": "分",
        "utility units": "效用单位",
    },
    "count": {
        "count": "个",
        "count of deals": "交易数",
        "count of firms": "企业数",
        "count of persons": "人数",
        "quarters of work": "季度工作量",
        "count of firms a quarter": "企业数/季",
        "count of links": "合作数",
        "count of patents": "专利数",
        "count of rows": "行数",
        "count of slots": "席位数",
        "count of years": "年数",
        "anchor projects a year": "重大项目/年",
        "applications a quarter": "申请件/季",
        "applications a year": "申请件/年",
        "bases": "基地",
        "candidates": "候选企业",
        "carriers in the city": "全市载体",
        "cases a year": "案例/年",
        "city technology-board listings a year": "全市科创板上市/年",
        "consortia a year": "联合体/年",
        "fails": "次",
        "firms": "家",
        "firms a day": "家/日",
        "firms a line": "家/线",
        "firms a year": "家/年",
        "firms a year a base": "家/年/基地",
        "firms a year per 10,000 m2": "家/年/万平方米",
        "firms per deal": "家/交易",
        "firms, city": "家（全市）",
        "firms, zone": "家（全区）",
        "funds": "基金",
        "funds a year": "基金/年",
        "grants": "项资助",
        "incubators": "孵化器",
        "incubators a year": "孵化器/年",
        "industries": "个产业",
        "laboratories": "实验室",
        "leaders an industry": "家/产业",
        "lines": "条线",
        "more candidates seen per Q": "每单位Q多见的候选企业",
        "parks": "园",
        "passes": "轮",
        "patents": "件",
        "probes": "次查询",
        "projects a year": "项目/年",
        "steps": "步",
        "tenants a carrier": "家/载体",
    },
}
_SPOKEN = {
    "-": "no unit",
    "0-1": "level, 0-1",
    "0/1": "yes or no",
    "0/1 each": "yes or no for each",
    "choice": "one of the choices",
}
_SHORT = (
    (re.compile(r"\bm²"), "m2"),
    (re.compile(r"^m (?=yuan|m2)"), "million "),
    (re.compile(r"^mn (?=yuan|m2)"), "million "),
    (re.compile(r"^bn (?=yuan)"), "billion "),
    (re.compile(r"^10\^4 (?=m2)"), "10,000 "),
)
UNITS: dict[str, Unit] = {
    text: Unit(text, _SPOKEN.get(text, text), zh, kind)
    for kind, listed in _UNITS.items()
    for text, zh in listed.items()
}


def unit(text: str) -> Unit:
    """Return the unit of a text such as ``million yuan``; ``m yuan`` and ``m²`` are understood.

    Raises InputError with the nearest unit if the text is not in the list.
    """
    found = UNITS.get(text)
    if found is not None:
        return found
    plain = " ".join(str(text).split())
    for pattern, spelled in _SHORT:
        plain = pattern.sub(spelled, plain)
    if plain in UNITS:
        return UNITS[plain]
    nearest = difflib.get_close_matches(plain, UNITS, n=1, cutoff=0.5)
    raise InputError(
        "",
        f'There is no unit "{text}".',
        f'Did you mean "{nearest[0]}"?' if nearest else "Look at the list in sim/core/units.py.",
    )
