"""Separation of duties: who holds what must be apart, among 1,000 users with 60 groups each and 20 rules.

``conflicts``  the one statement over all effective groups, and over one user
``given``      what the check adds to giving a group: before, after, and the rows of the rules
"""

import itertools

from measure import Target

from odoo import Command

COUNT = (1000, 200)
RUNS = (3, 1)
WARM = None
QUICK = True
CHAINS = 30  # of three groups, each implying the next; a user is given 21 of them
RULES = 20


def conflicts(env, meter, count):
    """All conflicts of everybody, then of one user."""
    users = company(env, count)
    separation = env["sales.manual.separation"]
    for _ in range(5):
        with meter.leg("everybody"):
            found = separation._conflicts()
        with meter.leg("one user"):
            separation._conflicts(users[0])
    meter.figure("conflicts", len(found))
    if len({conflict.user_id for conflict in found} & set(users.ids)) != len(users[::10]):
        raise ValueError("every tenth user is in conflict, no other one is")


def given(env, meter, count):
    """A harmless group and a power of a rule, given to one user, and to everybody by what a group implies."""
    users = company(env, count)
    harmless, implied = env["res.groups"].create([{"name": "Bench harmless"}, {"name": "Bench implied"}])
    power = env["sales.manual.separation"].search([], order="id desc", limit=1).side_a_ids[:1]
    for user in users[1:6]:
        with meter.leg("harmless"):
            user.write({"group_ids": [Command.link(harmless.id)]})
            env.flush_all()
        with meter.leg("power"):
            user.write({"group_ids": [Command.link(power.id)]})
            env.flush_all()
    with meter.leg("implied"):
        harmless.write({"implied_ids": [Command.link(implied.id)]})
        env.flush_all()


def company(env, count):
    """``count`` users, each with groups enough; every tenth of them holds both sides of a rule."""
    chains = []
    for number in range(CHAINS):
        below = env["res.groups"]
        for level in ("c", "b", "a"):
            implied = [Command.set(below.ids)]
            below = env["res.groups"].create({"name": f"Bench {number}{level}", "implied_ids": implied})
        chains.append(below)
    separation = env["sales.manual.separation"]
    missing = RULES - separation.search_count([])
    pairs = list(itertools.combinations(chains, 2))[:missing]
    bottom = [(one.implied_ids.implied_ids, other.implied_ids.implied_ids) for one, other in pairs]
    employee = env.ref("base.group_user")
    logins = [f"bench_{number}" for number in range(count)]
    users = env["res.users"].create([{"name": login, "login": login} for login in logins])
    first = {pair[0] for pair in pairs} | {pair[1] for pair in pairs}
    safe = [chain for chain in chains if chain not in first] + [pairs[0][0]]
    for position, group in enumerate([*safe, employee]):
        group.user_ids |= users
        if not position % 10:
            env.flush_all()
    users[::10].write({"group_ids": [Command.link(pairs[0][1].id)]})
    separation.create(
        [
            {
                "name": f"Bench {number}",
                "risk": "Bench",
                "side_a_ids": [Command.set(one.ids)],
                "side_b_ids": [Command.set(other.ids)],
            }
            for number, (one, other) in enumerate(bottom)
        ]
    )
    env.flush_all()
    return users


CASES = {"conflicts": ("addon", conflicts), "given": ("addon", given)}
TARGETS = [
    Target("everybody's conflicts, seconds", lambda results: results.each("conflicts", "wall", "everybody"), most=1.0),
]
