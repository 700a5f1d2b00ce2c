"""Replicates of a measurement are kept and not measured again."""

from sim.search.validation.replicates import Replicates
from sim.zone.zone import Zone


def test_a_measurement_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setenv("PARKSIM_CACHE", str(tmp_path))
    zone, measured = Zone.load("tiny"), []

    def measure(replicate):
        measured.append(replicate)
        return {"square": float(replicate**2)}

    assert Replicates("test", zone, "draft", 1).all(2, measure)[1] == {"square": 1.0}
    found = Replicates("test", zone, "draft", 1).all(3, measure)
    assert measured == [0, 1, 2]
    assert found[2] == {"square": 4.0}
    Replicates("test", zone, "draft", 2).all(1, measure)  # another seed is another measurement
    assert measured[-1] == 0
