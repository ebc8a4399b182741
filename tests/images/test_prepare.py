from __future__ import annotations

import functools

import pytest
from PIL import Image, ImageChops, ImageStat

from django_bizlicense.images import accept, prepare
from tests.images.material import noise, opened, picture, written

WECHAT = 1_900_000


@functools.cache
def photo(size: tuple[int, int], *, grain: float) -> bytes:
    """A stored photo of a page under a sensor's grain."""
    return accept(written(noise(size, grain, over=picture(size)), quality=95)).content


def test_what_fits_is_returned_unchanged() -> None:
    content = photo((1200, 900), grain=0.1)
    prepared = prepare(content, max_bytes=len(content))
    assert (prepared.content, prepared.width, prepared.height) == (content, 1200, 900)


@pytest.mark.parametrize("grain", [0.15, 0.5, 1.0])
def test_large_photos_come_under_the_limit_and_use_it(grain: float) -> None:
    content = photo((3600, 2700), grain=grain)
    assert len(content) > WECHAT
    prepared = prepare(content, max_bytes=WECHAT)
    assert WECHAT * 0.6 < len(prepared.content) <= WECHAT
    assert opened(prepared.content).size == (prepared.width, prepared.height)


def test_quality_is_given_up_before_pixels() -> None:
    content = photo((3600, 2700), grain=0.15)
    prepared = prepare(content, max_bytes=len(content) * 2 // 3)
    assert (prepared.width, prepared.height) == (3600, 2700)


@pytest.mark.parametrize("limit", [1_000, 5_000, 40_000, 150_000, 400_000])
def test_every_reasonable_limit_is_kept(limit: int) -> None:
    content = photo((1200, 900), grain=0.7)
    assert len(prepare(content, max_bytes=limit).content) <= limit


def test_a_limit_below_any_picture_is_an_error() -> None:
    with pytest.raises(ValueError, match="500 bytes"):
        prepare(photo((1200, 900), grain=0.1), max_bytes=500)


@pytest.mark.parametrize("size", [(200, 20_000), (20_000, 200)])
def test_long_photos(size: tuple[int, int]) -> None:
    content = accept(written(noise(size))).content
    assert len(prepare(content, max_bytes=300_000).content) <= 300_000


@pytest.mark.parametrize("limit", [300_000, 60_000, 20_000])
def test_the_copy_shows_the_same_picture(limit: int) -> None:
    content = photo((1200, 900), grain=0.3)
    prepared = opened(prepare(content, max_bytes=limit).content)
    small = [image.resize((60, 45), Image.Resampling.BOX) for image in (opened(content), prepared)]
    assert prepared.mode == "RGB"
    assert max(ImageStat.Stat(ImageChops.difference(*small)).mean) < 4


def test_grey_pictures_are_prepared_too() -> None:
    content = written(noise((800, 600)).convert("L"), quality=95)
    assert len(prepare(content, max_bytes=40_000).content) <= 40_000
