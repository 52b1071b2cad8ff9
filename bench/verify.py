"""Verifying the sign-offs of contracts and of shipping notices, a tenth of them and all.

``count`` is the number of acts. They are made as users make them: submitted or issued, signed by every post, released;
so each has the content that it covers, of a document with 5 lines. ``read`` is what no check can do without: the same
acts fetched by one bare statement, without comparing anything.
"""

from documents import batches, posts, signed_contract
from measure import Target

from odoo import fields
from odoo.tools import SQL

SHARE = 10
ACTS = {"contracts": 4, "notices": 5}  # of one document: made, signed two or three times, released
SIGNERS = {"contracts": ("deputy", "manager"), "notices": ("checker", "statistician", "accountant")}
ASKED = 100_000
COUNT = (2000, 400)
RUNS = (3, 2)


def contracts(env, users, number):
    """Contracts under review, all alike but for their names."""
    today = fields.Date.context_today(env.user)
    model = signed_contract(env, users, 10).with_user(users["sales"])
    [values] = model.copy_data(
        {"signing_date": today, "start_date": today, "end_date": fields.Date.add(today, years=1)}
    )
    made = model.create([values] * number)
    made.action_submit()
    return made


def notices(env, users, number):
    """Issued notices, of one order each."""
    planned = batches(signed_contract(env, users, number), users["maker"], number)
    planned.action_create_orders()
    orders = planned.line_ids.order_line_id.order_id
    orders.action_confirm()
    made = env["sales.manual.notice"].with_user(users["maker"])._make_from_orders(orders)
    made.action_issue()
    return made


def verifying(name, make):
    def run(env, meter, count):
        number = max(count // ACTS[name], 1)
        users = posts(env)
        documents = make(env, users, number)
        for signer in SIGNERS[name]:
            documents.with_user(users[signer]).action_sign()
        documents = documents.with_env(env)
        acts = sum(documents.mapped("signoff_count"))
        if acts != ACTS[name] * number:
            raise ValueError(f"{number} {name} should have {ACTS[name]} acts each, and have {acts} in all")
        env.flush_all()
        env.cr.execute("ANALYZE sales_manual_signoff")
        tenth = documents[: max(number // SHARE, 1)]
        for leg, chosen in (("a tenth", tenth), ("all", documents)):
            env.invalidate_all()
            with meter.leg(leg):
                findings = chosen._signoff_verify()
            if findings:
                raise ValueError(f"{name} that nobody touched: {findings[:3]}")
        with meter.leg("read"):
            rows = read(env, documents)
        if rows != acts:
            raise ValueError(f"{rows} acts are read of {acts}")
        meter.figure("acts", acts)
        meter.figure("acts of the tenth", ACTS[name] * len(tenth))
        expect_finding(env, documents[:1])

    return run


def read(env, documents):
    """Fetch the acts of the documents with all that they cover; return how many there are."""
    env.cr.execute(
        SQL(
            "SELECT * FROM sales_manual_signoff WHERE %(column)s IN %(ids)s ORDER BY %(column)s, chain_index",
            column=SQL.identifier(documents._signoff_document_field),
            ids=tuple(documents.ids),
        )
    )
    return len(env.cr.fetchall())


def expect_finding(env, document):
    """What was measured is a check that finds something: the content of one act gets a space more."""
    env.cr.execute(
        SQL(
            "UPDATE sales_manual_signoff SET content = content || ' ' WHERE %s = %s AND act = 'release'",
            SQL.identifier(document._signoff_document_field),
            document.id,
        )
    )
    if not document._signoff_verify():
        raise ValueError("a changed act is not found")


CASES = {"contracts": ("addon", verifying("contracts", contracts)), "notices": ("addon", verifying("notices", notices))}


def each_act(results, case, leg):
    """CPU seconds of one act."""
    acts = results.median(case, "acts of the tenth" if leg == "a tenth" else "acts")
    return results.median(case, "total", leg) / acts


def growth(case):
    return lambda results: each_act(results, case, "all") / each_act(results, case, "a tenth")


TARGETS = [Target(f"{case}: one act among ten times as many", growth(case), most=1.2) for case in CASES]


def report(results, out):
    results.table(out)
    for case in results.cases:
        small, large = each_act(results, case, "a tenth"), each_act(results, case, "all")
        ratio = results.median(case, "total", "all") / results.median(case, "total", "read")
        few, many = (results.median(case, figure) for figure in ("acts of the tenth", "acts"))
        out(
            f"{case}: {1000 * small:.2f} ms CPU an act among {few:.0f}, {1000 * large:.2f} ms among {many:.0f}; "
            f"{ratio:.0f} times the bare reading of them"
        )
        out(f"{case}: {ASKED:,} acts would take {ASKED * large:.0f} s CPU (extrapolated from that, not measured)")
