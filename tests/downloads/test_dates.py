"""Dates read in the names and on the covers of files: as precisely as they are written, and never guessed."""

import pytest
from django import forms

from downloads.dates import PartialDateField, date_in_name, date_in_text, written


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2026-05", "mai 2026"),
        ("bilan_2026_05", "mai 2026"),
        ("11-2017", "novembre 2017"),
        ("Etude 11.2017 def", "novembre 2017"),
        ("202605_lettre", "mai 2026"),
        ("Lettre_mai_2026", "mai 2026"),
        ("compte-rendu-1er-mars-2026", "1er mars 2026"),
        ("CR du 12 février 2024 v2", "12 février 2024"),
        ("2024-02-12 CR", "12 février 2024"),
        ("20240212-cr", "12 février 2024"),
        ("cr_12-02-2024", "12 février 2024"),
        ("rapport-activite-2024", "2024"),
        ("2024-06 bilan 2023", "juin 2024"),
        ("Report of 3 May 2024", "3 mai 2024"),
        # Which of two, or none of them: it is asked.
        ("pdh-2019-2024", None),
        ("bilan 2022 et 2023", None),
        ("fiche 12345678", None),
        ("horizon 2050", None),
        ("loi du 6 juillet 1989", None),
        ("etude_07", None),
        ("31-06-2024", None),
    ],
)
def test_a_date_is_read_in_a_name(name, date):
    found = date_in_name(name)
    assert (str(found) if found else None) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Loger les jeunes\nÉtude\n11/2017", "novembre 2017"),
        ("Observatoire\nMai 2026\n1 250 logements en 2019", "mai 2026"),
        ("Rapport d’activité\n2023", "2023"),
        ("Depuis 2010, les loyers…", None),
        ("La loi n° 89-462 du 6 juillet 1989\nNovembre 2017", "novembre 2017"),
        ("De janvier 2020 à décembre 2023", None),
        ("", None),
    ],
)
def test_a_date_is_read_on_a_cover(text, date):
    found = date_in_text(text)
    assert (str(found) if found else None) == date


@pytest.mark.parametrize("typed", ["2017", "11/2017", "Novembre 2017", "12/11/2017", "2017-11-12"])
def test_what_an_editor_types_keeps_its_precision(typed):
    field = PartialDateField()
    found = field.clean(typed)
    assert found.day.year == 2017
    assert (found.precision, found.day.day) == {
        4: ("year", 1), 7: ("month", 1), 13: ("month", 1), 10: ("day", 12)
    }[len(typed)]  # fmt: skip
    assert written(str(found)) == found


@pytest.mark.parametrize("typed", ["hier", "13/2017", "2017 ou 2018", "32/01/2020", "1066"])
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        PartialDateField().clean(typed)
