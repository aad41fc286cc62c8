"""The second kind of made memory: what real ones are full of and running text is not.

A quarter each: the project's own sentences with words exchanged, left out and put in; strings of user interfaces
("Save file as..."); clauses of contracts with numbers, dates and names; cells of tables of 2 to 10 characters. Every
unit has both languages, so that either can be the one that is asked for.
"""

from __future__ import annotations

# ruff: noqa: E501  Han characters count double: lists of them are broken where they look full
import calendar
import random
import re
from collections.abc import Iterator
from pathlib import Path

from tmkit.formats.tmx import read_tmx
from tmkit.model import Unit

ROOT = Path(__file__).parents[2]

VERBS = """Save=保存 Open=打开 Close=关闭 Print=打印 Delete=删除 Select=选择 Insert=插入 Copy=复制 Move=移动 Edit=编辑 Show=显示
Hide=隐藏 Find=查找 Replace=替换 Import=导入 Export=导出 Check=检查 Load=加载 Start=开始 Stop=停止 Reset=重置 Apply=应用
Cancel=取消 Rename=重命名 Merge=合并 Split=拆分 Sort=排序 Filter=筛选 Update=更新 Install=安装 Remove=移除 Enable=启用
Disable=禁用 Lock=锁定 Unlock=解锁 Share=共享 Download=下载 Upload=上传 Refresh=刷新 Preview=预览"""
ADJECTIVES = """all=所有 new=新 old=旧 last=最后一个 first=第一个 next=下一个 current=当前 default=默认 selected=选定的 hidden=隐藏的
empty=空 shared=共享 local=本地 remote=远程 temporary=临时 recent=最近的 custom=自定义 invalid=无效 duplicate=重复 this=此"""
NOUNS = """file=文件 page=页面 table=表格 row=行 column=列 image=图像 field=字段 style=样式 list=列表 link=链接 note=备注 user=用户
account=帐户 password=密码 folder=文件夹 server=服务器 network=网络 message=消息 window=窗口 setting=设置 template=模板
project=项目 version=版本 license=许可证 language=语言 translation=译文 segment=句段 glossary=术语表 filter=筛选器 report=报告
chart=图表 printer=打印机 device=设备 key=密钥 certificate=证书 session=会话 task=任务 calendar=日历 contact=联系人
attachment=附件 comment=批注 header=页眉 footer=页脚 bookmark=书签 macro=宏 formula=公式 cell=单元格 layer=图层
brush=画笔 font=字体"""
TAILS = """=| now=立即| as...=为…| to server=到服务器| from disk=从磁盘| in this window=在此窗口中| permanently=永久|
and continue=并继续| without saving=而不保存| (recommended)=（推荐）| again=再次| by name=按名称| with options...=及选项…"""
MESSAGES = (
    ("{V} {a} {n}{t}", "{V}{a}{n}{t}"),
    ("{V} {n}", "{V}{n}"),
    ("{V} {n}...", "{V}{n}…"),
    ("{V} {a} {n} of {a2} {n2}", "{V}{a2}{n2}的{a}{n}"),
    ("Cannot {v} the {n}: {a} {n2} not found.", "无法{V}{n}：找不到{a}{n2}。"),
    ("Do you want to {v} the {a} {n}?", "是否{V}{a}{n}？"),
    ("{n1} of %1$d {n2}s: {v} %2$s", "%1$d 个{n2}的{n}：{V} %2$s"),
    ("{N} {i}", "{n} {i}"),
    ('{N} "{w}" could not be {v}d (error {i}).', "无法{V}{n}“{w}”（错误 {i}）。"),
)
CLAUSES = (
    ("The Supplier shall pay {m} to {p} within {d} days after {date}.", "供应商应在{date}后{d}日内向{p}支付{m}。"),
    ("This Agreement between {p} and {q} takes effect on {date}.", "{p}与{q}之间的本协议自{date}起生效。"),
    ("Interest of {r}% per annum accrues on the amount of {m} from {date}.", "自{date}起，{m}按年利率{r}%计息。"),
    ("Article {i}: the Lessee shall return the premises at {c} by {date}.", "第{i}条 承租人应于{date}前归还位于{c}的房屋。"),
    ("{p} holds {r}% of the shares of {q}, a company registered in {c}.", "{p}持有在{c}注册的{q}的{r}%股份。"),
    ("The registered capital of {p} is {m}, paid in {d} instalments.", "{p}的注册资本为{m}，分{d}期缴付。"),
    ("Notice of termination shall be given in writing no later than {d} days before {date}.",
     "终止通知应在{date}前至少{d}日以书面形式发出。"),
    ("Any dispute shall be submitted to the {c} Arbitration Commission for arbitration in {c}.",
     "任何争议应提交{c}仲裁委员会在{c}仲裁。"),
    ("See Annex {i}, paragraph {d}.", "见附件{i}第{d}款。"),
    ("Total: {m} (VAT {r}%)", "合计：{m}（增值税{r}%）"),
    ("Signed by {p} on {date}", "{p}于{date}签署"),
    ("Page {d} of {i}", "第{d}页，共{i}页"),
)  # fmt: skip
SURNAMES = "Wang=王 Li=李 Zhang=张 Liu=刘 Chen=陈 Yang=杨 Zhao=赵 Huang=黄 Zhou=周 Wu=吴 Xu=徐 Sun=孙 Hu=胡 Zhu=朱 Gao=高 Lin=林"
GIVEN = "Wei=伟 Fang=芳 Na=娜 Min=敏 Jing=静 Li=丽 Qiang=强 Lei=磊 Jun=军 Yang=洋 Yong=勇 Yan=艳 Jie=杰 Tao=涛 Ming=明 Chao=超"
CITIES = "Beijing=北京 Shanghai=上海 Shenzhen=深圳 Nanjing=南京 Suzhou=苏州 Wuhan=武汉 Chengdu=成都 Xi'an=西安 Dalian=大连 Ningbo=宁波"
CELLS = """Amount=金额 Total=合计 Name=姓名 Date=日期 Price=价格 Unit=单位 Qty=数量 Weight=重量 Colour=颜色 Steel=钢 Copper=铜 Pump=泵
Valve=阀 Bolt=螺栓 Motor=电机 Cable=电缆 Left=左 Right=右 Upper=上 Lower=下 Red=红 Blue=蓝 Pipe=管 Seal=密封 Gear=齿轮
Plate=板 Flange=法兰 Filter=滤芯 Spring=弹簧 Bearing=轴承 Nut=螺母 Washer=垫圈 Hose=软管 Tank=罐 Sensor=传感器 Relay=继电器
Fuse=保险丝 Lamp=灯 Switch=开关 Panel=面板 Door=门 Frame=框架 Wheel=轮 Axle=轴 Brake=制动 Clutch=离合 Piston=活塞 Yes=是
No=否 None=无 Free=免费 Net=净 Gross=毛 Max=最大 Min=最小 Avg=平均 Cost=成本 Rate=费率 Tax=税 Sales=销售 Profit=利润"""

