"""What leads on from a proposal: the reasons for its rank, its findings, its files, others."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Download, View, el, page_link
from fct.data.gate import printed_name, safe_download_name
from fct.data.subjects import StoredProposal

_MOST_SHOWN = 4


def show_links(view: View, ref: str, *, is_ranked: bool, others: Sequence[str]) -> None:
    """Show the links of a proposal.

    Parameters
    ----------
    view : View
    ref : str
    is_ranked : bool
    others : sequence of str
        The refs to put beside it first; the nearest in the list.
    """
    named = view.address
    links = [page_link("Why it stands there", "why", ref=ref, **named)] if is_ranked else []
    links += [
        page_link("Findings", "findings", f_q=ref, **named),
        page_link("Overlaps", "overlap", o_q=ref, **named),
        page_link("Side by side", "compare", ref=[ref, *others][:2], **named),
    ]
    kit.show(el("div", *links, class_="row"))


def show_files(view: View, ref: str, judged: StoredProposal) -> None:
    """Show the file that a version came in, and what is attached, each one click away."""
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    came = store.submissions.get(judged.submission_id)
    attached = store.attachments.of_cycle(year, ref)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if came.file_sha256:  # else a part of the file is hidden
            Download(
                label=f"Save {printed_name(came.file_name)}",
                name=safe_download_name(came.file_name),
                of=ref,
                make=partial(store.files.read, came.file_sha256),
                key=f"file {ref}",
            ).offer(view.place)
        for one in attached[:_MOST_SHOWN]:
            Download(
                label=f"Save {one.id}, {printed_name(one.file_name)}",
                name=safe_download_name(one.file_name),
                of=ref,
                make=partial(store.attachments.content, one.id),
                key=f"head {one.id}",
            ).offer(view.place)
        more = len(attached) - _MOST_SHOWN
        words = f"{kit.plural(more, 'more file')} under “Evidence”" if more > 0 else ""
        if words or not attached:
            kit.show(el("span", words or "Nothing is attached.", class_="hint"))
