"""What a photo's file says is kept, what it mustn't say is dropped, and its sizes are made ahead."""

from datetime import datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from demo.drawings.metadata import Metadata
from photos.models import Photo
from photos.renditions import AHEAD, filters_for
from tests import factories, files, page_types


def photo(metadata: Metadata, **fields) -> Photo:
    return factories.photo(
        data=files.jpeg(metadata=metadata), **{"credit": "", "description": ""} | fields
    )


class TestMetadata:
    @pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
    def test_iptc_gives_author_and_caption_in_either_coding(self, charset, db):
        made = photo(Metadata(by_line="Zoé Maréchal", caption="L'été à Valmire", charset=charset))
        assert (made.credit, made.caption) == ("Zoé Maréchal", "L'été à Valmire")

    def test_iptc_gives_the_agency_without_an_author(self, db):
        assert photo(Metadata(credit="Agence du Lac")).credit == "Agence du Lac"

    def test_xmp_gives_author_and_caption(self, db):
        made = photo(Metadata(by_line="Zoé", caption="La cour", iptc=False, xmp=True))
        assert (made.credit, made.caption) == ("Zoé", "La cour")

    def test_xmp_gives_the_alternative_text(self, db):
        made = photo(Metadata(description="Une cour plantée", iptc=False, xmp=True))
        assert made.description == "Une cour plantée"

    def test_exif_gives_the_author(self, db):
        assert photo(Metadata(by_line="Ilan Corvec", iptc=False)).credit == "Ilan Corvec"

    def test_what_the_editor_wrote_wins_over_the_file(self, db):
        made = photo(Metadata(by_line="Zoé", caption="La cour"), credit="Ana", caption="Le toit")
        assert (made.credit, made.caption) == ("Ana", "Le toit")

    def test_what_the_editor_empties_later_isnt_filled_in_again(self, db):
        made = photo(Metadata(by_line="Zoé", caption="La cour"))
        made.caption = ""
        made.save()
        made.refresh_from_db()
        assert made.caption == ""

    def test_a_long_caption_is_kept_whole(self, db):
        caption = "Les habitants des Tilleuls, réunis dans la cour. " * 20
        made = photo(Metadata(caption=caption))
        made.full_clean()
        assert made.caption == caption.strip()

    def test_what_is_too_long_for_its_field_is_cut_between_words_and_said_in_full(
        self, site, editor_client
    ):
        names = " et ".join(f"Zoé Maréchal {number}" for number in range(30))
        made = photo(Metadata(by_line=names, iptc=False, xmp=True), description="Une cour")
        made.full_clean()
        assert made.credit == f"{names[:199].rpartition(' ')[0]}…"
        form = editor_client.get(reverse("wagtailimages:edit", args=[made.pk]))
        assert names in form.content.decode()

    @pytest.mark.parametrize(
        "data",
        [
            files.jpeg(),
            files.jpeg()[:400],
            files.jpeg(metadata=Metadata(by_line="Z", xmp=True)).replace(b"<rdf:RDF", b"<rdf:XXX"),
        ],
        ids=["none", "cut short", "broken XMP"],
    )
    def test_a_file_that_says_nothing_readable_gives_nothing(self, data):
        from photos.metadata import read_metadata

        assert set(read_metadata(BytesIO(data))) <= {"credit"}

    def test_a_sign_of_command_comes_in_nowhere_and_stops_nothing(self, site, editor_client):
        """Neither from a file nor, where it stands already, in the register and the sizes."""
        made = photo(Metadata(rights="© Zoé\x01 Maréchal"), description="Une cour")
        assert made.credit == "Zoé Maréchal"
        Photo.objects.update(caption="La \x01cour\x02")
        answer = editor_client.get(f"{reverse('photos_register')}?export=xlsx")
        cells = load_workbook(BytesIO(b"".join(answer.streaming_content))).active[2]
        assert "La cour" in [cell.value for cell in cells]
        made.refresh_from_db()
        rendition = made.get_rendition("format-webp|width-480")
        with Image.open(rendition.file) as image:
            assert "La cour" in str(image.getxmp())


class TestRenditions:
    @pytest.fixture
    def uploaded(self, db, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            return factories.photo(
                data=files.jpeg(
                    (900, 700),
                    Metadata(by_line="Zoé", position=(46.2, 6.1), taken=datetime(2025, 5, 1, 9)),
                )
            )

    def test_every_size_that_pages_show_exists_after_the_upload(self, uploaded):
        wanted = {size.spec for use in AHEAD for size in filters_for(uploaded, use)}
        assert len(wanted) > 8
        assert wanted <= set(uploaded.renditions.values_list("filter_spec", flat=True))

    def test_a_first_view_makes_no_size(
        self, uploaded, site, client, django_capture_on_commit_callbacks
    ):
        """Portraits and logos are made when a photo is chosen as one."""
        with django_capture_on_commit_callbacks(execute=True):
            person = factories.contact(photo=uploaded)
            factories.association(logo=uploaded)
        page = page_types.news_page(
            site.home,
            lead_photo=uploaded,
            body=[
                ("photo", {"photo": uploaded, "caption": ""}),
                ("gallery", {"title": "", "photos": [uploaded, uploaded]}),
            ],
            contacts=[person],
        )
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page.url).status_code == 200
        assert not [query for query in captured if "INSERT" in query["sql"]]

    def test_a_new_focal_point_makes_the_sizes_again(
        self, uploaded, django_capture_on_commit_callbacks
    ):
        before = uploaded.renditions.count()
        with django_capture_on_commit_callbacks(execute=True):
            uploaded.focal_point_x, uploaded.focal_point_y = 100, 100
            uploaded.focal_point_width = uploaded.focal_point_height = 50
            uploaded.save()
        keys = set(uploaded.renditions.values_list("focal_point_key", flat=True))
        assert len(keys) > 1 or uploaded.renditions.count() == before


def test_photos_that_cant_be_published_yet_are_found(db):
    from photos.models import photos_to_complete

    factories.photo("Complète")
    factories.photo("Sans crédit", credit="")
    factories.photo("Sans texte", description="")
    assert {photo.title for photo in photos_to_complete()} == {"Sans crédit", "Sans texte"}
