"""Pictures of texts: taken in bare, seen with their draft, public with their text and no longer."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.services.forms import new_token
from gongkai.base.states import FileZone
from gongkai.publishing import richtext
from gongkai.publishing.models import Picture, Publication
from gongkai.publishing.services.pictures import check_pictures, store_picture
from gongkai.publishing.states import Attribute, State
from tests.cast import People
from tests.publishing.factories import make_publication, on_disk
from tests.publishing.richtext.pictures import a_picture, picture_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def stored(content: bytes, people: People) -> Image.Image:
    picture = store_picture(io.BytesIO(content), alt="流程图", by=people.clerk)
    with files.open_file(picture.file) as stream:
        return Image.open(io.BytesIO(stream.read()))


def test_place_and_camera_are_not_kept_and_the_picture_stands_upright(people: People) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "相机"
    exif.get_ifd(0x8825)[1] = "N"
    kept = stored(picture_bytes("JPEG", (30, 20), exif=exif, comment=b"secret"), people)
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (20, 30), {})
    assert [b"secret" in path.read_bytes() for path in on_disk()] == [False]


@pytest.mark.parametrize(
    ("form", "wanted", "kept"),
    [
        ("PNG", {"mode": "RGBA"}, ("PNG", "RGBA")),
        ("GIF", {}, ("PNG", "RGB")),
        ("WEBP", {}, ("JPEG", "RGB")),
        ("WEBP", {"mode": "RGBA"}, ("PNG", "RGBA")),
        ("JPEG", {"mode": "L"}, ("JPEG", "RGB")),
    ],
)
def test_pictures_are_written_anew_as_png_or_jpeg(
    people: People, form: str, wanted: dict[str, Any], kept: tuple[str, str]
) -> None:
    image = stored(picture_bytes(form, **wanted), people)
    assert (image.format, image.mode) == kept


@pytest.mark.parametrize(
    ("content", "alt", "field", "sentence"),
    [
        (picture_bytes(), " ", "alt", "请写明图片的替代文字：用一句话说出图片的内容，供看不见图片的人阅读。"),
        (picture_bytes(), "字" * 201, "alt", "替代文字有201个字，最多200个字。请写短一些，细节写进正文。"),
        (b"<svg onload=alert(1)>", "图", "file", "这个文件不是可以读取的图片，没有保存。可以上传的格式有png、jpg、webp、gif，请另存后再上传。"),
        (picture_bytes("BMP"), "图", "file", "这个文件不是可以读取的图片，没有保存。可以上传的格式有png、jpg、webp、gif，请另存后再上传。"),
        (picture_bytes()[:-30], "图", "file", "这个文件不是可以读取的图片，没有保存。可以上传的格式有png、jpg、webp、gif，请另存后再上传。"),
        (b"x" * (8 * 1024 * 1024 + 1), "图", "file", "图片超过8MB的上限，没有保存。请压缩后再上传。"),
        (picture_bytes(size=(7000, 6000)), "图", "file", "图片宽7000、高6000个像素，超过4000万像素的上限，没有保存。请缩小后再上传。"),
        (
            picture_bytes("GIF", save_all=True, append_images=[Image.new("RGB", (30, 20), "red")]), "图", "file",
            "这是会动的图片，没有保存。请截取其中最能说明问题的一帧再上传。",
        ),
    ],
    ids=["no words", "long words", "svg", "bmp", "cut off", "heavy", "large", "moving"],
)  # fmt: skip
def test_what_is_no_picture_for_a_text_is_refused_with_a_sentence(
    people: People, content: bytes, alt: str, field: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        store_picture(io.BytesIO(content), alt=alt, by=people.clerk)
    assert (refused.value.sentence, refused.value.field) == (sentence, field)
    assert (on_disk(), Picture.objects.count()) == ([], 0)


def with_picture(picture: Picture, **facts: Any) -> Publication:
    """A publication whose text shows the picture."""
    row = make_publication(**facts)
    html = richtext.clean(f'<p>一段。</p><img data-file="{picture.pk}" alt="流程图">')
    derived = richtext.derived(html)
    row.text.html, row.text.plain, row.text.outline = html, derived.plain, derived.outline
    row.text.save()
    return row


def public(client: Client, row: Publication, number: int) -> int:
    return client.get(reverse("publication_picture", args=[row.code, number])).status_code


def test_a_picture_is_public_with_the_text_it_stands_in(client: Client, people: People) -> None:
    picture, other = a_picture(people.clerk), a_picture(people.clerk)
    row = with_picture(picture)
    response = client.get(reverse("publication_picture", args=[row.code, picture.pk]))
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Cache-Control"] == "private, no-cache"
    assert public(client, row, other.pk) == 404
    again = client.get(response.request["PATH_INFO"], headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    page = client.get(row.get_absolute_url()).content.decode()
    assert f'<img src="/d/{row.code}/pictures/{picture.pk}/" alt="流程图" loading="lazy">' in page


@pytest.mark.parametrize(
    "facts",
    [{"state": State.DRAFT}, {"state": State.WITHDRAWN}, {"attribute": Attribute.ON_REQUEST}],
    ids=["draft", "withdrawn", "on request"],
)
def test_a_picture_of_what_is_not_public_is_not_there(
    client: Client, people: People, facts: dict[str, Any]
) -> None:
    picture = a_picture(people.clerk)
    assert public(client, with_picture(picture, **facts), picture.pk) == 404


def test_a_file_that_is_no_picture_is_never_served_whatever_the_text_names(
    client: Client, people: People
) -> None:
    secret = files.store(b"a,b\n", name="申请人.csv", zone=FileZone.PUBLIC, by=people.clerk)
    row = with_picture(a_picture(people.clerk))
    row.text.html = f'<img data-file="{secret.pk}" alt="x">'
    row.text.save()
    assert public(client, row, secret.pk) == 404


def test_pictures_of_a_draft_are_seen_by_those_who_read_the_draft(
    client: Client, people: People
) -> None:
    picture = a_picture(people.clerk)
    address = reverse("desk_picture", args=[picture.pk])
    codes = {}
    for name in ("clerk", "openness", "clerk_of_another_unit"):
        client.force_login(
            getattr(people, name), backend="django.contrib.auth.backends.ModelBackend"
        )
        before = client.get(address).status_code
        codes[name] = before
    assert codes == {"clerk": 200, "openness": 404, "clerk_of_another_unit": 404}
    with_picture(picture, state=State.DRAFT, unit=people.clerk.unit, created_by=people.clerk)
    client.force_login(
        people.clerk_of_another_unit, backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(address).status_code == 404


def test_a_text_may_not_name_pictures_of_other_peoples_drafts(people: People) -> None:
    picture = a_picture(people.clerk)
    html = f'<p>一</p><img data-file="{picture.pk}" alt="图">'
    check_pictures(html, by=people.clerk)
    with pytest.raises(Refusal) as refused:
        check_pictures(html, by=people.clerk_of_another_unit)
    assert refused.value.sentence == (
        "正文中的第1张图片不在您可以使用的图片中，没有保存。请删除后用“插入图片”重新上传。"
    )
    with pytest.raises(Refusal) as refused:
        check_pictures(f'<img data-file="{picture.pk}" alt="">', by=people.clerk)
    assert refused.value.sentence.startswith("正文中的第1张图片没有替代文字")


# --- what the editor asks ---------------------------------------------------------------------------


def sign_in(client: Client, user: Any) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def test_the_editor_is_told_number_and_size_and_the_same_sending_stores_once(
    client: Client, people: People
) -> None:
    sign_in(client, people.clerk)
    token = new_token()
    answers = []
    for _ in range(2):
        file = io.BytesIO(picture_bytes())
        file.name = "a.png"
        sent = {"form_token": token, "file": file, "alt": "流程图"}
        answers.append(client.post(reverse("desk_picture_upload"), sent).json())
    picture = Picture.objects.get()
    src = reverse("desk_picture", args=[picture.pk])
    assert (
        answers
        == [{"file": picture.pk, "alt": "流程图", "width": 30, "height": 20, "src": src}] * 2
    )


def test_a_refused_upload_is_answered_with_its_sentence(client: Client, people: People) -> None:
    sign_in(client, people.clerk)
    response = client.post(reverse("desk_picture_upload"), {"form_token": new_token(), "alt": "图"})
    assert (response.status_code, response.json()) == (
        422,
        {"error": "还没有选择图片，请选择后再插入。"},
    )


def test_who_drafts_nothing_uploads_nothing(client: Client, people: People) -> None:
    sign_in(client, people.audit_admin)
    assert client.post(reverse("desk_picture_upload")).status_code == 403
    assert client.post(reverse("desk_paste"), {"html": "<p>一</p>"}).status_code == 403


def test_a_paste_comes_back_clean_with_a_note_of_what_is_missing(
    client: Client, people: People
) -> None:
    sign_in(client, people.clerk)
    sent = {"html": "<p class=MsoNormal>第一段<o:p></o:p></p><p><img src=x>第二段</p>"}
    assert client.post(reverse("desk_paste"), sent).json() == {
        "html": "<p>第一段</p><p>第二段</p>",
        "note": "粘贴的内容中有1张图片没有带入（“第一段”之后），请用“插入图片”逐张上传并写明替代文字。",
    }
    refused = client.post(reverse("desk_paste"), {"html": "字" * 80_000})
    assert (refused.status_code, "超过200KB" in refused.json()["error"]) == (413, True)
