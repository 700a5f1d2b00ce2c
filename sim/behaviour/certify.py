"""Stage 23: the ladder of certificates, chain leaders and unicorns."""

from __future__ import annotations

from sim.agents.firm import ROUND_D, SEED, VENTURE_TYPE
from sim.behaviour.research import certificate_threshold, price_level
from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer, counters, spend
from sim.core.stage import stage

TENTH = 0.1  # strength of a service package is paid by tenths


@equation
def is_high_tech(years, share, patents, least_years, threshold, least_patents):
    """Whether a firm meets the thresholds of the high-tech certificate (E42).

    years, least_years  age in years      share, threshold  reported R&D over revenue, share
    patents, least_patents  count      Returns 1 or 0.
    """
    if years >= least_years and share >= threshold and patents >= least_patents:
        return 1
    return 0


@equation
def is_innovative(years, revenue, share, least_years, least_revenue, least_share):
    """Whether a firm meets the thresholds of an innovative SME (E42).

    years, least_years  age in years      revenue, least_revenue  nominal, million yuan/year
    share, least_share  reported R&D over revenue      Returns 1 or 0.
    """
    if years >= least_years and revenue >= least_revenue and share >= least_share:
        return 1
    return 0


@equation
def is_giant(revenue, share, equity, small, large, share_small, share_large, least_equity):
    """Whether revenue, R&D and equity are those of a little giant (E42).

    revenue >= large with R&D >= share_large, or small-large with >= share_small, or below small
    with equity >= least_equity
    revenue, small, large  nominal, million yuan/year      shares  reported R&D over revenue
    equity, least_equity  million yuan      Returns 1 or 0.
    """
    if revenue >= large:
        if share >= share_large:
            return 1
        return 0
    if revenue >= small:
        if share >= share_small:
            return 1
        return 0
    if equity >= least_equity:
        return 1
    return 0


@equation
def certification_chance(rate, coverage, reference):
    """Chance that a firm that meets the thresholds is certified in a year (E42).

    rate coverage/0.3, at most 1
    rate  share/year at the reference      coverage, reference  share of firms on the list
    Returns a probability.
    """
    return min(1.0, rate * coverage / reference)


@stage
def certify_firms(firms, law, assume, luck, clock, ledger, budgets, under_way):
    """Once a year firms are certified and reviewed; firms without R&D are left out (E42).

    High-tech certificates run out after three years and are renewed if 0.8 of the thresholds is
    met; the other certificates are reviewed every three years by the same rule. Firms that meet
    the thresholds of the next step stand on the cultivation list with the chance of its coverage.
    R&D-active firms of an industry report much the same share, which stands for a wide spread: the
    high-tech certificate asks for no more than that share.
    """
    if clock.quarter_of_year == 0:
        prices = price_level(assume.price_inflation, clock.time - assume.price_stable_until)
        coverage = law.zone.ladder_coverage * budgets.part[ledger.special_fund]
        reference = assume.ladder_coverage_reference
        sme_chance = certification_chance(assume.certification_rate[0], coverage, reference)
        giant_chance = certification_chance(assume.certification_rate[1], coverage, reference)
        champion_chance = certification_chance(assume.certification_rate[2], coverage, reference)
        under_way.listed[0] = 0.0
        for firm in firms:
            if firm.research_share <= 0.0 or not firm.operating:
                continue
            years = firm.age / 4.0
            share = firm.research_share
            revenue = firm.revenue * prices
            equity = 0.0
            if firm.round >= SEED:
                equity = firm.round_size
            threshold = certificate_threshold(
                firm.revenue,
                prices,
                assume.hnte_revenue_bracket[0],
                assume.hnte_revenue_bracket[1],
                assume.hnte_research_threshold[0],
                assume.hnte_research_threshold[1],
                assume.hnte_research_threshold[2],
            )
            usual = (
                assume.research_intensity[firm.industry]
                / (assume.research_active_share[firm.industry])
            )
            threshold = min(threshold, usual)
            lower = 1.0
            if firm.hnte_years > 0.0:
                firm.hnte_years -= 1.0
                lower = assume.certificate_tolerance
            if firm.hnte_years <= 0.0:
                able = is_high_tech(
                    years,
                    share,
                    firm.patents,
                    assume.hnte_age_years,
                    lower * threshold,
                    lower * assume.hnte_patents,
                )
                firm.hnte_years = 0.0
                if able == 1:
                    apply = uniform(luck.year.high_tech, firm.uid, 0)
                    if lower < 1.0 or apply < assume.high_tech_rate:
                        firm.hnte_years = assume.hnte_validity
            firm.label_quarters += 4
            lower = 1.0
            review = firm.label_quarters >= assume.certificate_review
            if review:
                firm.label_quarters = 0
                lower = assume.certificate_tolerance
            sme = is_innovative(
                years,
                revenue,
                share,
                assume.specialised_age_years,
                assume.specialised_revenue_rule * lower,
                assume.specialised_research_rule * lower,
            )
            giant = 0
            if firm.kind == VENTURE_TYPE and years >= assume.little_giant_age_years:
                if firm.patents >= assume.little_giant_patents * lower:
                    giant = is_giant(
                        revenue,
                        share,
                        equity,
                        assume.little_giant_revenue[0] * lower,
                        assume.little_giant_revenue[1] * lower,
                        assume.little_giant_research[0] * lower,
                        assume.little_giant_research[1] * lower,
                        assume.little_giant_equity * lower,
                    )
            if firm.innovative_sme and review and sme == 0:
                firm.innovative_sme = False
            if firm.little_giant and review and (giant == 0 or not firm.innovative_sme):
                firm.little_giant = False
            if firm.champion and review and not firm.little_giant:
                firm.champion = False
            listed = False
            if not firm.innovative_sme:
                if sme == 1 and not review:
                    listed = True
                    if uniform(luck.year.innovative, firm.uid, 0) < sme_chance:
                        firm.innovative_sme = True
                        firm.label_quarters = 0
            elif not firm.little_giant:
                if giant == 1 and not review:
                    listed = True
                    if uniform(luck.year.giant, firm.uid, 0) < giant_chance:
                        firm.little_giant = True
                        firm.label_quarters = 0
            elif not firm.champion and revenue >= assume.national_champion_revenue:
                if firm.age >= assume.national_champion_age:
                    if uniform(luck.year.champion, firm.uid, 0) < champion_chance:
                        firm.champion = True
            if listed and firm.park > 0:
                under_way.listed[0] += firm.weight * law.zone.ladder_coverage
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_listing,
        ledger.special_fund,
        ledger.outside,
        assume.listing_firm_cost / 4.0 * under_way.listed[0],
        budgets.part[ledger.special_fund],
    )


