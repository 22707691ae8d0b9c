"""The page about prices of the same goods."""

from decimal import Decimal

import pytest
from open_pages import page, shown, texts
from small import batch

from duibiao.warehouse import Warehouse

PATH = "pages/cost/same_goods.py"
D = Decimal


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    """A printer at 100 and 120, a memory at 50 and 80 whose name is cut off, a mouse at 10, one thing at nothing."""
    goods = [("1", "打印机", 100), ("2", "打印机", 120), ("3", "内存 8G US...", 50), ("4", "内存 8G US...", 80),
             ("5", "鼠标", 10), ("6", "赠品", 0)]  # fmt: skip
    rows = [
        {"year": 2025, "product_code": code, "product_name": name, "price_unit": "台", "price_yuan": D(price)}
        for code, name, price in goods
    ]
    file = tmp_path_factory.mktemp("market") / "market.duckdb"
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("catalogue_price", rows))
    return file


def test_the_sentence_says_what_is_apart_and_what_cannot_be_told(serve, catalogue):
    serve(catalogue)
    app = page(PATH, lang="en")
    assert not app.exception
    assert texts(app)[0] == (
        "Of 4 goods in Catalogue of 2025, 1 have several prices; 1 more do under a name that is cut off. The furthest "
        "apart: 打印机, 100.00 to 120.00 yuan (+20.0%)."
    )
    assert shown(app, "goods").shape[0] == 1


def test_the_sentence_follows_what_is_searched_for_and_how_far_apart(serve, catalogue):
    """Nothing else is called a mouse; the printer is 20 % apart, so from 50 % on only the cut-off name is left."""
    serve(catalogue)
    searched = page(PATH, lang="en", search="鼠标")
    assert texts(searched)[0].startswith("Of 1 goods in Catalogue of 2025, 0 have several prices; 0 more")
    far = page(PATH, lang="en", apart="50")
    assert texts(far)[0] == (
        "Of 4 goods in Catalogue of 2025, 0 have several prices; 1 more do under a name that is cut off."
    )
    assert any("counted from 50% apart on" in caption.value for caption in far.caption)


def test_a_link_restores_what_is_looked_for_and_the_good(serve, catalogue):
    serve(catalogue)
    app = page(PATH, lang="en", part="every", search="内存", good="内存8gus...\u241f台")
    assert shown(app, "goods").shape[0] == 1
    (offers,) = [frame.value for frame in app.dataframe if "n_rows" in frame.value.columns]
    assert offers["price_yuan"].to_list() == [50, 80]


def test_without_a_catalogue_it_says_what_to_load(serve, tmp_path):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    app = page(PATH, lang="en")
    assert not app.exception
    assert any("No catalogue of prices" in info.value for info in app.info)


def test_the_demo_says_what_was_paid_above_the_catalogue(serve, demo_warehouse, demo_manifest):
    serve(demo_warehouse)
    (story,) = [story for story in demo_manifest.stories if story.id == "S14"]
    app = page(PATH, catalogue="2025", part="paid", good="台式计算机国产8核16gb\u241f台")
    assert not app.exception
    first = {name[-1]: value for name, value in shown(app, "goods").iloc[0].items()}
    assert first["above"] > 60
    (bought,) = [frame.value for frame in app.dataframe if "unit_price" in frame.value.columns]
    assert bought.iloc[0]["org_name"] == story_org(story)


def story_org(story):
    assert story.org_code == "208"
    return "青浦区民政局"
