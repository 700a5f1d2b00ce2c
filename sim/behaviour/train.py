"""Stage 11: people learn on the job and in training, and forget."""

from __future__ import annotations

from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer, pay, spend
from sim.core.stage import stage


@equation
def human_capital(trained, training_gain, experience_premium, years, cap):
    """Human capital of a person (E19).

    h = (1 + 0.23 trained)(1 + premium min(years, cap))
    trained  0 or 1      training_gain  share      experience_premium  share/year      years, cap
    Returns a multiple of an untrained newcomer.      Source: Konings, Vanormelingen 2015 (medium).
    """
    return (1.0 + training_gain * trained) * (1.0 + experience_premium * min(years, cap))


@equation
def training_chance(train_share, seat_share, staff_share):
    """Chance that an untrained person is trained in a quarter (E19).

    p = train_share/4 * seat_share/staff_share, at most 1
    train_share  share/year      seat_share  seats of the person's group of industries
    staff_share  staff of that group      Returns a probability.
    """
    if staff_share <= 0.0:
        return 0.0
    return min(1.0, train_share / 4.0 * seat_share / staff_share)


@equation
def untrained_pay(training_wage, trained_share):
    """Pay of a person without the mark over the mean pay of its firm (E23).   1/(1 + 0.12 share)

    The pay of a firm contains what training adds for the trained share of its cell.
    training_wage  what the mark adds, share of pay      trained_share  of the cell, share
    Returns a ratio.
    """
    return 1.0 / (1.0 + training_wage * trained_share)


@stage
def train(talents, firms, parks, industries, cells, law, assume, solved, luck, ledger, budgets):
    """Train the untrained, let the mark of training decay, count experience, pass on pay.

    The employer pays its share of the cost (6,000 yuan a person in all), the district the rest.
    """
    own = assume.training_employer_share * assume.training_cost / 1000000.0
    public = (1.0 - assume.training_employer_share) * assume.training_cost / 1000000.0
    count = len(industries)
    chance = buffer(len(cells))
    plain_pay = buffer(len(cells))
    for cell in cells:
        rules = law[cell.park]
        seats = 1.0 - rules.talent_leading_seat_share
        group = 1.0 - solved.leading_staff_share
        if industries[cell.industry].leading:
            seats = rules.talent_leading_seat_share
            group = solved.leading_staff_share
        chance[cell.row] = training_chance(rules.talent_train_share, seats, group)
        plain_pay[cell.row] = untrained_pay(assume.training_wage, cell.trained_share)
    for talent in talents:
        if not talent.alive:
            continue
        had_mark = talent.trained
        if had_mark and uniform(luck.decay, talent.uid, 0) < assume.training_decay:
            talent.trained = False
        if talent.employer >= 0:
            firm = firms[talent.employer]
            talent.experience += 1
            talent.tenure += 1
            if not had_mark:
                payer = ledger.city
                if talent.work_park > 0:
                    payer = ledger.districts + parks[talent.work_park].district
                part = budgets.part[payer]
                wanted = chance[talent.work_park * count + talent.industry]
                u_training = uniform(luck.training, talent.uid, 0)
                if u_training < wanted:
                    granted = 0.0
                    if u_training < wanted * part:
                        granted = 1.0
                    spend(
                        ledger.flow,
                        ledger.public,
                        ledger.for_training,
                        payer,
                        ledger.outside,
                        public * talent.weight,
                        granted,
                    )
                if u_training < wanted * part:
                    talent.trained = True
                    firm.cash -= own * talent.weight / firm.weight
                    pay(ledger.flow, ledger.firms, ledger.outside, own * talent.weight)
        mark = 0.0
        if talent.trained:
            mark = 1.0
        if talent.employer >= 0:
            workplace = firms[talent.employer]
            pay_untrained = plain_pay[talent.work_park * count + talent.industry] * workplace.wage
            talent.wage = pay_untrained * (1.0 + assume.training_wage * mark)
        talent.human_capital = human_capital(
            mark,
            assume.training_productivity,
            assume.experience_premium,
            talent.experience / 4.0,
            assume.human_capital_cap,
        )