@stage
def name_leaders(firms, industries, assume, clock):
    """Once a year the largest R&D-active firms of an industry become its chain leaders (E42).

    Rows that stand for many firms have none among them.
    """
    if clock.quarter_of_year == 0:
        seats = int(assume.leaders_per_industry)
        best = buffer(len(industries) * seats)
        held = counters(len(industries) * seats)
        for firm in firms:
            firm.leader = False
            if firm.research_share <= 0.0 or not firm.operating or firm.weight != 1.0:
                continue
            first = firm.industry * seats
            seat = first + seats - 1
            if firm.revenue <= best[seat]:
                continue
            while seat > first and firm.revenue > best[seat - 1]:
                best[seat] = best[seat - 1]
                held[seat] = held[seat - 1]
                seat -= 1
            best[seat] = firm.revenue
            held[seat] = firm.row
        for place in range(len(industries) * seats):
            if best[place] > 0.0:
                leader = firms[held[place]]
                leader.leader = True


@stage
def list_unicorns(firms, cells, industries, law, assume, luck, clock, ledger, budgets):
    """Firms enter the list of unicorns with a round above the bar; certificates are counted (E42).

    They leave when listed, sold or closed and with a round below the bar. The tenth a year that
    leaves the list comes out of that and is no cause of its own. Service packages of chain leaders
    and champions are paid by the special fund.
    """
    count = len(industries)
    for cell in cells:
        cell.high_tech = 0.0
        cell.innovative = 0.0
    prices = price_level(assume.price_inflation, clock.time - assume.price_stable_until)
    packages = 0.0
    for firm in firms:
        if firm.research_share <= 0.0 or not firm.operating:
            continue
        here = cells[firm.park * count + firm.industry]
        if firm.hnte_years > 0.0:
            here.high_tech += firm.weight
        if firm.innovative_sme:
            here.innovative += firm.weight
        if firm.leader or firm.champion:
            packages += firm.weight
        if firm.kind != VENTURE_TYPE:
            continue
        above = firm.valuation * prices >= assume.unicorn_value
        if firm.round < SEED or firm.round > ROUND_D:
            above = False
        if firm.unicorn:
            if not above:
                firm.unicorn = False
        elif above and firm.round_quarters == 0:
            firm.unicorn = True
    strength = max(0.0, law.zone.ladder_service_package - 1.0)
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_service_packages,
        ledger.special_fund,
        ledger.outside,
        assume.service_package_cost * packages * strength / TENTH / 4.0,
        budgets.part[ledger.special_fund],
    )


def certify(model):
    """Run stage 23: certificates of the year, chain leaders, unicorns and counts."""
    certify_firms(model)
    name_leaders(model)
    list_unicorns(model)
