"""Names of official lists become a vocabulary, and doubtful ones are left out and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import ConfigError, UsageError
from monitor.watch import Imported, Matcher, import_list, load_watchlists
from tests.watch.conftest import WATCHLIST, Write

UN = """\
<?xml version="1.0" encoding="utf-8"?>
<CONSOLIDATED_LIST dateGenerated="2024-10-29T19:09:49-04:00">
<INDIVIDUALS>
  <INDIVIDUAL><FIRST_NAME>TONG</FIRST_NAME><SECOND_NAME>MY’ONG-SOK</SECOND_NAME>
    <UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.901</REFERENCE_NUMBER>
    <NAME_ORIGINAL_SCRIPT>통명석</NAME_ORIGINAL_SCRIPT>
    <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Dong Myong  Sok </ALIAS_NAME></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Uncle Tong the Elder</ALIAS_NAME></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS></INDIVIDUAL>
  <INDIVIDUAL><FIRST_NAME>RO</FIRST_NAME><SECOND_NAME>JIN</SECOND_NAME>
    <UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.902</REFERENCE_NUMBER></INDIVIDUAL>
  <INDIVIDUAL><FIRST_NAME>Ivan</FIRST_NAME><SECOND_NAME>Elsewhere</SECOND_NAME>
    <UN_LIST_TYPE>Other</UN_LIST_TYPE><REFERENCE_NUMBER>OTi.001</REFERENCE_NUMBER></INDIVIDUAL>
</INDIVIDUALS>
<ENTITIES>
  <ENTITY><FIRST_NAME>PAEKTUSAN ORCHID SHIPPING CO LTD (POSC)</FIRST_NAME>
    <UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.901</REFERENCE_NUMBER>
    <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>"PAORSH"</ALIAS_NAME></ENTITY_ALIAS>
    <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Orchid</ALIAS_NAME></ENTITY_ALIAS>
    <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Foreign Trade Company</ALIAS_NAME></ENTITY_ALIAS>
    <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>白頭蘭海運有限公司</ALIAS_NAME></ENTITY_ALIAS>
    <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Пэктусан Орхидея</ALIAS_NAME></ENTITY_ALIAS></ENTITY>
</ENTITIES>
</CONSOLIDATED_LIST>
"""
OFAC = """\
<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://sanctionslistservice.example/XML">
  <publshInformation><Publish_Date>11/05/2024</Publish_Date></publshInformation>
  <sdnEntry><uid>901</uid><lastName>SOKOLENKOV</lastName><firstName>Testov</firstName>
    <sdnType>Individual</sdnType><programList><program>DPRK3</program></programList>
    <akaList><aka><category>weak</category><lastName>FALCON MAN</lastName></aka></akaList></sdnEntry>
  <sdnEntry><uid>902</uid><lastName>MILKY HERON</lastName><sdnType>Vessel</sdnType>
    <programList><program>DPRK4</program></programList>
    <idList><id><idType>Registration</idType><idNumber>IMO 9999991</idNumber></id></idList></sdnEntry>
  <sdnEntry><uid>903</uid><lastName>HERON</lastName><sdnType>Vessel</sdnType>
    <programList><program>DPRK4</program></programList></sdnEntry>
  <sdnEntry><uid>904</uid><lastName>ELSEWHERE AIR</lastName><sdnType>Aircraft</sdnType>
    <programList><program>DPRK4</program></programList></sdnEntry>
  <sdnEntry><uid>905</uid><lastName>OTHER QUIVERS GROUP</lastName><sdnType>Entity</sdnType>
    <programList><program>CUBA</program></programList></sdnEntry>
