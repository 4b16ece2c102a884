"""The sizes that readers get: made ahead, signed, upright, cropped on what matters, and never in a reader's request."""

import zlib
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import ExifTags, Image

from demo.drawings.metadata import Metadata
from photos.metadata import read_metadata
from photos.models import Photo
from photos.renditions import filters, make_renditions, make_renditions_of
from tests import factories, files, page_types
from tests.admin import forms
from tests.queries import queries, report

PHONE = Metadata(
    by_line="Ana Valdour", position=(46.2, 6.1), taken=datetime(2025, 5, 1, 9), camera=("Tel", "X")
)


def in_each_format(photo) -> list:
    """A size of the photo in each of the three formats."""
    return [photo.get_rendition(f"format-{name}|width-480") for name in ("avif", "webp", "jpeg")]


class TestSignature:
    @pytest.fixture
    def photo(self, db):
        return factories.photo(
            data=files.jpeg((900, 700), PHONE),
            credit="Zoé Maréchal / Agence du Lac",
            caption="L’été à Valmire",
            licence=Photo.Licence.CC_BY,
        )

    def test_every_format_carries_the_credit_the_licence_and_the_caption(self, photo):
        for rendition in in_each_format(photo):
            said = read_metadata(rendition.file.open())
            assert said["credit"] == "Zoé Maréchal / Agence du Lac"
            assert said["caption"] == "L’été à Valmire"
            with Image.open(rendition.file) as image:
                rights = image.getexif()[ExifTags.Base.Copyright].encode("latin-1").decode()
                assert rights == "© Zoé Maréchal / Agence du Lac – CC BY 4.0"
                xmp = image.info["xmp"].decode()
                assert "https://creativecommons.org/licenses/by/4.0/" in xmp

    def test_no_format_carries_what_the_phone_wrote(self, photo):
        for rendition in in_each_format(photo):
            with Image.open(rendition.file) as image:
                exif = image.getexif()
                assert set(exif) <= {
                    ExifTags.Base.Artist,
                    ExifTags.Base.Copyright,
                    ExifTags.Base.ImageDescription,
                }
                assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
                assert not exif.get_ifd(ExifTags.IFD.Exif)

    def test_a_credit_is_never_read_as_markup(self, db):
        photo = factories.photo(credit='<b>"Zoé" & Cie</b>')
        for rendition in in_each_format(photo):
            assert read_metadata(rendition.file.open())["credit"] == '<b>"Zoé" & Cie</b>'

    def test_a_changed_credit_is_written_into_every_size_under_the_same_addresses(
        self, photo, django_capture_on_commit_callbacks
    ):
        make_renditions(photo)
        before = set(photo.renditions.values_list("file", flat=True))
        with django_capture_on_commit_callbacks(execute=True):
            photo.credit = "Ilan Corvec"
            photo.save()
        after = photo.renditions.all()
        assert {rendition.file.name for rendition in after} == before
        assert {read_metadata(rendition.file.open())["credit"] for rendition in after} == {
            "Ilan Corvec"
        }

    def test_a_changed_title_makes_nothing_again(self, photo, django_capture_on_commit_callbacks):
        make_renditions(photo)
        before = {
            r.pk: r.file.storage.get_modified_time(r.file.name) for r in photo.renditions.all()
        }
        with django_capture_on_commit_callbacks(execute=True):
            photo.title = "Autre titre"
            photo.save()
        after = {
            r.pk: r.file.storage.get_modified_time(r.file.name) for r in photo.renditions.all()
        }
        assert after == before


