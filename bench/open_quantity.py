"""Finding what has an open quantity among 10,000 and 100,000 open lines, ours against sale_blanket_order.

Ten lines a document, all open. ``all`` finds every document that has something open, ``page`` the first 80 of the list,
``sum`` those with more open than any of their lines has alone; ``SQL`` is the bare statement that answers ``all``. The
peer compares single lines and shows sums: it finds nothing where ``sum`` is asked, which is told as a figure.
"""

from documents import goods, posts, signed_contract
from measure import Target
from volume import blanket_order, open_blanket_lines, open_contract_lines, sweep

from odoo.tools import SQL

PER_DOCUMENT = 10
COUNT = (10, 3)
RUNS = (5, 3)
WARM = None


def searched(env, meter, count, model, field, more, bare):
    documents = env[model]
    domain = [(field, ">", 0)]
    found = documents.search(domain)  # plans and caches
    expected = len(env.execute_query(bare))
    if len(found) != expected:
        raise ValueError(f"{model}: {len(found)} found, {expected} have something open")
    for _ in range(count):
        env.invalidate_all()
        with meter.leg("all"):
            documents.search(domain)
        env.invalidate_all()
        with meter.leg("page"):
            documents.search(domain, limit=80)
        env.invalidate_all()
        with meter.leg("sum"):
            more_found = documents.search([(field, ">", more)])
        with meter.leg("SQL"):
            env.execute_query(bare)
    # as shown on the screen
    right = sum(document[field] > more for document in found[:100])
    meter.figure("shown above the sum, of 100", right)
    meter.figure("found above the sum, of 100", len(more_found & found[:100]))


def ours(lines):
    def run(env, meter, count):
        sweep(env, "sales.manual.contract", "sales.manual.contract.line", "sale.order.line")
        contract = signed_contract(env, posts(env), 10)  # 5 lines of 100 pieces
        open_contract_lines(env, contract.line_ids[0].with_env(env), lines, PER_DOCUMENT)
        bare = SQL("SELECT DISTINCT contract_id FROM sales_manual_contract_line WHERE open_qty > 0")
        searched(env, meter, count, "sales.manual.contract", "open_qty", 600, bare)
        if meter.figures["found above the sum, of 100"] != meter.figures["shown above the sum, of 100"]:
            raise ValueError("what is shown is not what is found")

    return run


def peer(lines):
    def run(env, meter, count):
        sweep(env, "sale.blanket.order", "sale.blanket.order.line", "sale.order.line")
        blanket = blanket_order(env, env["res.partner"].create({"name": "Bench customer"}), goods(env), 100)
        open_blanket_lines(env, blanket.line_ids[0], lines, PER_DOCUMENT)
        bare = SQL("SELECT DISTINCT order_id FROM sale_blanket_order_line WHERE remaining_uom_qty > 0")
        searched(env, meter, count, "sale.blanket.order", "remaining_uom_qty", 600, bare)

    return run


CASES = {
    "ours 10k": ("addon", ours(10_000)),
    "peer 10k": ("peers_only", peer(10_000)),
    "ours 100k": ("addon", ours(100_000)),
    "peer 100k": ("peers_only", peer(100_000)),
}


def times_faster(leg, size):
    return lambda results: results.ratio(f"peer {size}", f"ours {size}", leg=leg).median


TARGETS = [
    Target(f"{leg} of {size} lines, times as fast as the peer", times_faster(leg, size), least=5)
    for size in ("10k", "100k")
    for leg in ("all", "page")
] + [
    Target(
        f"all of {size} lines against bare SQL",
        lambda results, case=f"ours {size}": results.median(case, leg="all") / results.median(case, leg="SQL"),
        most=3,
    )
    for size in ("10k", "100k")
]


def report(results, out):
    """Milliseconds by the clock of one search, and how often ours goes into the peer's."""
    legs = results.legs("ours 10k")
    out(f"{'ms of one search':18}" + "".join(f"{leg:>10}" for leg in legs))
    for case in results.cases:
        out(f"{case:18}" + "".join(f"{1000 * results.each(case, 'wall', leg):10.2f}" for leg in legs))
    for size in ("10k", "100k"):
        ratios = [results.ratio(f"peer {size}", f"ours {size}", leg=leg) for leg in legs]
        out(f"{f'peer / ours {size}':18}" + "".join(f"{ratio.median:10.1f}" for ratio in ratios))
    for case in results.cases:
        for figure in results.figures(case):
            out(f"{case}: {figure}: {results.median(case, figure):.0f}")