</sdnList>
"""
INTO = Path("vocabulary/listed.yaml")


def bring(folder: Path, xml: str, *programs: str) -> Imported:
    file = folder / "list.xml"
    file.write_text(xml, "utf-8")
    return import_list(file, folder, INTO, programs)


def named(folder: Path, text: str) -> set[str]:
    """What a rule that asks for anything listed goes by in a text."""
    ties = WATCHLIST.replace("use: together", "all: [listed]")
    (folder / "ties.yaml").write_text(ties, "utf-8")
    matches = Matcher(load_watchlists(folder)).match("a", "", text)
    return {one.text for match in matches for one in match.evidence}


def why(made: Imported, name: str) -> str:
    return next(one.why for one in made.dropped if one.name == name)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tong Myong-sok left.", "Tong Myong-sok"),
        ("Tong My'ong Sok left.", "Tong My'ong Sok"),
        ("DONG MYONG SOK LEFT.", "DONG MYONG SOK"),
        ("통명석이 떠났다.", "통명석"),
        ("Paektusan Orchid Shipping sails.", "Paektusan Orchid Shipping"),
        ("The Paektusan Orchid Shipping Company sails.", "Paektusan Orchid Shipping"),
        ("白頭蘭海運已啟航。", "白頭蘭海運"),
        ("Пэктусан Орхидея ушла.", "Пэктусан Орхидея"),
    ],
)
def test_listed_names_are_found_as_writers_write_them(write: Write, text: str, found: str) -> None:
    folder = write()
    bring(folder, UN)
    assert found in named(folder, text)


def test_doubtful_names_are_left_out_and_said(write: Write) -> None:
    folder = write()
    made = bring(folder, UN, "dprk")
    assert why(made, "Uncle Tong the Elder") == "the list itself calls it weak"
    assert why(made, "POSC") == "shorter than 5 letters"
    assert why(made, "Orchid") == "a single word"
    assert why(made, "Foreign Trade Company") == "everyday words only"
    assert why(made, "Ro Jin") == "a short name that many people have"
    assert made.missing == ("KPi.902",)
    for text in ("Uncle Tong the Elder sang.", "An orchid.", "The Foreign Trade Company."):
        assert named(folder, text) == set()
    assert named(folder, "PAORSH sails.") == set()
    assert "PAORSH" in named(folder, "Paektusan Orchid Shipping sails. PAORSH sails.")


def test_the_file_says_where_it_comes_from(write: Write) -> None:
    folder = write()
    made = bring(folder, UN, "DPRK")
    assert (made.entries, made.title) == (2, "UN Security Council consolidated list")
    text = (folder / INTO).read_text("utf-8")
    assert "dated 2024-10-29; 2 of 3 entries" in text
    assert 'note: "KPi.901"' in text
    assert "Elsewhere" not in text


def test_ofac_persons_and_vessels(write: Write) -> None:
    folder = write()
    made = bring(folder, OFAC, "DPRK")
    assert made.entries == 2
    for text in ("Testov Sokolenkov left.", "Sokolenkov Testov left.", "The Milky Heron sank."):
        assert named(folder, text)
    assert named(folder, "A ship, IMO 9999991, sank.") == {"IMO 9999991"}
    assert named(folder, "Other Quivers Group and Elsewhere Air. A heron. Falcon Man.") == set()
    assert why(made, "Heron") == "a single word"
    assert made.missing == ("903",)


def test_a_kind_and_a_single_entry_can_be_asked_for(write: Write) -> None:
    folder = write()
    bring(folder, OFAC)
    (folder / "ties.yaml").write_text(
        WATCHLIST.replace("use: together", "any: [listed-vessels, listed-905]"), "utf-8"
    )
    matcher = Matcher(load_watchlists(folder))
    assert matcher.match("a", "", "The Milky Heron sank.")
    assert matcher.match("a", "", "Other Quivers Group.")
    assert not matcher.match("a", "", "Testov Sokolenkov left.")


def test_an_import_is_renewed_and_a_file_written_by_hand_is_not(write: Write) -> None:
    folder = write()
    bring(folder, UN)
    bring(folder, OFAC)
    assert "OFAC" in (folder / INTO).read_text("utf-8")
    (folder / "list.xml").write_text(UN, "utf-8")
    with pytest.raises(UsageError, match="by hand"):
        import_list(folder / "list.xml", folder, Path("vocabulary/words.yaml"))
    for wrong in ("words.yaml", "vocabulary/Words.txt", "../vocabulary/words.yaml"):
        with pytest.raises(UsageError, match="file of the vocabulary"):
            import_list(folder / "list.xml", folder, Path(wrong))


def test_a_folder_that_would_not_load_stays_as_it_was(write: Write) -> None:
    folder = write(words="concepts:\n  - {id: listed, names: {en: [taken]}}\n")
    with pytest.raises(ConfigError):
        bring(folder, UN)
    assert not (folder / INTO).exists()


@pytest.mark.parametrize(
    ("xml", "what"),
    [
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "document type"),
        ('<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>', "document type"),
        ("<html><body/></html>", "neither the UN's list nor OFAC's"),
        ("<CONSOLIDATED_LIST>\n<INDIVIDUALS>\n</CONSOLIDATED_LIST>", "not XML: mismatched tag"),
        ("", "not XML"),
    ],
)
def test_other_files_are_refused(write: Write, xml: str, what: str) -> None:
    with pytest.raises(ConfigError, match=what) as caught:
        bring(write(), xml)
    assert caught.value.where.split(":")[0].endswith("list.xml")


def test_no_such_file_or_programme(write: Write) -> None:
    folder = write()
    with pytest.raises(ConfigError, match="cannot be read"):
        import_list(folder / "gone.xml", folder, INTO)
    with pytest.raises(UsageError, match="known: DPRK, Other"):
        bring(folder, UN, "IRAN")
    assert not (folder / INTO).exists()
