"""The package of a slate: what goes out, with its manifest, its proof and its event."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from fct.data import papers
from fct.data.common import DeniedError, NotNowError
from fct.data.decisions import Outcome
from fct.data.documents import export_xlsx
from fct.data.papers import prove
from fct.data.people import Action, Role
from fct.data.program import Marking
from fct.data.subjects import exceptions_sentence, provenance_of
from fct.scoring.deciding.deciding import basis_order, standing_of
from fct.scoring.deciding.notices import notice_facts, notices_of
from fct.scoring.deciding.package_sections import moment_words, package_facts, package_sections
from fct.scoring.deciding.package_source import Dissent, PackageSource
from fct.scoring.deciding.released import notification_rows, release_of
from fct.scoring.deciding.review_pack import folder_of, review_pack, reviews_read

if TYPE_CHECKING:
    from fct.data.subjects import Store

MANIFEST = "manifest.json"
DRAFT = "DRAFT"
_FOR_FUNDING = {"fund", "fund in part"}


@dataclass(frozen=True, slots=True)
class Package:
    """What goes out of a slate.

    Attributes
    ----------
    files : mapping of str to bytes
        By name, without the manifest.
    manifest : mapping of str to object
    proof : Proof or None
        Of the releasable workbook; None where it is not written.
    slate : str
    made : datetime
        The moment of the slate, which stands in the files.
    """

    files: Mapping[str, bytes]
    manifest: Mapping[str, Any]
    proof: papers.Proof | None
    slate: str
    made: dt.datetime

    @property
    def manifest_bytes(self) -> bytes:
        """The manifest as it is written."""
        return (json.dumps(self.manifest, ensure_ascii=False, indent=1) + "\n").encode()


def write_package(
    store: "Store", fiscal_year: int, out: Path, *, slate_id: str | None = None, prove_it: bool
) -> dict[str, Any]:
    """Write the package of a slate into an empty folder, and return its manifest.

    Parameters
    ----------
    store : Store
        As the person sees it.
    fiscal_year : int
    out : Path
    slate_id : str, optional
        The first slate of the cycle by default.
    prove_it : bool
        Whether the proof of the releasable workbook is asked for.

    Returns
    -------
    dict of str to object
        The manifest, and ``proof`` where it was asked for or something was found; then nothing is
        written.

    Raises
    ------
    DeniedError
    NotNowError
        ``NOT_EMPTY``, or ``NOT_PUBLISHED`` where the proof is asked for before publication.
    """
    store.ask(Action.PACKAGE_WRITE)
    papers.refuse_full(out)
    package = make_package(store, fiscal_year, slate_id)
    if prove_it and package.proof is None:
        _refuse_proof(store)
    # What must not be released stands in the release: then nothing at all is written.
    found = package.proof is not None and bool(package.proof.found)
    if not found:
        papers.write_folder(out, {**package.files, MANIFEST: package.manifest_bytes})
        keep_export(store, package)
    report = dict(package.manifest)
    if package.proof is not None and (prove_it or found):
        report["proof"] = proof_report(package.proof)
    return report


def proof_report(proof: papers.Proof) -> dict[str, Any]:
    """Return a proof as JSON values."""
    return {"cells": proof.cells, "found": [asdict(one) for one in proof.found]}


def _refuse_proof(store: "Store") -> None:
    if not writes_all(store):
        denied = DeniedError(
            "NOT_ALLOWED", "Your roles write the review pack alone, of which nothing is released."
        )
        store.deny(denied, Action.PACKAGE_WRITE, "releasable.xlsx")
    raise NotNowError(
        "NOT_PUBLISHED",
        "The slate is not published, so nothing of it may be released yet. Publish it first, with "
        "`fct slate publish`.",
    )


def writes_all(store: "Store") -> bool:
    """Whether who acts writes the whole package; a reviewer writes the review pack alone."""
    return store.acting.has(Role.AUTHORITY, Role.OPERATOR)


def keep_export(store: "Store", package: Package) -> None:
    """Keep that a package went out: who, what, and the hashes."""
    files = {one["name"]: one["sha256"] for one in package.manifest["files"]}
    sha256 = hashlib.sha256(package.manifest_bytes).hexdigest()
    store.exports.add("package written", package.slate, sha256, {"files": files})


def make_package(store: "Store", fiscal_year: int, slate_id: str | None = None) -> Package:
    """Return the package of a slate; the same slate gives the same person the same bytes."""
    source = package_source(store, fiscal_year, slate_id)
    # Of a published slate what was said until its publication, so that the same slate gives the
    # same bytes for ever.
    until = source.made if source.is_published else None
    pack = review_pack(store, source.run.id, fiscal_year, until)
    pack["README.txt"] = _readme(source)
    files = {"review-pack.zip": papers.zip_of(pack, source.made)}
    proof = None
    if writes_all(store):
        if source.is_published:
            files |= _notices(source)
            files["notification.xlsx"] = _notification(source)
            release = release_of(source.standing, source.order)
            files["releasable.xlsx"] = papers.releasable_xlsx(release)
            proof = prove(files["releasable.xlsx"], release)
        # Last: what Typst keeps of a long document slows every notice that is printed after it.
        files |= _decision_package(source)
    manifest = {
        "fiscal_year": fiscal_year,
        "run": source.run.id,
        "slate": source.slate_id,
        "state": str(source.standing.state),
        "provenance": source.provenance.as_plain(),
        "files": papers.listed(files),
    }
    return Package(files, manifest, proof, source.slate_id, source.made)


def package_zip(store: "Store", fiscal_year: int, slate_id: str | None = None) -> bytes:
    """Return the package of a slate as one archive, for who may write it.

    Raises
    ------
    DeniedError
    NotNowError
        ``NOT_RELEASABLE``, where the release holds what is not released.
    """
    store.ask(Action.PACKAGE_WRITE)
    package = make_package(store, fiscal_year, slate_id)
    if package.proof is not None and package.proof.found:
        raise NotNowError(
            "NOT_RELEASABLE", "releasable.xlsx holds what is not released, so nothing goes out."
        )
    return papers.zip_of({**package.files, MANIFEST: package.manifest_bytes}, package.made)


def package_source(store: "Store", fiscal_year: int, slate_id: str | None = None) -> PackageSource:
    """Return what papers on a slate are made from, as who acts may see it."""
    standing = standing_of(store, fiscal_year, slate_id)
    order = basis_order(store, fiscal_year, standing.kept)
    beside = {
        one.ref: one.proposal
        for one in store.versions.out_of_cycle(fiscal_year)
        if one.ref in standing.basis.items and one.ref not in order.proposals
    }
    order = replace(order, proposals={**order.proposals, **beside})
    is_whole, run = writes_all(store), store.runs.get(order.run_id)
    people = store.people.all() if is_whole else []
    source = PackageSource(
        standing=standing,
        order=order,
        run=run,
        provenance=provenance_of(store, run),
        scores=store.runs.scores(order.run_id),
        findings=store.runs.findings(order.run_id),
        marking=store.designations.marking(),
        names={one.id: one.name for one in people},
        extensions=store.extensions.of_cycle(order.cycle.fiscal_year),
    )
    return source.with_dissents(_dissents(store, source)) if is_whole else source


def _dissents(store: "Store", source: PackageSource) -> list[Dissent]:
    """Return the reviews that recommend money where none is decided, or none where some is."""
    standing, found = source.standing, list[Dissent]()
    until = source.made if source.is_published else None
    for review in reviews_read(store, standing.basis.fiscal_year, until):
        outcome = standing.outcomes.get(review.ref)
        said = review.content.recommendation
        if outcome is None or outcome is Outcome.WITHDRAWN or said.choice is None:
            continue
        if (str(said.choice) in _FOR_FUNDING) != outcome.is_funded:
            recommends, reason = str(said.choice), said.reason or ""
            found.append(Dissent(review.ref, review.person, recommends, str(outcome), reason))
    return found


def _decision_package(source: PackageSource) -> dict[str, bytes]:
    sections = package_sections(source)
    is_draft = not source.is_published
    marking = source.marking_of(list(source.standing.basis.items))
    year = source.standing.basis.fiscal_year
    paper = papers.Paper(
        title=f"FCT decision package, fiscal year {year}",
        foot=f"{source.slate_id}, run {source.run.id}, {moment_words(source.made, source.zone)}",
        marking=marking,
        made=source.made,
        is_draft=is_draft,
        facts=package_facts(source),
    )
    head = [sentence for sentence in (exceptions_sentence(source.run),) if sentence]
    frames = {
        "Package": pd.DataFrame(package_facts(source), columns=["What", "Which"]),
        **{
            one.title: pd.DataFrame(
                list(map(list, one.rows)), columns=[column.name for column in one.columns]
            )
            for one in sections
        },
    }
    banner = f"{marking.banner} // {DRAFT}" if is_draft else marking.banner
    book = export_xlsx(frames, banner=banner, head=head, made_at=source.made)
    return {
        "decision-package.pdf": papers.decision_pdf(paper, sections, head),
        "decision-package.xlsx": book,
    }


def _notices(source: PackageSource) -> dict[str, bytes]:
    notices: dict[str, bytes] = {}
    for ref, notice in notices_of(source):
        paper = papers.Paper(
            title="Decision on your FCT proposal",
            foot=f"{ref}, {source.slate_id}",
            marking=source.marking_of([ref]),
            made=source.made,
            facts=notice_facts(source, ref),
        )
        notices[_free_name(notices, ref)] = papers.notice_pdf(paper, notice)
    return notices


def _free_name(taken: Mapping[str, bytes], ref: str) -> str:
    """Return a name of a notice; two refs may differ in signs that no file name has."""
    name, number = f"notices/{folder_of(ref)}.pdf", 1
    while name in taken:
        number += 1
        name = f"notices/{folder_of(ref)}-{number}.pdf"
    return name


def _notification(source: PackageSource) -> bytes:
    headings, rows = notification_rows(source.standing, source.order)
    refs = [str(row[0]) for row in rows]
    frame = pd.DataFrame(list(map(list, rows)), columns=headings)
    banner = source.marking_of(refs).banner
    year = source.standing.basis.fiscal_year
    head = [
        f"Foreign Comparative Testing projects recommended for fiscal year {year}.",
        source.provenance.sentence(),
    ]
    frames = {"Projects recommended": frame}
    return export_xlsx(frames, banner=banner, head=head, made_at=source.made)


def _readme(source: PackageSource) -> bytes:
    """Return what the review pack is, with its marking."""
    marking: Marking = source.marking_of(list(source.standing.basis.items))
    draft = [] if source.is_published else [DRAFT]
    lines: Sequence[str] = [
        " // ".join([marking.banner, *draft]),
        "",
        f"Review pack of fiscal year {source.standing.basis.fiscal_year}.",
        f"Slate {source.slate_id}, {source.standing.state}, run {source.run.id}.",
        f"As of {moment_words(source.made, source.zone)}.",
        source.provenance.sentence(),
        "",
        "workbooks/ and attachments/ hold what sponsors sent, reviews/ and comments/ what was said",
        "of it, as far as the person who wrote this pack may see it.",
        "",
        *(f"{label}: {words}" for label, words in marking.lines()),
        "",
    ]
    return "\r\n".join(lines).encode()
