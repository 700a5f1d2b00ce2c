"""The two exceptions that parksim raises on purpose.

`InputError` is the reader's to fix and always says where, what and what to do; `AccountingError`
is ours: an identity of the model did not hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    where  place of the problem, best as ``file:line:column  key.path``
    what   one sentence that says what is wrong and shows the value
    do     what to do about it (may be empty)
    """

    where: str
    what: str
    do: str = ""

    def __str__(self) -> str:
        lines = [self.where] if self.where else []
        lines.append(f"  {self.what}")
        lines.extend(f"  {line}" for line in self.do.splitlines())
        return "\n".join(lines)


class InputError(Exception):
    """An input cannot be used; carries every problem that was found in it.

    ``InputError(problem, problem, ...)`` or ``InputError("where", "what", "do")``.
    """

    def __init__(self, *parts: Problem | str | Iterable[Problem]) -> None:
        self.problems: list[Problem] = []
        if parts and all(isinstance(part, str) for part in parts):
            self.problems.append(Problem(*parts))  # type: ignore[arg-type]
        else:
            for part in parts:
                self.problems.extend([part] if isinstance(part, Problem) else part)  # type: ignore[arg-type]
        super().__init__(*parts)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class AccountingError(Exception):
    """An identity did not close: which account, in which quarter, by how much.

    quarter     text of the quarter, such as ``2024Q1``
    account     name of the identity
    difference  what is left over, in the unit of the account
    """

    def __init__(self, quarter: str, account: str, difference: float, detail: str = "") -> None:
        self.quarter, self.account, self.difference = quarter, account, difference
        message = f"{quarter}: {account} does not close, difference {difference:.6g}"
        super().__init__(message + (f"\n  {detail}" if detail else ""))
