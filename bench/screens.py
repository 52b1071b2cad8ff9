"""Every screen of ours as every post opens it: page, search, form, groups, at 10,000 and 100,000 contracts.

``page``        the first page with the action's own filters and, where it opens grouped, its groups
``form``        the first record of the page with all its fields
``number``      the list after a number is typed into its search; ``customer``: a customer's name; for three posts
``by ...``      a grouping that the search offers, beside ``SQL``: the bare statement of its rows, rules, sums, order

One leg is one of these of one screen and one post. Not growing is meant of all but groupings, which read every row.
"""

from client import Screen, our_actions
from measure import Target

from odoo.exceptions import AccessError
from odoo.tools import SQL

TYPED = {"number": "0471", "customer": "Customer 0013"}
SEARCHING_POSTS = ("gm", "int_manager", "int_salesperson")
COUNT = (2, 1)
RUNS = (1, 1)
WARM = None
# growth that counts: by half, and by more than what the clock says of the same call twice
GROWTH, SECONDS = 1.5, 0.01
BARE_SECONDS = 0.05


def screens(env, meter, count):
    """Open everything ``count`` times."""
    # a login is its post and a number, see generate/partners.py
    users = env["res.users"].search([("login", "=like", "%\\_1"), ("share", "=", False)], order="login")
    actions = our_actions(env)
    lines = env["sales.manual.desk.line"]
    of_desk = lines.search([]).action_id
    for user in users:
        post = user.login.removesuffix("_1")
        shown = env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        on_desk = lines.with_user(user).search([]).sudo().action_id
        for action, menus in actions.items():
            if shown & set(menus.ids) if menus else action in on_desk or action not in of_desk:
                Opening(env, meter, count, action, user, post).measure()


def legs(env, meter, count, name, call):
    """Measure the call ``count`` times, after one that fills the caches which a running server has filled."""
    result = call()
    for _ in range(count):
        env.invalidate_all()
        with meter.leg(name):
            call()
    return result


class Opening:
    """One action as one user opens it."""

    def __init__(self, env, meter, count, action, user, post):
        self.env, self.meter, self.count, self.post = env, meter, count, post
        self.name = action.with_context(lang="en_US").name
        self.action, self.user = action, user

    def measure(self):
        try:
            self.screen = Screen(self.env, self.action, self.user)
            found = self.leg("page", self.screen.first_page)
        except AccessError:
            return  # this post does not open it
        if self.screen.groups:
            self.leg("page, grouped", lambda: self.screen.grouped(self.screen.groups))
        if found["records"] and "form" in self.screen.views:
            self.leg("form", lambda: self.screen.open(found["records"][0]["id"]))
        if self.post not in SEARCHING_POSTS:
            return
        for what, text in TYPED.items():
            domain = self.screen.typed(text)
            if domain is not None:
                self.leg(what, lambda domain=domain: self.screen.first_page(domain))
        if self.screen.kind == "list" and self.screen.model._auto:
            for grouping in self.screen.groupings():
                self.grouping(grouping)

    def leg(self, what, call):
        return legs(self.env, self.meter, self.count, f"{self.name}, {what}|{self.post}", call)

    def grouping(self, grouping):
        name = grouping.partition(":")[0]
        self.leg(f"by {name}", lambda: self.screen.grouped([grouping]))
        model = self.screen.model
        query = model._search(self.screen.domain)
        key = model._read_group_groupby(model._table, grouping, query)
        aggregates = [model._read_group_select(aggregate, query) for aggregate in self.screen.aggregates()]
        terms = {grouping: key}  # and what the names of the groups are sorted by
        order = model._read_group_orderby(grouping, terms, query)
        bare = SQL(
            "SELECT %s%s, count(*) FROM %s WHERE %s GROUP BY %s ORDER BY %s LIMIT 80",
            key,
            SQL("").join(SQL(", %s", aggregate) for aggregate in aggregates),
            query.from_clause,
            query.where_clause or SQL("TRUE"),
            SQL(", ").join(terms.values()),
            order,
        )
        self.leg(f"by {name}, SQL", lambda: model.env.execute_query(bare))


