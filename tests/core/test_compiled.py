"""The compiled engine: the same bits as the plain one, and a cache that follows the source."""

import importlib.util
import itertools
import math
import sys
import textwrap

import numpy as np
import pytest

from sim.core.compiled import file_of, rewritten
from sim.core.equation import equation
from sim.core.language import MATH, LanguageError
from sim.core.stage import Stage, stage
from tests.core.village import Named, Village, trade

LOOP = """
    import math

    from sim.core.equation import equation
    from sim.core.stage import stage

    RATE = {rate}


    @equation
    def grown(cash):
        \"\"\"Cash with interest.\"\"\"
        return cash * (1.0 + RATE){more}


    @stage
    def grow(shops, assume):
        \"\"\"{story}\"\"\"
        for shop in shops:
            shop.cash = grown(shop.cash) + assume.gift
"""
numbers = itertools.count()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PARKSIM_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "stages"


@pytest.fixture
def written(tmp_path):
    """Write a module of stages and load it, as a user's file is loaded."""

    def load(text=LOOP, **parts):
        name = f"stages_of_a_test_{next(numbers)}"
        path = tmp_path / f"{name}.py"
        path.write_text(textwrap.dedent(text).format(**parts), encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def compiled_trade():
    """The village's stage without a compiled form, so that each test's own cache is used."""
    return Stage(trade.function)


def test_compiled_equals_plain_bit_for_bit():
    plain, compiled = Village(engine="plain"), Village(engine="compiled")
    for quarter in range(8):
        plain.step()
        compiled.step()
        assert plain.state() == compiled.state(), f"differs in quarter {quarter}"
    assert len(set(plain.shops.get("town"))) > 1
    assert plain.books.flow.sum() > 0.0
    assert plain.books.count.min() > 0


def test_the_engines_can_take_turns():
    plain, mixed = Village(engine="plain"), Village(engine="plain")
    for quarter in range(4):
        mixed.engine = ("compiled", "plain")[quarter % 2]
        plain.step()
        mixed.step()
    assert plain.state() == mixed.state()


def test_agents_that_left_are_as_untouched_as_the_stage_leaves_them():
    models = [Village(engine=engine) for engine in ("plain", "compiled")]
    for model in models:
        model.shops.select(lambda shop: shop.kind == 1).do("remove")
        model.step()
        cash = model.shops.table.column("cash")
        assert cash[1::3].tolist() == [1.0] * cash[1::3].size
    assert models[0].state() == models[1].state()


def test_the_engines_agree_after_compacting():
    models = [Village(engine=engine) for engine in ("plain", "compiled")]
    for model in models:
        model.step()
        model.shops.select(lambda shop: shop.age and shop.kind == 0).do("remove")
        model.compact()
        model.step()
    assert models[0].state() == models[1].state()


def test_the_order_of_rows_is_no_input_of_luck():
    """Shops that stand alone get the same luck wherever their row is."""
    first, second = Village(shops=40), Village(shops=40)
    table = second.shops.table
    for column in table.columns.values():
        column[:40] = column[:40][::-1].copy()
    table.restore(table.snapshot())
    for model in (first, second):
        model.towns.set("rent", 0.5)
        model.step()
    ours, theirs = (
        first.shops.get(["uid", "cash", "heir"]),
        second.shops.get(["uid", "cash", "heir"]),
    )
    assert sorted(ours) == sorted(theirs)


@pytest.mark.parametrize("name", sorted(MATH - {"pi", "e"}))
def test_a_function_of_math_has_the_same_bits_in_both_engines(name, written):
    text = f"""
        import math
        from sim.core.stage import stage

        @stage
        def work(shops):
            for shop in shops:
                shop.cash = math.{name}(shop.cash)
    """
    module = written(text)
    grid = np.random.default_rng(3).lognormal(-0.5, 1.0, 20_000)
    results = []
    for engine in ("plain", "compiled"):
        model = Village(shops=grid.size)
        model.shops.table.column("cash")[:] = grid
        module.work.run({"shops": model.shops}, engine)
        results.append(model.shops.table.column("cash"))
    assert results[0].tobytes() == results[1].tobytes()
    assert not np.isnan(results[0]).any()


def test_whole_numbers_divide_as_python_divides(written):
    text = """
        from sim.core.stage import stage

        @stage
        def work(shops):
            for shop in shops:
                shop.kind = (shop.age - 20) // 7
                shop.town = (shop.age - 20) % 7
                shop.cash = (shop.age - 20.5) % -3.25
                shop.taste = (shop.age - 20.5) // 3.25
    """
    module = written(text)
    states = []
    for engine in ("plain", "compiled"):
        model = Village(shops=41)
        model.shops.table.column("age")[:] = range(41)
        module.work.run({"shops": model.shops}, engine)
        states.append(model.state())
        assert model.shops.get("kind") == [math.floor((n - 20) / 7) for n in range(41)]
    assert states[0] == states[1]


def test_the_cached_file_can_be_read(compiled_trade):
    path, arguments, new = file_of(compiled_trade)
    text = path.read_text("utf-8")
    assert new
    assert path.name.startswith("trade_")
    assert "for shop in range(number_of_shops):" in text
    assert "shops_cash[shop]" in text
    assert "space_km[here, other]" in text
    assert "def takings(cash, rent, share):" in text
    assert arguments["luck_year_shock"] == ("luck", "year.shock")
    assert arguments["law_subsidy"] == ("law", "subsidy")


def test_a_stage_takes_only_the_columns_it_names(compiled_trade):
    _, arguments = rewritten(compiled_trade)
    taken = {field for owner, field in arguments.values() if owner == "shops"}
    used = {"alive", "town", "uid", "taste", "cash", "kind", "ill", "age", "heir"}
    assert taken == used | {"#rows"}


def test_the_first_compilation_is_announced_and_the_second_is_not(written, capsys, monkeypatch):
    monkeypatch.delenv("PARKSIM_QUIET", raising=False)
    module = written(rate=0.5, more="", story="Cash grows.")
    for message in ("parksim: compiling grow (once on this machine)\n", ""):
        model = Village(shops=3)
        Stage(module.grow.function).run({"shops": model.shops, "assume": Named(gift=0.0)})
        assert model.shops.get("cash") == [1.5, 1.5, 1.5]
        assert capsys.readouterr().err == message


def file_name(module):
    return file_of(module.grow)[0].name.partition("_")[2]


def test_a_changed_equation_gives_a_new_file(written):
    before = written(rate=0.5, more="", story="Cash grows.")
    after = written(rate=0.5, more=" - 0.125", story="Cash grows.")
    assert file_name(before) != file_name(after)
    for module, cash in ((before, 1.5), (after, 1.375)):
        model = Village(shops=2)
        module.grow.run({"shops": model.shops, "assume": Named(gift=0.0)})
        assert model.shops.get("cash") == [cash, cash]


def test_a_changed_constant_gives_a_new_file(written):
    files = [written(rate=rate, more="", story="Cash grows.") for rate in (0.5, 0.25)]
    assert len({file_name(module) for module in files}) == 2


def test_a_changed_docstring_gives_the_same_code(written):
    modules = [written(rate=0.5, more="", story=story) for story in ("Cash grows.", "It grows.")]
    bodies = [rewritten(module.grow)[0].split("import math", 1)[1] for module in modules]
    assert bodies[0] == bodies[1]


def test_a_cache_that_cannot_be_written_is_no_error(written, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("PARKSIM_CACHE", str(tmp_path / "file"))
    module = written(rate=0.5, more="", story="Cash grows.")
    model = Village(shops=2)
    module.grow.run({"shops": model.shops, "assume": Named(gift=0.25)})
    assert model.shops.get("cash") == [1.75, 1.75]


def test_inputs_are_looked_up_again_when_their_version_changes(written):
    class Gifts:
        version = 0

        def __init__(self, gift):
            self.gift, self.asked = gift, 0

        def column(self, name):
            self.asked += 1
            return getattr(self, name)

    grow = written(rate=0.0, more="", story="Cash grows.").grow
    model = Village(shops=2)  # each shop starts with 1
    one, other = Gifts(1.0), Gifts(10.0)
    inputs = {"shops": model.shops}
    run = None
    for gifts in (one, one, other, one):
        inputs["assume"] = gifts
        run = run or grow.bound(inputs)
        run()
    assert model.shops.get("cash") == [14.0, 14.0]
    assert one.asked == 2
    one.gift, one.version = 2.0, 1
    run()
    assert model.shops.get("cash") == [16.0, 16.0]
    assert (one.asked, other.asked) == (3, 1)


def test_a_table_that_grew_is_taken_as_it_is(written):
    module = written(rate=0.0, more="", story="Cash grows.")
    model = Village(shops=2)
    inputs = {"shops": model.shops, "assume": Named(gift=1.0)}
    run = module.grow.bound(inputs)
    run()
    model.shops.table.append(1000, {"uid": range(1000)})
    run()
    assert model.shops.get("cash")[:4] == [3.0, 3.0, 1.0, 1.0]


def test_an_equation_that_touches_a_field_is_refused():
    @equation
    def peek(shop):
        return shop.cash

    @stage
    def look(shops):
        for shop in shops:
            shop.cash = peek(shop.cash)

    with pytest.raises(LanguageError, match="pass the field, not the agent"):
        rewritten(look)


def test_an_equation_that_takes_an_array_is_refused():
    @equation
    def second(values):
        return values[1]

    @stage
    def look(shops):
        for shop in shops:
            shop.cash = second(shop.cash)

    with pytest.raises(LanguageError, match="pass the entry, not the array"):
        rewritten(look)


def test_two_equations_of_one_name_are_refused(written):
    text = """
        from sim.core.equation import equation

        @equation
        def rate(x):
            return {value}

        @equation
        def twice(x):
            return 2.0 * rate(x)
    """
    rate, twice = written(text, value=1.0).rate, written(text, value=3.0).twice

    @stage
    def mix(shops):
        for shop in shops:
            shop.cash = rate(shop.cash) + twice(shop.cash)

    with pytest.raises(LanguageError, match="Two equations are called rate"):
        rewritten(mix)


def test_an_equation_under_another_name_is_refused(written):
    grown_up = written(rate=0.5, more="", story="Cash grows.").grown

    @stage
    def grow(shops):
        for shop in shops:
            shop.cash = grown_up(shop.cash)

    with pytest.raises(LanguageError, match="under their own name"):
        rewritten(grow)