Pair = tuple[str, str]


def pairs_of(words: str) -> list[Pair]:
    """English and Chinese of a list of words."""
    parts = words.split("|") if "|" in words else words.split()
    return [(en.strip(), zh.strip()) for en, zh in (part.split("=") for part in parts if "=" in part)]


class Varied:
    """Makes pairs (English, Chinese) of the four kinds."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._lists = {name: pairs_of(words) for name, words in _LISTS.items()}
        read = read_tmx(ROOT / "tmx" / "seeds.zh-en.tmx")
        self._seeds = [(unit.target, unit.source) for unit in read if len(unit.source) > 6]
        self._words = re.findall(r"[A-Za-z]+", " ".join(en for en, _ in self._seeds))
        self._characters = "".join(zh for _, zh in self._seeds)

    def unit(self, number: int) -> Pair:
        """One pair."""
        return (self._sentence, self._string, self._clause, self._cell)[number % 4]()

    def _pick(self, name: str) -> Pair:
        return self._random.choice(self._lists[name])

    def _sentence(self) -> Pair:
        english, chinese = self._random.choice(self._seeds)
        share = self._random.choice((0.03, 0.1, 0.2, 0.4, 0.7))
        if self._random.random() < 0.3:
            chinese = self._random.choice(re.split("[，；：]", chinese))
            english = self._random.choice(re.split("[,;:]", english)).strip()
        words = self._varied(english.split(" "), share, self._words)
        return " ".join(words), "".join(self._varied(list(chinese), share, self._characters))

    def _varied(self, parts: list[str], share: float, others: list[str] | str) -> list[str]:
        out = []
        for part in parts:
            change = self._random.random() / share
            if change < 0.6:
                out.append(self._random.choice(others))
            elif change < 0.8:
                out += [part, self._random.choice(others)]
            elif change > 1:
                out.append(part)
        return out or [self._random.choice(others)]

    def _string(self) -> Pair:
        english, chinese = self._random.choice(MESSAGES)
        verb, noun, other = self._pick("verbs"), self._pick("nouns"), self._pick("nouns")
        one, two, tail = self._pick("adjectives"), self._pick("adjectives"), self._pick("tails")
        number, word = str(self._random.randrange(1, 9999)), self._random.choice(self._words)
        end = " " + tail[0] if tail[0] else ""
        return (
            english.format(V=verb[0], v=verb[0].lower(), a=one[0], a2=two[0], n=noun[0], n2=other[0], t=end, i=number,
                           n1=noun[0].title(), N=noun[0].title(), w=word),
            chinese.format(V=verb[1], a=one[1], a2=two[1], n=noun[1], n2=other[1], t=tail[1], i=number, w=word),
        )  # fmt: skip

    def _clause(self) -> Pair:
        english, chinese = self._random.choice(CLAUSES)
        dice = self._random
        amount, city, first, second = dice.randrange(1, 99_999), self._pick("cities"), self._party(), self._party()
        day = (dice.randrange(1990, 2027), dice.randrange(1, 13), dice.randrange(1, 29))
        both = {"d": dice.randrange(2, 365), "r": f"{dice.uniform(0.1, 60):.1f}", "i": dice.randrange(1, 400)}
        return (
            english.format(p=first[0], q=second[0], c=city[0], m=f"RMB {amount * 10_000:,}", date=_english(*day), **both),
            chinese.format(p=first[1], q=second[1], c=city[1], m=f"人民币{amount}万元",
                           date="{}年{}月{}日".format(*day), **both),
        )  # fmt: skip

    def _party(self) -> Pair:
        family, given, other, city = (self._pick(name) for name in ("surnames", "given", "given", "cities"))
        if self._random.random() < 0.5:
            return f"{family[0]} {given[0]}{other[0].lower()}", family[1] + given[1] + other[1]
        return f"{city[0]} {given[0]}{other[0].lower()} Co., Ltd.", f"{city[1]}{given[1]}{other[1]}有限公司"

    def _cell(self) -> Pair:
        one, two, number = self._pick("cells"), self._pick("cells"), self._random.randrange(1, 999)
        kind = self._random.randrange(7)
        if kind == 6:
            code = "".join(self._random.choices("ABCDEFGHKLMNPRSTX", k=self._random.randrange(1, 4)))
            return f"{code}-{number}", f"{code}-{number}"
        english = (one[0], f"{one[0]} {number}", f"{one[0]} ({two[0].lower()})", f"{one[0]} {two[0].lower()}")
        chinese = (one[1], f"{one[1]}{number}", f"{one[1]}（{two[1]}）", one[1] + two[1])
        if kind < 4:
            return english[kind], chinese[kind]
        name = self._party()
        return (name[0], name[1]) if kind == 4 else (f"{number} {one[0].lower()}s", f"{number}个{one[1]}")


def _english(year: int, month: int, day: int) -> str:
    return f"{calendar.month_name[month]} {day}, {year}"


_LISTS = {
    "verbs": VERBS, "adjectives": ADJECTIVES, "nouns": NOUNS, "tails": TAILS,
    "surnames": SURNAMES, "given": GIVEN, "cities": CITIES, "cells": CELLS,
}  # fmt: skip


def varied_units(count: int, language: str = "zh", seed: int = 1) -> Iterator[Unit]:
    """`count` units whose source is in this language; short ones are there many times over, as in real memories."""
    maker = Varied(seed)
    for number in range(count):
        english, chinese = maker.unit(number)
        pair = (chinese, english) if language == "zh" else (english, chinese)
        codes = ("zh-CN", "en-US") if language == "zh" else ("en-US", "zh-CN")
        yield Unit(*pair, *codes, id=f"v{number}", origin=f"file{number // 1000}")