CASES = {"10k": ("medium", screens), "100k": ("large", screens)}


def named(results):
    """{screen: [its legs]}, of legs that both cases have."""
    found = {}
    for leg in results.legs("100k"):
        if leg in results.legs("10k"):
            found.setdefault(leg.partition("|")[0], []).append(leg)
    return found


def seconds(results, case, leg):
    return results.each(case, "total", leg)


def opened(leg):
    """Whether the leg is a screen as it opens; the others are searches and groupings of all there is."""
    return any(what in leg for what in (", page", ", form"))


def grown(results):
    """The legs, groupings apart, that take longer at 100,000 contracts than at 10,000."""
    return [
        leg
        for name, legs_ in named(results).items()
        if ", by " not in name
        for leg in legs_
        if seconds(results, "100k", leg) > GROWTH * seconds(results, "10k", leg) + SECONDS
    ]


def share_flat(is_opened):
    def share(results):
        legs_ = [leg for name, found in named(results).items() if ", by " not in name for leg in found]
        counted = [leg for leg in legs_ if opened(leg) is is_opened]
        return 1 - sum(leg in counted for leg in grown(results)) / len(counted)

    return share


def beside_bare(results):
    """{grouping: times its bare statement}; below that a page of groups costs what it costs to name the groups."""
    found = {}
    for leg in results.legs("100k"):
        bare = leg.replace("|", ", SQL|")
        if bare in results.legs("100k") and seconds(results, "100k", bare) >= BARE_SECONDS:
            found[leg] = seconds(results, "100k", leg) / seconds(results, "100k", bare)
    return found


def most_queries(results):
    """The most statements that opening a screen takes at 100,000 contracts beyond those at 10,000."""
    return max(
        results.each("100k", "queries", leg) - results.each("10k", "queries", leg)
        for legs_ in named(results).values()
        for leg in legs_
        if opened(leg)
    )


TARGETS = [
    Target("share of first pages and forms that take no longer at 100,000 contracts", share_flat(True), least=1),
    Target("share of searches that take no longer at 100,000 contracts", share_flat(False), least=0.9),
    Target("grouped lists against their bare SQL, the worst",
           lambda results: max(beside_bare(results).values(), default=1), most=1.5),
    Target("statements more at 100,000 contracts, the most", most_queries, most=2),
]  # fmt: skip


def report(results, out):
    """Milliseconds of CPU (Odoo and PostgreSQL): the median over the posts, and the post that waits longest."""
    width = max(len(name) for name in named(results)) + 2
    out(f"{'ms of CPU':{width}}{'posts':>6}{'10k':>9}{'100k':>9}{'SQL':>6}   slowest post")
    for name, legs_ in sorted(named(results).items()):
        times = {leg: seconds(results, "100k", leg) for leg in legs_}
        slowest = max(times, key=times.get)
        middle = sorted(times, key=times.get)[len(times) // 2]
        out(
            f"{name:{width}}{len(legs_):6}{1000 * seconds(results, '10k', middle):9.1f}{1000 * times[middle]:9.1f}"
            f"{results.each('100k', 'queries', middle):6.0f}   {slowest.partition('|')[2]}"
            f" {1000 * seconds(results, '10k', slowest):.1f} -> {1000 * times[slowest]:.1f}"
        )
    for leg in grown(results):
        out(f"grows: {leg} {1000 * seconds(results, '10k', leg):.1f} -> {1000 * seconds(results, '100k', leg):.1f} ms")
    for leg, ratio in sorted(beside_bare(results).items(), key=lambda item: -item[1])[:10]:
        out(f"grouped against bare SQL: {leg} {ratio:.2f} times")
