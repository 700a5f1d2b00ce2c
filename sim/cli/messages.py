"""What the verbs say, in two languages: answers to the output, all else to the side."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.core.errors import InputError, Problem

LANGUAGES = ("en", "zh")
_WARNED = 5  # warnings that are printed in full
_PIPED = 140  # columns of a line that no terminal cuts

_TEXTS = {
    "en": {
        "plan": "{scenarios} x {replicates:replicate} = {runs:run} at {resolution}, {first} to"
        " {last}; {stored} stored already, {todo} to run, about {disk:.0f} MB.",
        "experiment": "Experiment {id}: {scenarios}.",
        "factors": "Factor|varies|over|unit|in|group",
        "kind_level": "value of",
        "kind_start": "date of",
        "kind_ramp": "ramp of",
        "kind_assumption": "assumption",
        "kind_clause": "clause",
        "design": "Design {method}: {rows:row}, {refused} refused by constraints.",
        "inert": "Factor {factor} changes no run, whatever its value: it is inert.",
        "runs": "{rows:row} x {scenarios:scenario} x {replicates:replicate} = {runs:run} at"
        " {resolution}, {first} to {last}.",
        "rule": "More replicates follow, up to {most}, until the interval of {indicator} is within"
        " {width:g} % of the reference.",
        "forecast": "{distinct} different: {stored} stored already, {todo} to run, about {time} of"
        " one core and {disk:.0f} MB.",
        "at_most": "This is the least: the rule may add {added:run}, in all at most about {time} of"
        " one core and {disk:.0f} MB.",
        "pace_store": "A run takes {seconds:.2g} s, the mean of the last {many} in the store.",
        "pace_trial": "A run takes {seconds:.2g} s by a trial: the store has none at this"
        " resolution.",
        "pace_guess": "A run is guessed to take {seconds:.2g} s: the store has none at this"
        " resolution.",
        "ask": "This takes about {time} of one core. Run it? [y/N]",
        "declined": "Nothing was run.",
        "twins": "{one} and {other} turned out equal: they are run once.",
        "differs": "{other} differs from {one} in {levers:lever} of {clauses:clause}.",
        "acts": "The first acts in {action}, with consequences from then on.",
        "acts_later": "The first acts in {action}: effort, scores and notices answer from then on,"
        " but no park can be delisted by it before {visible}.",
        "same": "{other} does not differ from {one}.",
        "more": "Details: {command}",
        "interrupted": "Interrupted: {stored} of {runs:run} are stored. The same command goes on.",
        "stopped": "Interrupted: what was run is stored. The same command goes on.",
        "shard": "Shard {shard} is done; {left} of {runs:run} are still to run. When the others are"
        " done, the same command without --shard runs what is left and writes the result.",
        "usual_rule": "Replicates: {least} to {most}, until every headline difference is known to"
        " within {width} % of the reference; or name their number with --replicates.",
        "enough": "{replicates:replicate}: from {since} on the interval is within ±{asked} % of the"
        " reference; {indicator} of {scenario} in {quarter} decided (now ±{reached} %).",
        "too_few": "{replicates:replicate}, the most that were allowed: {indicator} of {scenario}"
        " in {quarter} is known to ±{reached} % of the reference only, not ±{asked} %.",
        "onset": "{scenario}: the headline first differs in {quarter}.",
        "never": "{scenario}: the headline never differs.",
        "standing": "{id}: {done} of {planned:run} are stored, {failed} failed, {missing} missing.",
        "at_work": "Running: {writers:writer} at work, about {time} left.",
        "resume": "The command that goes on: {command}",
        "completeness": "Scenario|planned|done|failed|missing",
        "reasons": "Runs|class|quarter|stage|message|one of them",
        "old_model": "It was made by another model than this one (old code), or with other own"
        " folders: the same command would run all of it again.",
        "old_code": "Old code: {runs:run} of other models are in the store, never mixed with these."
        " Drop them: {command}",
        "disk": "{store}: {runs:run} of all experiments, {disk:.1f} MB.",
        "look": "Look at one: {command}",
        "verified": "{store}: {runs:run} in {parts:part}; {columns} columns of numbers read and"
        " compared with what was written.",
        "sound": "All are equal, bit for bit.",
        "verified_twice": "{twice:run} stored by more than one writer: equal bit for bit. That is"
        " the promise that neither engine nor number of workers changes a number.",
        "verified_none": "No run was stored twice: that numbers are the same for any engine was not"
        " checked here. Check one: parksim store rerun KEY",
        "leftover": "{files:file} of writers that were cut short; parksim store compact clears them"
        " away.",
        "wrong": "{problems:problem}:",
        "merged": "{runs:run} in {after:part} instead of {before}; {disk:.1f} MB instead of"
        " {was:.1f}.",
        "busy": "{writers:writer} at work; what they wrote was left as it is.",
        "groups": "To be dropped from {store}: {runs:run}{detail}.",
        "sure": "Drop them? [y/N]",
        "kept": "Nothing was dropped.",
        "dropped": "{runs:run} dropped; {left} are left.",
        "nothing": "There is nothing to drop in {store}.",
        "rerunning": "{label}, engine {engine} ...",
        "rerun_equal": "Equal bit for bit in all {columns:column} that are stored of it.",
        "rerun_differs": "Different in {count} of {columns:column}, such as {first}.",
        "rerun_failed": "It fails again:",
        "failed": "{count} of {runs:run} failed:",
        "again": "They are left out of the tables. The same command tries them again.",
        "pilot": "Pilot: luck makes {share:.0%} of the variance of single runs ({output},"
        " {quarter}).",
        "unmoved": "Pilot: no row changes {output} in {quarter}.",
        "ahead": "Steps to come: {least} to {most:row}, about {shortest} to {longest} of one core.",
        "sampling": "Sampling {factor} at {points}: {replicates:replicate} of each.",
        "figure": "Figure: {path}",
        "report": "Report: {path}",
        "no_figure": "Not drawn: {figure}. {why}",
        "result": "Result: {path}",
        "next": "Try next: {command}",
        "saved": "Scenario: {path}",
        "exploratory": "Exploratory: keep the what-if with --save my-scenario.yaml",
        "progress": "runs",
    },
    "zh": {
        "plan": "{scenarios}个情景 × {replicates}次模拟＝{runs}次，精度{resolution}，"
        "{first}至{last}；"
        "已存{stored}次，待运行{todo}次，约{disk:.0f} MB。",
        "experiment": "实验{id}：{scenarios}。",
        "factors": "因子|变动对象|取值|单位|情景|组",
        "kind_level": "取值",
        "kind_start": "日期",
        "kind_ramp": "过渡期",
        "kind_assumption": "假设",
        "kind_clause": "条款",
        "design": "设计{method}：{rows}行，约束剔除{refused}行。",
        "inert": "因子{factor}取任何值都不改变模拟，不起作用。",
        "runs": "{rows}行 × {scenarios}个情景 × {replicates}次模拟＝{runs}次，精度{resolution}，"
        "{first}至{last}。",
        "rule": "此后继续增加模拟次数，至多{most}次，直到{indicator}的区间"
        "在基准的{width:g} %以内。",
        "forecast": "不同的有{distinct}次：已存{stored}次，待运行{todo}次，"
        "约需单核{time}、{disk:.0f} MB。",
        "at_most": "以上为最少：按规则可能再增加{added}次模拟，合计至多约需单核{time}、"
        "{disk:.0f} MB。",
        "pace_store": "每次约{seconds:.2g}秒（库中最近{many}次的均值）。",
        "pace_trial": "每次约{seconds:.2g}秒（试运行所得）：库中尚无此精度的模拟。",
        "pace_guess": "每次估计{seconds:.2g}秒：库中尚无此精度的模拟。",
        "ask": "约需单核{time}。是否运行？[y/N]",
        "declined": "没有运行任何模拟。",
        "twins": "{one}与{other}相同，只运行一次。",
        "differs": "{other}与{one}有{levers}项政策杠杆不同，涉及{clauses}条条款。",
        "acts": "最早于{action}起作用，后果自此可见。",
        "acts_later": "最早于{action}起作用：管理努力、评分与通报自此变化；"
        "最早于{visible}才可能有园区因此被摘牌。",
        "same": "{other}与{one}没有差别。",
        "more": "详情：{command}",
        "interrupted": "已中断：{runs}次模拟中已存{stored}次；再次运行同一命令即可继续。",
        "stopped": "已中断：已运行的模拟均已保存；再次运行同一命令即可继续。",
        "shard": "分片{shard}已完成；{runs}次模拟中尚有{left}次待运行。"
        "其他分片完成后，去掉 --shard 再运行同一命令，即补齐余下部分并写出结果。",
        "usual_rule": "模拟次数：{least}至{most}次，直到各主要指标差值的区间在基准的±{width}%以内；"
        "也可用 --replicates 指定。",
        "enough": "共{replicates}次模拟：自第{since}次起区间在基准的±{asked}%以内；"
        "起决定作用的是{scenario}{quarter}的{indicator}（现为±{reached}%）。",
        "too_few": "共{replicates}次模拟，已达上限：{scenario}{quarter}的{indicator}"
        "仅达基准的±{reached}%，未达±{asked}%。",
        "onset": "{scenario}：主要指标自{quarter}起出现差异。",
        "never": "{scenario}：主要指标始终没有差异。",
        "standing": "{id}：计划{planned}次，已存{done}次，失败{failed}次，缺{missing}次。",
        "at_work": "正在运行：{writers}个写入进程，约剩{time}。",
        "resume": "继续运行：{command}",
        "completeness": "情景|计划|完成|失败|缺",
        "reasons": "次数|类别|季度|环节|信息|其中之一",
        "old_model": "该结果由另一版本的模型（旧代码）或另一自有文件夹得出："
        "再次运行同一命令将全部重算。",
        "old_code": "旧代码：库中有{runs}次其他版本模型的模拟，不与此混用。清除：{command}",
        "disk": "{store}：各实验共{runs}次模拟，{disk:.1f} MB。",
        "look": "查看其一：{command}",
        "verified": "{store}：{parts}个部分，{runs}次模拟；读取{columns}列数字，与写入时核对。",
        "sound": "全部逐位相同。",
        "verified_twice": "{twice}次模拟由不止一个进程存入，逐位相同："
        "即引擎与进程数不改变任何数字。",
        "verified_none": "没有重复存入的模拟：此处未检查不同引擎的数字是否相同。"
        "可检查其一：parksim store rerun KEY",
        "leftover": "有{files}个中断留下的文件；parksim store compact 可清除。",
        "wrong": "{problems}个问题：",
        "merged": "{runs}次模拟，由{before}个部分并为{after}个；由{was:.1f} MB变为{disk:.1f} MB。",
        "busy": "有{writers}个写入进程在运行，其内容未动。",
        "groups": "将从{store}中清除{runs}次模拟{detail}。",
        "sure": "是否清除？[y/N]",
        "kept": "没有清除任何内容。",
        "dropped": "已清除{runs}次，尚存{left}次。",
        "nothing": "{store}中没有可清除的内容。",
        "rerunning": "{label}，引擎{engine}……",
        "rerun_equal": "所存{columns}列逐位相同。",
        "rerun_differs": "{columns}列中有{count}列不同，如{first}。",
        "rerun_failed": "再次失败：",
        "failed": "{runs}次模拟中{count}次失败：",
        "again": "表中已剔除；再次运行同一命令即可重试。",
        "pilot": "试算：单次模拟的方差中，随机性占{share:.0%}（{output}，{quarter}）。",
        "unmoved": "试算：各行的{output}（{quarter}）均无变化。",
        "ahead": "后续步骤：{least}至{most}行，约需单核{shortest}至{longest}。",
        "sampling": "取样：{factor}＝{points}，各{replicates}次模拟。",
        "figure": "图：{path}",
        "report": "报告：{path}",
        "no_figure": "未绘制：{figure}。{why}",
        "result": "结果：{path}",
        "next": "下一步可试：{command}",
        "saved": "情景文件：{path}",
        "exploratory": "探索性结果：可用 --save my-scenario.yaml 保存该变动",
        "progress": "次",
    },
}


class Count(int):
    """A number that can be said with its noun: ``{runs:run}`` is 1 run, 2 runs."""

    def __format__(self, noun: str) -> str:
        if not noun.isalpha():
            return super().__format__(noun)
        return f"{int(self)} {noun}" if self == 1 else f"{int(self)} {noun}s"


class Voice:
    """Speaks one language: `say` to the output, `note` to the side."""

    def __init__(self, language: str = "") -> None:
        self.language = chosen_language(language)

    def text(self, name: str, **values: Any) -> str:
        """Return a sentence."""
        counted = {key: Count(v) if isinstance(v, int) else v for key, v in values.items()}
        return _TEXTS[self.language][name].format(**counted)

    def say(self, name: str, **values: Any) -> None:
        """Print a sentence of the answer."""
        print(self.text(name, **values))

    def note(self, name: str, **values: Any) -> None:
        """Print a sentence beside the answer."""
        print(self.text(name, **values), file=sys.stderr)

    def show(self, table: Any) -> None:
        """Print a table in the width of the terminal."""
        from rich.console import Console

        width = line_width()
        Console(width=width, soft_wrap=False).print(table.rich(width))


def chosen_language(given: str) -> str:
    """Return the language asked for, else that of the locale.

    Raises InputError for a language that is not spoken.
    """
    if given:
        if given not in LANGUAGES:
            what = f'There is no language "{given}".'
            raise InputError("--language", what, "Choose en or zh.")
        return given
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "en"


def typed(*words: str) -> str:
    """Return a command as it can be typed in this folder, its program first."""
    called = sys.argv[0]
    reachable = Path(called).name != "parksim" or shutil.which("parksim") is not None
    return shlex.join(["parksim" if reachable else called, *words])


def line_width() -> int:
    """Return the columns of a line: the terminal's, or wide ones if the output goes to a file."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPED


def warn(problems: Sequence[Problem]) -> None:
    """Print warnings to the side, the first few in full."""
    for problem in problems[:_WARNED]:
        print(f"Note: {problem}", file=sys.stderr)
    if len(problems) > _WARNED:
        print(f"Note: {Count(len(problems) - _WARNED):note} more like these.", file=sys.stderr)


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of ``2025Q4,2030Q4``."""
    return tuple(each.strip() for each in text.split(",") if each.strip())
