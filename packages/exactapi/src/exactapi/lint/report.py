"""What `exactapi lint` says: each finding, then why there is such a rule."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exactapi.generate.load import Loaded
from exactapi.generate.refusals.codes import CODES
from exactapi.generate.refusals.refusals import Refusal, readable
from exactapi.lint.findings import Finding
from exactapi.lint.lint import lint
from exactapi.lint.rules import RULES
from exactapi.project.waivers import Waiver


@dataclass(frozen=True, slots=True)
class Report:
    """`refusals` cannot be waived; `findings` are those that are not; `unused` waive nothing."""

    source: str
    refusals: Sequence[Refusal]
    findings: Sequence[Refusal | Finding]
    waived: int
    unused: Sequence[Waiver]

    @classmethod
    def of(cls, loaded: Loaded, waivers: Sequence[Waiver]) -> "Report":
        found: list[Refusal | Finding] = [*loaded.warnings, *lint(loaded)]
        used = {
            waiver
            for waiver in waivers
            if any(waiver.covers(each.code, readable(each.pointer)) for each in found)
        }
        open_ = [each for each in found if not _is_waived(each, used)]
        return cls(
            source=loaded.files[0],
            refusals=loaded.refusals,
            findings=open_,
            waived=len(found) - len(open_),
            unused=[each for each in waivers if each not in used],
        )

    @property
    def is_bad(self) -> bool:
        return bool(self.refusals or self.findings or self.unused)

    def lines(self) -> Iterator[str]:
        yield from map(str, (*self.refusals, *self.findings))
        for waiver in self.unused:
            what = f"waives `{waiver.code}` at {waiver.at}, where there is none"
            if waiver.code not in RULES and waiver.code not in CODES:
                what = f"waives `{waiver.code}`, which is no code"
            yield f"pyproject.toml [[tool.exactapi.lint-waivers]]: waiver-unused: {what}; remove it"
        counts = Counter(each.code for each in self.findings)
        counts.update(each.code for each in self.refusals)
        if self.unused:
            counts["waiver-unused"] = len(self.unused)
        if counts:
            yield ""
        for code, count in counts.most_common():
            why = RULES[code].why if code in RULES else CODES[code].meaning
            yield f"{count} x {code}: {why}"
        if not self.is_bad:
            waived = f"; findings waived: {self.waived}" if self.waived else ""
            yield f"The document keeps the house rules{waived}."


def _is_waived(finding: Refusal | Finding, waivers: set[Waiver]) -> bool:
    place = readable(finding.pointer)
    return any(each.covers(finding.code, place) for each in waivers)
