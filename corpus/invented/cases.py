"""Invented cases: attributes, and where each lies among officers, delivery units, regions and inspectors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.invented.draws import choice, uniform
from corpus.invented.parameters import Parameters
from corpus.values import Case

PROGRAMME = "Quality and Impact (invented)"


@dataclass(frozen=True, slots=True)
class Unit:
    """A delivery unit of one organisation."""

    name: str
    region: str
    kind: str
    provider: str | None = None

    @property
    def organisation(self) -> str:
        """Name of the organisation that it belongs to."""
        return f"{self.region} {self.kind}"


REGIONS = {
    "Severnside": ("Larkfield Rehabilitation", ("Portmere", "Upper Weir", "Lime Quay")),
    "Northmoor": ("Pathstone Services", ("Tarn Valley", "Harrowgate Fell", "Cold Edge")),
    "Eastholt": ("Pathstone Services", ("Saltmarsh", "Old Fen", "Reedham Staithe")),
    "Downshire": ("Kestrel Community Justice", ("Chalkford", "Merrow Vale", "Holmbury Down")),
    "Calderwick": ("Kestrel Community Justice", ("Mill Row", "Stannage", "Upper Calder")),
    "Thornfleet": ("Larkfield Rehabilitation", ("Ness Point", "Thorn Quay", "Fleetside")),
}
"""Invented regions: the provider that owns the company there, and the delivery units."""


def units(kinds: Sequence[str] = ("NPS", "CRC")) -> list[Unit]:
    """Return every delivery unit, of either kind of organisation."""
    return [
        Unit(name, region, kind, provider if kind == "CRC" else None)
        for region, (provider, names) in REGIONS.items()
        for kind in kinds
        for name in names
    ]


def draw_cases(
    parameters: Parameters,
    *,
    seed: int,
    count: int,
    inspectors: Sequence[str],
    sites: Sequence[Unit] | None = None,
    first: int = 1,
) -> list[Case]:
    """Return ``count`` cases numbered from ``first``, each inspector with an equal part of them.

    An officer has a few cases, all in one unit. An inspector's cases lie in several units, so that levels of
    inspectors and of units can be told apart.
    """
    places = list(_places(parameters, seed=seed, count=count, sites=sites or units()))
    order = sorted(range(count), key=lambda place: uniform(seed, "inspector of", first + place))
    inspector_of = {place: inspectors[rank * len(inspectors) // count] for rank, place in enumerate(order)}
    return [
        _case(parameters, seed, first + place, unit, officer, inspector_of[place])
        for place, (unit, officer) in enumerate(places)
    ]


def _places(parameters: Parameters, *, seed: int, count: int, sites: Sequence[Unit]) -> Iterator[tuple[Unit, str]]:
    """Yield a unit and an officer for each case: units in turn by their organisation's share, officers within."""
    share = parameters.shares.crc.value
    weights = {
        site: (share if site.kind == "CRC" else 1 - share) / sum(other.kind == site.kind for other in sites)
        for site in sites
    }
    total = sum(weights.values())
    cuts, reached = [], 0.0
    for site in sites:
        reached += weights[site] / total
        cuts.append(round(reached * count))
    for site, start, end in zip(sites, [0, *cuts], cuts, strict=False):
        for officer in _officers(parameters, seed=seed, site=site, count=end - start):
            yield site, officer


def _officers(parameters: Parameters, *, seed: int, site: Unit, count: int) -> Iterator[str]:
    fewest = parameters.spread.fewest_cases_an_officer.value
    most = parameters.spread.most_cases_an_officer.value
    number = done = 0
    while done < count:
        number += 1
        some = fewest + int(uniform(seed, "caseload", site.organisation, site.name, number) * (most - fewest + 1))
        for _ in range(min(some, count - done)):
            yield f"officer {site.name} {site.kind} {number}"
        done += some


def _case(parameters: Parameters, seed: int, number: int, unit: Unit, officer: str, inspector: str) -> Case:
    name, shares = f"C{number:04d}", parameters.shares
    orders, risks = (shares.order_nps, shares.risk_nps) if unit.kind == "NPS" else (shares.order_crc, shares.risk_crc)
    return Case(
        case_id=name,
        organisation=unit.organisation,
        organisation_kind=unit.kind,
        provider=unit.provider,
        region=unit.region,
        delivery_unit=unit.name,
        programme=PROGRAMME,
        inspected=_month(parameters, seed, unit),
        sex="female" if uniform(seed, "sex", name) < shares.female.value else "male",
        age_band=choice(shares.age_band.values, seed, "age", name),
        ethnicity=choice(shares.ethnicity.values, seed, "ethnicity", name),
        order_type=choice(orders.values, seed, "order", name),
        risk_level=choice(risks.values, seed, "risk", name),
        officer=officer,
        inspector=inspector,
    )


def _month(parameters: Parameters, seed: int, unit: Unit) -> str:
    """A unit is inspected once: all its cases in one month."""
    first, last = (_months(month.value) for month in (parameters.size.first_month, parameters.size.last_month))
    month = first + int(uniform(seed, "month", unit.organisation, unit.name) * (last - first + 1))
    return f"{month // 12}-{month % 12 + 1:02d}"


def _months(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1
