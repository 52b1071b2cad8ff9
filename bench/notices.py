"""1, 10 and 50 shipping notices made, issued, signed three times and shipped, each act in one call for all.

What one notice costs in SQL statements must not grow with the number that is handed over at once.
"""

from documents import batches, deliver, posts, signed_contract
from measure import Target

SIZES = (1, 10, 50)
SIGNERS = ("checker", "statistician", "accountant")
LEGS = ("make", "issue", *(f"sign {number}" for number in range(1, len(SIGNERS) + 1)), "ship")
COUNT = (max(SIZES), max(SIZES))
RUNS = (5, 1)
QUICK = True


def at_once(size):
    """The case of ``size`` notices, of 5 lines each."""

    def run(env, meter, count):
        notices_to_go = min(size, count)  # fewer where it only warms up
        users = posts(env)
        planned = batches(signed_contract(env, users, notices_to_go), users["maker"], notices_to_go)
        planned.action_create_orders()
        orders = planned.line_ids.order_line_id.order_id
        orders.action_confirm()
        anew(env)
        with meter.leg("make"):
            notices = env["sales.manual.notice"].with_user(users["maker"])._make_from_orders(orders)
        anew(env)
        with meter.leg("issue"):
            notices.action_issue()
        for number, signer in enumerate(SIGNERS, 1):
            anew(env)
            with meter.leg(f"sign {number}"):
                notices.with_user(users[signer]).action_sign()
        expect(notices, "released", notices_to_go)
        pickings = orders.picking_ids.with_user(users["dispatcher"])
        anew(env)
        with meter.leg("ship"):
            deliver(pickings)
        expect(notices, "shipped", notices_to_go)

    return run


def anew(env):
    """Each act is a call of its own, which finds nothing in the cache."""
    env.flush_all()
    env.invalidate_all()


def expect(notices, state, number):
    if notices.mapped("state") != [state] * number:
        raise ValueError(f"{number} notices should be {state}: {notices.mapped('state')}")


CASES = {str(size): ("addon", at_once(size)) for size in SIZES}


def per_notice(results, case, figure, leg):
    return results.median(case, figure, leg) / min(int(case), results.count)


def one_more(results, figure, leg, few, many):
    """What each notice adds between ``few`` and ``many`` at once: without what a call costs by itself."""
    more = results.median(many, figure, leg) - results.median(few, figure, leg)
    return more / (int(many) - int(few))


def growth(leg):
    def figure(results):
        return one_more(results, "queries", leg, "10", "50") - one_more(results, "queries", leg, "1", "10")

    return figure


TARGETS = [
    Target(f"{leg}: statements one more notice adds to 50, less what it adds to 10", growth(leg), most=0.5)
    for leg in LEGS
]


def report(results, out):
    heads = "".join(f"{f'{case} at once':>12}" for case in results.cases) + f"{'one more':>12}"
    for title, figure, scale, digits in (("SQL statements", "queries", 1, 1), ("CPU ms", "total", 1000, 2)):
        out(f"{f'{title} by notice':26}{heads}")
        for leg in LEGS:
            values = [per_notice(results, case, figure, leg) for case in results.cases]
            values.append(one_more(results, figure, leg, "10", "50"))
            out(f"{leg:26}" + "".join(f"{scale * value:12.{digits}f}" for value in values))
