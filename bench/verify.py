"""Verifying 1,000, 10,000 and 100,000 sign-offs, against a bare scan of the same rows.

``scan``    the rows with their content, fetched by one statement and thrown away
``chain``   each act's place, digest and key, and the digest of its content: what the daily seal needs
``verify``  the whole check: also steps, states, and what the documents say now against what was signed

Each chain is that of a released notice of 5 lines: made, signed three times, released. The count is that of notices.
"""

from measure import Target, from_count

from odoo.tools import SQL

ACTS = 5
SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000}
LEGS = ("scan", "chain", "verify")
COUNT = (20_000, 2_000)
RUNS = (3, 1)


def acts(size):
    """The case of ``size`` sign-offs."""

    def run(env, meter, count):
        # the addon can be imported where Odoo runs
        from chains import copies, released_notice

        from odoo.addons.sales_manual_addon.models.control import chain, keys

        number = min(size, count * ACTS) // ACTS  # fewer where it only warms up
        notices = copies(released_notice(env), number)
        with meter.leg("scan"):
            scanned = 0
            env.cr.execute(SQL("SELECT * FROM sales_manual_signoff WHERE notice_id IN %s", tuple(notices.ids)))
            while rows := env.cr.fetchmany(1000):
                scanned += len(rows)
        with meter.leg("chain"):
            walked = list(chain.walk(notices._signoff_rows(), keys.keys_for))
        env.invalidate_all()
        with meter.leg("verify"):
            findings = notices._signoff_verify()
        if scanned != number * ACTS or len(walked) != number:
            raise ValueError(f"{scanned} acts in {len(walked)} chains are not {number} times {ACTS}")
        if findings or any(one.findings for one in walked):
            raise ValueError(f"chains that hold are found wrong: {findings[:3]}")
        forge(env, notices[-1:])
        if {finding["res_id"] for finding in notices._signoff_verify()} != {notices[-1:].id}:
            raise ValueError("a forged act is not found")
        meter.figure("acts", scanned)

    return run


def forge(env, notice):
    """Change one signature behind the application."""
    env.cr.execute(
        SQL("UPDATE sales_manual_signoff SET signed_as = 'nobody' WHERE notice_id = %s AND chain_index = 2", notice.id)
    )


CASES = {case: ("addon", acts(size)) for case, size in SIZES.items()}


def by_act(results, case, leg, figure="total"):
    return results.median(case, figure, leg) / results.median(case, "acts")


def growth(leg):
    return from_count(COUNT[0], lambda results: by_act(results, "100k", leg) / by_act(results, "10k", leg))


TARGETS = [Target(f"{leg}: CPU by act, 100k against 10k", growth(leg), most=1.1) for leg in ("chain", "verify")]


def report(results, out):
    out(f"{'':14}{'acts':>9}{'CPU s':>9}{'wall s':>9}{'ms by act':>11}{'scans':>8}{'SQL':>7}")
    for case in results.cases:
        for leg in LEGS:
            out(
                f"{f'{case} {leg}':14}{results.median(case, 'acts'):9.0f}{results.median(case, 'total', leg):9.2f}"
                f"{results.median(case, 'wall', leg):9.2f}{1000 * by_act(results, case, leg):11.4f}"
                f"{by_act(results, case, leg) / by_act(results, case, 'scan'):8.1f}"
                f"{results.median(case, 'queries', leg):7.0f}"
            )