def deep_png(colours: int, kind: int) -> bytes:
    """A PNG of 16 bits a channel, all of it at half of the light."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    row = b"\x00" + pack(">H", 0x8000) * colours * 64
    header = pack(">IIBBBBB", 64, 64, 16, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(row * 64)), chunk(b"IEND", b""))
    )


def made_in(mode: str, kind: str, colour) -> bytes:
    out = BytesIO()
    Image.new(mode, (64, 64), colour).save(out, kind)
    return out.getvalue()


class TestPixels:
    @pytest.mark.parametrize(
        "data",
        [
            deep_png(1, 0),
            deep_png(3, 2),
            made_in("L", "PNG", 128),
            made_in("LA", "PNG", (128, 255)),
            made_in("L", "JPEG", 128),
            made_in("CMYK", "JPEG", (127, 127, 127, 0)),
            made_in("RGB", "WEBP", (128, 128, 128)),
        ],
        ids=["grey 16", "colour 16", "grey", "grey and alpha", "grey JPEG", "CMYK", "WebP"],
    )
    def test_a_grey_stays_the_grey_that_it_is(self, data, db):
        photo = factories.photo(data=data)
        sizes = [*in_each_format(photo), photo.get_rendition("max-165x165")]
        for rendition in sizes:
            with Image.open(rendition.file) as image:
                assert image.convert("L").getpixel((30, 30)) == pytest.approx(128, abs=4)

    @pytest.mark.parametrize("orientation", [1, 3, 6, 8])
    def test_a_photo_is_as_wide_and_high_as_it_is_seen(self, orientation, db):
        photo = factories.photo(data=files.jpeg((400, 200), Metadata(orientation=orientation)))
        upright = (200, 400) if orientation in (6, 8) else (400, 200)
        assert (photo.width, photo.height) == upright
        photo.refresh_from_db()
        assert (photo.width, photo.height) == upright
        for rendition in in_each_format(photo):
            assert (rendition.width, rendition.height) == upright

    @pytest.mark.parametrize("orientation", [1, 6])
    def test_a_crop_keeps_the_focal_point(self, orientation, db):
        """A red square stands at the left, outside what a crop in the middle would show."""
        seen = Image.new("RGB", (2400, 600), "white")
        seen.paste("red", (100, 200, 300, 400))
        kept = seen.rotate(90, expand=True) if orientation == 6 else seen
        out = BytesIO()
        kept.save(out, "JPEG", exif=_turned(orientation))
        photo = factories.photo(data=out.getvalue())
        photo.focal_point_x, photo.focal_point_y = 200, 300
        photo.focal_point_width = photo.focal_point_height = 200
        photo.save()
        for name in ("avif", "webp", "jpeg"):
            rendition = photo.get_rendition(f"format-{name}|fill-400x300")
            with Image.open(rendition.file) as image:
                reds = image.convert("RGB").resize((40, 30)).get_flattened_data()
            assert any(red > 180 and green < 90 for red, green, _blue in reds)

    def test_a_transparent_logo_stays_so_and_is_white_in_jpeg(self, db):
        out = BytesIO()
        Image.new("RGBA", (300, 200), (0, 0, 0, 0)).save(out, "PNG")
        logo = factories.photo(data=out.getvalue())
        with Image.open(logo.get_rendition("format-webp|max-240x120").file) as image:
            assert image.convert("RGBA").getpixel((5, 5))[3] == 0
        with Image.open(logo.get_rendition("format-jpeg|width-480").file) as image:
            assert image.getpixel((5, 5)) == (255, 255, 255)

    @pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
    def test_every_kind_of_pixels_becomes_a_photo(self, mode, db):
        out = BytesIO()
        image = Image.linear_gradient("L").resize((300, 200)).convert("RGB").convert(mode)
        image.save(out, "JPEG" if mode in ("L", "CMYK") else "PNG")
        photo = factories.photo(data=out.getvalue())
        make_renditions(photo)
        assert photo.renditions.exists()

    def test_a_heic_photo_becomes_a_photo(self, db):
        from willow.plugins import pillow  # noqa: F401  (registers the format with Pillow)

        out = BytesIO()
        Image.linear_gradient("L").resize((300, 200)).convert("RGB").save(out, "HEIF")
        photo = Photo(title="Tel", file=ContentFile(out.getvalue(), "tel.heic"), credit="Ana")
        photo.save()
        make_renditions(photo)
        assert photo.renditions.exists()


class TestInTheBackground:
    @pytest.fixture
    def done(self, django_capture_on_commit_callbacks):
        return lambda: django_capture_on_commit_callbacks(execute=True)

    def test_they_wait_for_the_credit_that_they_carry(self, db, done):
        with done():
            photo = factories.photo(credit="")
        assert not photo.renditions.exists()
        with done():
            photo.credit = "Zoé"
            photo.save()
        assert photo.renditions.exists()

    def test_publication_makes_what_is_missing(self, site, done):
        photo = factories.photo()
        with done():
            page_types.news_page(
                site.home, body=[("gallery", {"title": "", "photos": [photo, photo]})]
            )
        assert {"format-avif|width-480", "format-webp|fill-400x300"} <= set(
            photo.renditions.values_list("filter_spec", flat=True)
        )

    def test_a_new_focal_point_makes_the_crops_again_and_portraits_too(self, db, done):
        photo = factories.photo(data=files.jpeg((900, 700)))
        with done():
            factories.contact(photo=photo)
            photo.save()
        with done():
            photo.focal_point_x, photo.focal_point_y = 100, 100
            photo.focal_point_width = photo.focal_point_height = 50
            photo.save()
        for spec in ("format-webp|fill-96x96", "format-jpeg|fill-400x300"):
            assert photo.renditions.filter(filter_spec=spec).count() == 2

    def test_a_photo_that_cant_be_read_keeps_none_of_the_others_waiting(self, db, caplog):
        broken = factories.photo()
        broken.file.storage.delete(broken.file.name)
        whole = factories.photo()
        make_renditions_of.func([broken.pk, whole.pk], ["card"], [])
        assert whole.renditions.exists()
        assert str(broken.pk) in caplog.text


class TestReading:
    """What a reader gets of a page as long as some sizes aren't made."""

    @pytest.fixture
    def page(self, site):
        lead, inside = (
            factories.photo(caption=f"Légende {n}", credit=f"Autrice {n}", description=f"Vue {n}")
            for n in (1, 2)
        )
        return page_types.news_page(
            site.home,
            lead_photo=lead,
            body=[
                ("photo", {"photo": inside, "caption": ""}),
                ("gallery", {"title": "", "photos": [inside, inside]}),
            ],
        )

    def test_a_sign_stands_for_the_photo_with_its_caption_and_credit(self, page, read):
        document = read(page.url)
        figures = document.main.select("figure")
        assert len(figures) == 4
        for figure in figures:
            sign = figure.select_one("svg.photo-waiting")
            assert sign["aria-label"].startswith("Vue ")
            assert "Légende" in figure.text
            assert "Autrice" in figure.text
        assert not document.select("main img, main a[data-gallery], meta[property='og:image']")

    def test_nothing_is_made_and_the_work_is_planned_once(
        self, page, client, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks() as planned:
            client.get(page.url)
            client.get(page.url)
        assert not Photo.get_rendition_model().objects.exists()
        assert planned
        for work in planned:
            work()
        assert BeautifulSoup(client.get(page.url).content, "html.parser").select("main picture img")
        assert len(planned) == len(set(map(str, [work.args for work in planned])))

    def test_the_sizes_that_exist_are_shown(self, page, read):
        page.lead_photo.get_rendition("format-webp|width-480")
        picture = read(page.url).main.select_one(".figure-lead picture")
        assert picture.img["src"].endswith(".webp")
        assert not picture.select("source")

    def test_a_format_comes_in_once_all_its_widths_are_there(self, site, read):
        photo = factories.photo(data=files.jpeg((900, 700)))
        for spec in ("format-webp|width-480", "format-webp|width-800", "format-avif|width-480"):
            photo.get_rendition(spec)
        page = page_types.news_page(site.home, lead_photo=photo)
        picture = read(page.url).main.select_one("picture")
        assert "avif" not in str(picture)
        photo.get_rendition("format-avif|width-800")
        picture = read(page.url).main.select_one("picture")
        assert picture.select_one("source")["type"] == "image/avif"

    def test_the_former_crop_serves_until_the_new_one_is_made(self, site, read):
        photo = factories.shown_photo(data=files.jpeg((900, 700)))
        page_types.news_page(site.home, lead_photo=photo)
        Photo.objects.filter(pk=photo.pk).update(
            focal_point_x=10, focal_point_y=10, focal_point_width=5, focal_point_height=5
        )
        assert read("/actualites/").main.select(".card picture img, .card-photo img")

    def test_a_whole_photo_comes_in_three_formats_with_its_dimensions(self, site, read):
        photo = factories.shown_photo(data=files.jpeg((900, 700)))
        document = read(page_types.news_page(site.home, lead_photo=photo).url)
        picture = document.main.select_one("picture")
        assert [source["type"] for source in picture.select("source")] == [
            "image/avif",
            "image/webp",
        ]
        assert picture.img["src"].endswith(".jpg")
        assert (picture.img["width"], picture.img["height"]) == ("480", "373")
        shared = document.select_one("meta[property='og:image']")["content"]
        assert shared.endswith(".jpg")

    def test_the_preview_of_a_draft_shows_the_photo_at_once(self, page, editor_client):
        answer, address = forms.preview(
            editor_client,
            page,
            lead_photo=page.lead_photo.pk,
            body=forms.body(forms.photo_block(page.lead_photo)),
        )
        assert answer.json()["is_valid"]
        shown = BeautifulSoup(editor_client.get(address).content, "html.parser")
        assert shown.select(".figure-lead picture img")

    @pytest.mark.parametrize("made", [True, False], ids=["made", "missing"])
    def test_sixty_photos_take_as_many_queries_as_six(self, made, site, client):
        make = factories.shown_photo if made else factories.photo
        photos = [make(f"Vue {n}") for n in range(6)]
        many = [*photos, *(copy_of(photos[n % 6]) for n in range(54))]
        few, full = (
            page_types.news_page(
                site.home,
                title=f"{len(shown)} photos",
                lead_photo=shown[0],
                body=[("gallery", {"title": "", "photos": shown})],
            )
            for shown in (photos, many)
        )
        for page in (few, full):
            client.get(page.url)
        first, second = queries(client, few.url), queries(client, full.url)
        assert len(first) == len(second), f"{report(first)}\n\n{report(second)}"


def test_reading_a_page_whose_photos_are_made_writes_nothing(
    site, client, django_capture_on_commit_callbacks
):
    photo = factories.shown_photo(data=files.jpeg((900, 700)))
    factories.association(logo=photo)
    page = page_types.news_page(
        site.home,
        lead_photo=photo,
        body=[("gallery", {"title": "", "photos": [photo, photo]})],
        contacts=[factories.contact(photo=photo)],
    )
    with (
        CaptureQueriesContext(connection) as captured,
        django_capture_on_commit_callbacks() as planned,
    ):
        for address in ("/", "/actualites/", page.url):
            assert client.get(address).status_code == 200
    assert not planned
    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE"))]


class TestNoLongerShown:
    @pytest.fixture(params=["licence", "consent"])
    def hidden(self, request, db):
        photo = factories.shown_photo(credit="Autrice", caption="Légende", description="Vue")
        if request.param == "licence":
            photo.licence_end = timezone.localdate() - timedelta(days=1)
        else:
            photo.consent = Photo.Consent.WITHDRAWN
        Photo.objects.bulk_update([photo], ["licence_end", "consent"])
        return photo

    def test_it_leaves_every_page_with_its_caption(self, hidden, site, read):
        factories.association(logo=hidden)
        page = page_types.news_page(site.home)
        type(page).objects.filter(pk=page.pk).update(lead_photo=hidden)
        contents = page_types.content_page(site.home)
        contents.body = [
            ("photo", {"photo": hidden, "caption": "Autre"}),
            ("gallery", {"title": "", "photos": [hidden, hidden]}),
        ]
        contents.save()
        for address in ("/", "/actualites/", page.url, contents.url):
            document = read(address)
            assert "/media/images/" not in str(document), address
            assert "Légende" not in str(document), address
            assert not document.select("figure"), address

    def test_nor_are_its_files_given_out(self, hidden, client):
        for rendition in hidden.renditions.all():
            assert client.get(rendition.url).status_code == 404

    def test_editors_still_see_them(self, hidden, site, editor_client):
        answer = editor_client.get(hidden.get_rendition("max-165x165").url)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]

    def test_they_leave_the_folder_that_a_web_server_gives_out(
        self, hidden, django_capture_on_commit_callbacks
    ):
        def are_plain_files():
            return {
                Path(settings.MEDIA_ROOT, size.file.name).exists()
                for size in hidden.renditions.all()
            }

        factories.association(logo=hidden)
        call_command("place_images")
        assert are_plain_files() == {False}
        # Renewed, it comes back.
        with django_capture_on_commit_callbacks(execute=True):
            hidden.licence_end, hidden.consent = None, Photo.Consent.GIVEN
            hidden.save()
        assert are_plain_files() == {True}

    def test_a_withdrawal_takes_them_out_at_once(self, db, django_capture_on_commit_callbacks):
        photo = factories.shown_photo()
        factories.association(logo=photo)
        call_command("place_images")
        with django_capture_on_commit_callbacks(execute=True):
            photo.consent = Photo.Consent.WITHDRAWN
            photo.save()
        for size in photo.renditions.all():
            assert not Path(settings.MEDIA_ROOT, size.file.name).exists()

    def test_the_last_day_of_a_licence_is_a_day_on_which_it_is_shown(self, client, db):
        photo = factories.photo(licence_end=timezone.localdate())
        factories.association(logo=photo)
        assert client.get(photo.get_rendition(filters("card")[0]).url).status_code == 200


def copy_of(photo) -> Photo:
    """The same photo again, with its sizes, without drawing it again."""
    made = Photo.objects.create(
        **{
            name: getattr(photo, name)
            for name in (
                "title",
                "width",
                "height",
                "credit",
                "description",
                "licence",
                "consent",
            )
        },
        file=photo.file.name,
    )
    for rendition in photo.renditions.all():
        made.renditions.create(
            filter_spec=rendition.filter_spec,
            focal_point_key=rendition.focal_point_key,
            file=rendition.file.name,
        )
    return made


def _turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return exif
