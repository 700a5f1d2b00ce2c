"""The files of a zone: which columns each has and what they hold."""

from __future__ import annotations

from sim.zone.folder import Column

_TEXT = Column()
_NOTE = Column(empty=True)
_FLAG = Column("flag")
_SIZE = Column("number", least=0.0)
_SHARE = Column("share")
_PARK = Column(key="parks.csv:slug")
_PLACE = Column(key="travel.csv:origin")
_INDUSTRY = Column(key="industries.csv:id")
_LEAD = Column(key="industries.csv:id", empty=True)

FILES: dict[str, dict[str, Column]] = {
    "parks.csv": {
        "id": _TEXT, "slug": _TEXT, "name_en": _TEXT, "name_zh": _TEXT,
        "district": Column(key="districts.csv:slug"),
        "longitude": Column("number"), "latitude": Column("number"),
        "planned_area_km2": _SIZE, "firms": _SIZE, "staff": _SIZE, "revenue_m": _SIZE,
        "hnte": _SIZE, "manufacturing_share": _SHARE, "office_rent": _SIZE,
        "lead_1": _LEAD, "lead_2": _LEAD, "lead_3": _LEAD, "sub_parks": Column("whole", least=1.0),
        "new_town": _FLAG, "special_regime": _FLAG, "body_2023": _FLAG, "tags": _NOTE,
        "character": _TEXT, "source": _TEXT, "confidence": _TEXT,
    },
    "industries.csv": {
        "id": _TEXT, "name_en": _TEXT, "name_zh": _TEXT, "leading": _FLAG, "hard_tech": _FLAG,
        "firms": _SIZE, "staff": _SIZE, "revenue_m": _SIZE, "core_median_staff": _SIZE,
        "research_active_share": _SHARE, "venture_type_firms": _SIZE,
        "rest_firms": _SIZE, "rest_staff": _SIZE, "rest_revenue_m": _SIZE,
        "rest_core_median_staff": _SIZE, "rest_research_active_share": _SHARE,
        "rest_venture_type_firms": _SIZE, "trading": _FLAG,
        "outside_appeal_drift": Column("number"), "source": _TEXT,
    },
    "districts.csv": {
        "slug": _TEXT, "name_zh": _TEXT, "name_en": _TEXT,
        "parks": Column(key="parks.csv:slug", many=True),
        "tax_of_parks_m": _SIZE, "tax_of_rest_m": _SIZE, "local_tax_m": _SIZE,
        "park_services_m": _SIZE, "debt_m": _SIZE, "source": _TEXT,
    },
    "travel.csv": {
        "origin": _TEXT, "destination": _PLACE, "km": _SIZE, "minutes": _SIZE,
    },
    "park_industry.csv": {
        "park": _PLACE, "industry": _INDUSTRY, "firms": _SIZE, "staff": _SIZE,
        "revenue_m": _SIZE, "source": _TEXT,
    },
    "park_space.csv": {
        "park": _PARK, "floor_class": _TEXT, "stock_m2": _SIZE, "let_m2": _SIZE,
        "rent_yuan_m2_day": Column("number", empty=True, least=0.0),
        "pipeline_m2_per_quarter": _SIZE, "pipeline_quarters": Column("whole", least=0.0),
        "land_bank_ha": Column("number", empty=True, least=0.0),
        "stuck_parcels": Column("number", empty=True, least=0.0), "source": _TEXT,
    },
    "universities.csv": {
        "slug": _TEXT, "name_zh": _TEXT, "name_en": _TEXT, "lon": Column("number"),
        "lat": Column("number"), "research_weight": _SHARE, "nearest_park": _PARK,
        "km_to_park": _SIZE, "source": _TEXT,
    },
    "industry_links.csv": {
        "industry": _INDUSTRY, "other_industry": _INDUSTRY, "supplier_weight": _SHARE,
        "relatedness": _SHARE, "technology_distance": _SHARE, "source": _TEXT,
    },
    "completions.csv": {
        "quarter": Column("quarter"), "floor_class": _TEXT, "completed_m2": _SIZE,
        "source": _TEXT,
    },
    "city_totals.csv": {
        "id": _TEXT, "value": Column("number"), "year": Column("whole"), "unit": _TEXT,
        "place": _TEXT, "source": _TEXT, "confidence": _TEXT,
    },
    "perimeter.csv": {
        "park": _PARK, "from": Column("quarter"), "until": Column("quarter", empty=True),
    },
    "facts.csv": {
        "id": _TEXT, "kind": _TEXT, "statement": _TEXT, "statistic": _TEXT,
        "low": Column("number"), "high": Column("number"), "unit": _TEXT,
        "year": Column("whole"), "use": _TEXT, "built_in": _TEXT, "emergent_or_imposed": _NOTE,
        "known_by": Column("quarter"), "source": _TEXT, "confidence": _TEXT,
    },
}  # fmt: skip

# columns whose entries together may not be repeated
SINGLE: dict[str, tuple[str, ...]] = {
    "parks.csv": ("slug",),
    "industries.csv": ("id",),
    "districts.csv": ("slug",),
    "travel.csv": ("origin", "destination"),
    "park_industry.csv": ("park", "industry"),
    "park_space.csv": ("park", "floor_class"),
    "universities.csv": ("slug",),
    "industry_links.csv": ("industry", "other_industry"),
    "completions.csv": ("quarter", "floor_class"),
    "city_totals.csv": ("id",),
    "facts.csv": ("id",),
}
