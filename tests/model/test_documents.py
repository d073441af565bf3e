"""Texts cite documents by keys, and people read titles and addresses."""

import re

import pytest

from coppspec.model.documents import cited_documents, documents, titled
from coppspec.model.registry import choices, clauses

LOOKS_LIKE_A_KEY = re.compile(r"(?<![\w-])(?:[EOSU]-[A-Z][A-Za-z]+|VP-[A-Z0-9]+)(?![\w-])")


def test_each_key_of_a_source_becomes_the_title_of_its_document_with_its_address() -> None:
    told = titled("COPP-152", clauses()["COPP-152"].source)
    assert told.startswith('"COPPSequenceStart function" <https://learn.microsoft.com/')
    assert told.endswith("_and_sequence_numbers> Remarks steps 1 to 4")
    assert "SEQ code" not in told


def test_an_address_is_given_once_and_only_if_it_is_wanted() -> None:
    assert titled("COPP-130", "LEN; LEN").count("https://") == 1
    assert titled("COPP-130", "LEN; LEN", with_links=False) == (
        '"COPPGetCertificateLength function"; "COPPGetCertificateLength function"'
    )


def test_a_key_is_that_of_its_own_half_of_the_registry() -> None:
    assert "COPP and ChangeDisplaySettingsEx" in titled("COPP-615", "CDS")
    assert "(winuser.h)" in titled("VPCP-750", "CDS")
    assert documents("INV-1") is documents("Q04") is documents("COPP-101")
    assert documents("A-01") is documents("X07") is documents("T-01") is documents("VPCP-001")


def test_a_word_that_begins_like_a_key_or_is_another_clause_stays() -> None:
    assert titled("COPP-446", "COPP-160; STARTER; O-KEYS") == "COPP-160; STARTER; O-KEYS"


def test_a_document_that_is_published_nowhere_has_its_title_alone() -> None:
    assert titled("COPP-101", "HDR") == f'"{documents("COPP-101")["HDR"].title}"'


def test_the_documents_of_a_text_come_once_each_in_their_order() -> None:
    titles = [each.title for each in cited_documents("COPP-431", "SENDCMD, SENDSTS; SENDCMD")]
    assert titles == ["Sending COPP Commands", "Sending COPP Status Requests"]


@pytest.mark.parametrize("id_", [*clauses(), *(each.id for each in choices().values())])
def test_no_key_is_left_in_what_people_read(id_: str) -> None:
    by_id = {each.id: each.evidence for each in choices().values()}
    text = by_id[id_] if id_ in by_id else clauses()[id_].source
    told = re.sub(r'"[^"]*"(?: <[^>]*>)?', "", titled(id_, text))
    assert not LOOKS_LIKE_A_KEY.search(told)
    assert not any(re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", told) for key in documents(id_))
