"""How a slate stands: what is decided in it, which steps still count, and what they cover.

A step counts while what it saw is what there is: the same versions of the decisions, the same
refs withdrawn, the same run published since. So a decision that is changed, a withdrawal and
another run start the steps anew, and what is published is what was approved.
"""

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from fct.data.decisions import Decision, KeptSlate, Kusd, Outcome, SlateState, Step, StepKind
from fct.scoring.deciding.basis import Basis
from fct.scoring.deciding.slate_money import Chosen


@dataclass(frozen=True)
class Standing:
    """A slate over the run that it hangs on.

    Attributes
    ----------
    basis : Basis
    kept : KeptSlate
    """

    basis: Basis
    kept: KeptSlate

    @property
    def is_supplement(self) -> bool:
        """Whether it is a slate that comes after a published one."""
        return self.kept.slate is not None and self.kept.slate.is_supplement

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """The newest decision of this slate on each proposal of the run."""
        return {ref: one for ref, one in self.kept.newest.items() if ref in self.basis.items}

    @cached_property
    def earlier(self) -> Mapping[str, Decision]:
        """What published slates before this one decided, the last one of each ref."""
        return {
            ref: one
            for before in self.kept.before
            for ref, one in before.newest.items()
            if ref in self.basis.items and ref not in before.withdrawn_of_it
        }

    @property
    def withdrawn(self) -> AbstractSet[str]:
        """The proposals of the run that are withdrawn."""
        return self.kept.withdrawn_of_it & self.basis.items.keys()

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """The outcome of each proposal that has one in this slate."""
        own = {ref: one.outcome for ref, one in self.decisions.items()}
        return own | dict.fromkeys(self.withdrawn, Outcome.WITHDRAWN)

    def outcome_words(self, ref: str) -> str:
        """Return what is decided of a proposal, in words."""
        outcome = self.outcomes.get(ref)
        return "undecided" if outcome is None else str(outcome)

    @cached_property
    def chosen(self) -> Mapping[str, Chosen]:
        """What this slate and the published ones before it give, by ref."""
        supplements = {
            before.slate.id
            for before in self.kept.before
            if before.slate is not None and before.slate.is_supplement
        }
        before = {
            ref: self._given(one, is_supplement=one.slate_id in supplements)
            for ref, one in self.earlier.items()
        }
        own = {
            ref: self._given(one, is_supplement=self.is_supplement)
            for ref, one in self.decisions.items()
        }
        # Later ones lie on top: a supplement changes what was decided, and what was withdrawn gets
        # nothing.
        return before | own | dict.fromkeys(self.withdrawn, Chosen(Outcome.WITHDRAWN, {}))

    def _given(self, decision: Decision, *, is_supplement: bool) -> Chosen:
        """Return what a decision gives: a whole request is that of the run, whenever decided."""
        is_whole = decision.outcome is Outcome.FUND
        kusd = self.basis.items[decision.ref].whole if is_whole else decision.kusd
        return Chosen(decision.outcome, kusd, is_supplement)

    def earlier_kusd(self, decision: Decision) -> Kusd:
        """Return what a decision of an earlier slate gives."""
        return self._given(decision, is_supplement=False).kusd

    @property
    def undecided(self) -> list[str]:
        """The proposals of the run that have no outcome, here or in a published slate before."""
        return [ref for ref in self.basis.items if ref not in self.chosen]

    @property
    def advice_changed(self) -> list[str]:
        """The decisions that were made on other advice than that of the run."""
        return [
            ref
            for ref, item in self.basis.items.items()
            if ref in self.decisions
            and ref not in self.withdrawn
            and self.decisions[ref].advice is not item.advice
        ]

    @cached_property
    def counting(self) -> list[Step]:
        """The steps of approval that still count, oldest first."""
        counting: list[Step] = []
        for step in self.kept.steps:
            # Sent back: the steps start anew, and those before stay in the record.
            if step.kind is StepKind.SEND_BACK:
                counting = []
            elif self._saw_what_there_is(step):
                counting.append(step)
        return counting

    def _saw_what_there_is(self, step: Step) -> bool:
        if self.kept.published is not None:
            last = self.kept.published
            return (step.seen, step.withdrawn, step.since) == (
                last.seen,
                last.withdrawn,
                last.since,
            )
        standing = self.kept.standing
        return (
            standing is not None
            and step.since == standing.since
            and step.seen == self.kept.seen
            and step.withdrawn == sorted(self.withdrawn)
        )

    @cached_property
    def taken(self) -> Mapping[str, tuple[Step, ...]]:
        """The steps that each decision has, in their order."""
        taken: dict[str, tuple[Step, ...]] = dict.fromkeys(self.to_approve, ())
        for step in self.counting:
            for ref in step.covers:
                if ref in taken:
                    taken[ref] = (*taken[ref], step)
        return taken

    @property
    def to_approve(self) -> list[str]:
        """The refs whose decision the steps are for, withdrawn ones included."""
        return [ref for ref in self.basis.items if ref in self.outcomes]

    @property
    def waiting(self) -> list[str]:
        """The refs whose decision lacks a step."""
        steps = len(self.basis.approval)
        return [ref for ref, taken in self.taken.items() if len(taken) < steps]

    @property
    def state(self) -> SlateState:
        """How far the slate is."""
        if self.kept.published is not None:
            return SlateState.PUBLISHED
        if not any(step.kind is StepKind.SUBMIT for step in self.counting):
            return SlateState.DRAFT
        return SlateState.IN_APPROVAL if self.waiting else SlateState.APPROVED
