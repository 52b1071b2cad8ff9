"""The desk: each card counts the list that it opens, for the posts it is meant for, in so many statements."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import POSTS, SalesManualCommon

# cards that everybody with a post has
COMMON = {"notices_to_sign", "activities", "credit_requests", "special_approvals"}
SHOWN = {"name": {}, "code": {}, "figures": {}}

# the cards of each post besides, on its own desk and of its department
CARDS = """
gm                     contracts_to_sign exceptions_to_decide conflicts | department
dgm                    exceptions_to_decide conflicts | department
dom_manager            contracts_to_sign my_requests feedback | department sales_department
dom_deputy             contracts_to_sign feedback | department sales_department
dom_supervisor         my_contracts region_customers late_batches deliveries_ahead this_month letters feedback |
dom_clerk              late_batches deliveries_ahead departures this_month shipment_documents arrivals |
int_manager            contracts_to_sign my_requests feedback | department sales_department
int_deputy             contracts_to_sign feedback | department sales_department
int_salesperson        my_contracts region_customers late_batches deliveries_ahead this_month letters feedback |
int_clerk              late_batches deliveries_ahead departures this_month shipment_documents arrivals |
cmd_manager            my_requests | department
cmd_deputy             | department
int_contract           contract_post vessels |
dom_contract           contract_post |
dom_execution          late_batches deliveries_ahead departures this_month held |
sales_accountant       to_invoice overdue_invoices new_contracts this_month customs |
cashier                overdue_invoices new_contracts |
warehouse_statistician departures this_month serials |
production_planner     late_batches deliveries_ahead new_contracts vessels plans_to_agree stock_ceiling |
dispatcher             departures transfers_waiting this_month serials gate_passes |
sales_statistician     late_batches deliveries_ahead contracts_watch new_contracts notices_signing this_month |
import_export          departures new_contracts this_month vessels shipment_documents customs |
marketing              new_contracts feedback_read |
archivist              new_contracts originals |
auditor                access_findings conflicts signoffs seals exemptions |
dom_supervisor         plan_requests |
int_salesperson        plan_requests |
dom_manager            my_returns |
int_manager            my_returns |
cmd_manager            returns_to_decide |
cmd_deputy             returns_to_decide returns_to_examine |
sales_accountant       returns_to_credit |
warehouse_statistician returns_to_receive |
dispatcher             returns_to_receive |
sales_statistician     returns_to_examine |
"""
# cards that several posts have together
TOGETHER = {
    "contract_post": {
        "to_decompose", "batches_to_order", "orders_without_notice", "late_batches", "contracts_watch", "my_notices",
        "notices_signing", "this_month", "shipment_documents", "returns_to_exchange", "held",
        "plans_to_send", "stock_ceiling", "due_back",
    },
    "department": {"late_batches", "contracts_watch", "notices_signing", "this_month"},
    "sales_department": {"arrivals", "feedback"},
}  # fmt: skip


def expected():
    """{post: (codes of its own cards, codes of its department's)}"""
    rows = {}
    for line in CARDS.strip().splitlines():
        post, codes = line.split(maxsplit=1)
        sides = rows.setdefault(post, (set(COMMON), set()))
        for cards, words in zip(sides, codes.split("|"), strict=True):
            for word in words.split():
                cards |= TOGETHER.get(word, {word})
    return rows


@tagged("post_install", "-at_install")
class TestDesk(SalesManualCommon):
    def desk(self, user, domain=(), **context):
        """What the client asks for when ``user`` opens the desk."""
        self.env.flush_all()
        self.env.invalidate_all()
        cards = self.env["sales.manual.desk.card"].with_user(user).with_context(**context)
        return cards.web_search_read([("is_listed", "=", True), *domain], SHOWN)["records"]

    def figures(self, user, code, **context):
        found = [card["figures"] for card in self.desk(user, [("code", "=", code)], **context)]
        return found[0] if found else None

    def lines_of(self, user):
        """Every line that the user's desk could show, as the superuser reads it."""
        return self.env["sales.manual.desk.card"].with_user(user).search([]).sudo().line_ids

    def assertCounts(self, user):
        """Each line counts what its list shows to this user, up to the cap."""
        self.env.flush_all()
        self.env.invalidate_all()
        desk = self.env["sales.manual.desk"].with_user(user)
        cards = desk.env["sales.manual.desk.card"].search([])
        figures = desk._figures(cards)
        counted = 0
        for line in self.lines_of(user):
            model = desk.env[line.action_id.res_model]
            if not model.has_access("read"):
                self.assertNotIn(line.id, figures)
                continue
            with self.subTest(user=user.login, line=line.get_external_id()[line.id]):
                found = model.search_count(line.with_user(user).sudo()._domain())
                self.assertEqual(figures[line.id]["count"], min(found, 100))
                counted += found
        return counted

    def make_work(self):
        """A bit of everything: contracts at each step, late and ahead, notices, goods shipped and goods waiting."""
        today = fields.Date.context_today(self.env["sales.manual.contract"])
        early = {"signing_date": today - timedelta(days=40), "start_date": today - timedelta(days=40)}
        self.make_contract("domestic")
        self.make_contract("international").with_user(self.users["int_salesperson"]).action_submit()
        shipped = self.confirmed_order(10, "domestic", **early, latest_shipment_date=today - timedelta(days=1))
        self.released_notice(shipped, 6)
        self.ship(shipped.picking_ids, 6)
        waiting = self.confirmed_order(10, "international", **early, end_date=today + timedelta(days=20))
        self.make_notice(waiting, 4)
        self.confirmed_order(10, "domestic")
        self.effective_contract("international")
        self.decompose(self.effective_contract("domestic", **early), [300, 700], today - timedelta(days=3))
        self.env["res.partner"].create({"name": "In the region", "customer_rank": 1, "country_id": self.ref("base.de")})
        self.assignment("int_salesperson", country_ids=[Command.link(self.ref("base.de"))])

    def ref(self, xmlid):
        return self.env.ref(xmlid).id

    def assignment(self, key, post=None, **values):
        group = self.env.ref(f"sales_manual_addon.post_{post or key}")
        post = self.env["sales.manual.post"].search([("group_id", "=", group.id)])
        return self.env["sales.manual.post.assignment"].create(
            {"user_id": self.users[key].id, "post_id": post.id, **values}
        )

    # whose cards

    def test_every_post_has_its_cards_and_no_others(self):
        for post, (own, department) in expected().items():
            with self.subTest(post=post):
                cards = self.env["sales.manual.desk.card"].with_user(self.users[post])
                self.assertEqual(set(cards.search([]).mapped("code")), own | department)
                self.assertEqual(set(cards.search([("is_mine", "=", True)]).mapped("code")), own)
                self.assertEqual(set(cards.search([("is_department", "=", True)]).mapped("code")), department)
                self.assertTrue(own - COMMON or department)

    def test_the_table_knows_every_post_and_every_card(self):
        self.assertEqual(set(expected()), set(POSTS))
        administrator = {"assignments"}
        known = set().union(administrator, *(own | department for own, department in expected().values()))
        self.assertEqual(known, set(self.env["sales.manual.desk.card"].search([]).mapped("code")))

    def test_administrator_without_a_post_has_the_administrator_cards(self):
        administrator = new_test_user(self.env, login="desk_administrator", groups="base.group_system")
        self.env["sales.manual.post"].search([], limit=1).headcount = 9
        codes = {card["code"] for card in self.desk(administrator, desk_also_empty=True)}
        self.assertEqual(
            codes, {"activities", "access_findings", "assignments", "my_requests", "conflicts", "exemptions"}
        )
        self.assertIn("assignments", {card["code"] for card in self.desk(administrator)})

    def test_employee_without_a_post_reads_no_card(self):
        employee = new_test_user(self.env, login="desk_employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.desk(employee)

    def test_foreign_card_is_not_read_by_its_id(self):
        card = self.env.ref("sales_manual_addon.desk_signoffs").with_user(self.users["marketing"])
        with self.assertRaises(AccessError):
            card.web_read(SHOWN)
        with self.assertRaises(AccessError):
            card.line_ids.browse(self.ref("sales_manual_addon.desk_signoffs_main")).read(["name"])

    def test_nobody_changes_a_card(self):
        card = self.env.ref("sales_manual_addon.desk_conflicts")
        administrator = new_test_user(self.env, login="desk_administrator", groups="base.group_system")
        for user in (self.users["gm"], administrator):
            for act in (
                lambda rows: rows.write({"color": 3}),
                lambda rows: rows.unlink(),
                lambda rows: rows.copy(),
                lambda rows: rows.line_ids.write({"name": "Mine"}),
            ):
                with self.assertRaises(AccessError):
                    act(card.with_user(user))

    def test_deputy_finds_the_cards_of_the_post_represented(self):
        today = fields.Date.context_today(self.env["sales.manual.contract"])
        deputy = new_test_user(self.env, login="desk_deputy", groups="base.group_user")
        principal = self.assignment("dispatcher")
        self.env["sales.manual.post.assignment"].create(
            {
                "user_id": deputy.id, "post_id": principal.post_id.id, "kind": "deputy",
                "principal_id": principal.id, "date_from": today, "date_to": today,
            }
        )  # fmt: skip
        self.assertIn("transfers_waiting", {card["code"] for card in self.desk(deputy, desk_also_empty=True)})
        with freeze_time(today + timedelta(days=1)):
            self.env["sales.manual.post.assignment"]._apply_due()
        self.assertFalse(deputy.has_group("sales_manual_addon.post_dispatcher"))

    # what is counted

    def test_each_line_counts_exactly_its_list(self):
        self.make_work()
        for post in POSTS:
            self.assertTrue(self.assertCounts(self.users[post]), post)
        administrator = new_test_user(self.env, login="desk_administrator", groups="base.group_system")
        self.assertCounts(administrator)

    def test_part_of_a_main_figure_is_in_its_list(self):
        self.make_work()
        parts = self.env["sales.manual.desk.line"].search([("is_part", "=", True)])
        self.assertTrue(parts)
        for post in POSTS:
            user = self.users[post]
            for line in self.lines_of(user) & parts:
                model = self.env[line.action_id.res_model].with_user(user)
                main = line.card_id.line_ids.filtered(lambda other: other.kind == "main")
                with self.subTest(user=user.login, line=line.get_external_id()[line.id]):
                    self.assertEqual(main.action_id.res_model, line.action_id.res_model)
                    found, whole = (model.search(row.with_user(user).sudo()._domain()) for row in (line, main))
                    self.assertLessEqual(found, whole)

    def test_lists_open_in_the_client(self):
        """Each action reads as the client reads it: its views load, its domain is of the model."""
        for line in self.env["sales.manual.desk.line"].search([]):
            with self.subTest(line=line.get_external_id()[line.id]):
                action = line.action_id
                model = self.env[action.res_model]
                model.get_views(action.views, {"action_id": action.id, "toolbar": True})
                self.assertIn("kanban", [mode for _id, mode in action.views])
                self.assertEqual(line.oldest_field or "id", model._fields[line.oldest_field or "id"].name)

    def test_more_than_a_hundred_are_counted_no_further(self):
        user = self.users["dom_supervisor"]
        self.env["sales.manual.contract"].with_user(user).create(
            [self.contract_values("domestic", user_id=user.id, line_ids=[]) for _number in range(101)]
        )
        action = self.env.ref("sales_manual_addon.desk_my_contracts_draft_action")
        links = {line["url"]: line["count"] for line in self.figures(user, "my_contracts")["links"]}
        self.assertEqual(links[f"/odoo/desk/action-{action.id}"], "99+")

    def test_empty_cards_hide_until_asked_for(self):
        user = self.users["dispatcher"]
        self.assertFalse(self.figures(user, "departures"))
        self.assertFalse(self.figures(user, "departures", desk_also_empty=True)["main"])
        order = self.confirmed_order(10)
        self.assertEqual(self.figures(user, "transfers_waiting")["main"]["count"], "1")
        self.released_notice(order)
        self.assertFalse(self.figures(user, "transfers_waiting"))
        self.assertEqual(self.figures(user, "departures")["main"]["count"], "1")
        self.ship(order.picking_ids)
        self.assertFalse(self.figures(user, "departures"))

    def test_what_waits_for_a_signature_leaves_the_desk_when_signed(self):
        order = self.confirmed_order(10)
        notice = self.make_notice(order)
        checker = self.contract_post(notice, second=True)
        self.assertEqual(self.figures(checker, "notices_to_sign")["main"]["count"], "1")
        self.assertFalse(self.figures(self.contract_post(notice), "notices_to_sign"))
        self.assertFalse(self.figures(self.users["sales_accountant"], "notices_to_sign"))
        notice.with_user(checker).action_sign()
        self.assertFalse(self.figures(checker, "notices_to_sign"))
        self.assertEqual(self.figures(self.users["sales_accountant"], "notices_to_sign")["main"]["count"], "1")

    def test_department_sees_its_own_contracts_only(self):
        today = fields.Date.context_today(self.env["sales.manual.contract"])
        late = {
            "signing_date": today - timedelta(days=9), "start_date": today - timedelta(days=9),
            "latest_shipment_date": today - timedelta(days=1),
        }  # fmt: skip
        self.effective_contract("domestic", **late)
        self.assertEqual(self.figures(self.users["dom_manager"], "contracts_watch")["main"]["count"], "1")
        self.assertFalse(self.figures(self.users["int_manager"], "contracts_watch"))
        self.assertEqual(self.figures(self.users["gm"], "contracts_watch")["main"]["count"], "1")

    def test_other_company_is_not_counted(self):
        other = self.env["res.company"].create({"name": "Other company"})
        user = self.users["gm"]
        self.make_contract("domestic").with_user(self.users["dom_supervisor"]).action_submit()
        user.company_ids += other
        codes = [card["code"] for card in self.desk(user, allowed_company_ids=self.company.ids)]
        self.assertIn("contracts_watch", codes)
        codes = [card["code"] for card in self.desk(user, allowed_company_ids=other.ids)]
        self.assertNotIn("contracts_watch", codes)

    # what is in the way

    def test_reason_a_list_finds_is_the_reason_the_form_shows(self):
        today = fields.Date.context_today(self.env["sales.manual.contract"])
        notices = self.env["sales.manual.notice"]
        expired = self.make_notice(self.confirmed_order(10, end_date=today + timedelta(days=5)))
        changed = self.sign_notice(self.make_notice(self.confirmed_order(10)), until="warehouse")
        fine = self.make_notice(self.confirmed_order(10))
        changed.with_user(self.contract_post(changed)).line_ids.write({"pieces_qty": 9})
        later = today + timedelta(days=6)
        with freeze_time(f"{later} 06:00:00"):
            for notice, reason in ((expired, "expired"), (changed, "signature_void"), (fine, False)):
                notice.invalidate_recordset()
                self.assertEqual(notice.blocked_by, reason)
                ours = ("id", "in", (expired | changed | fine).ids)
                self.assertEqual(notices.search([ours, ("blocked_by", "=", reason)]), notice)
            card = self.figures(self.contract_post(fine), "notices_signing")
            self.assertEqual([line["count"] for line in card["reasons"]], ["1", "1"])

    def test_order_not_confirmed_blocks(self):
        notice = self.make_notice(self.confirmed_order(10))
        self.env.cr.execute("UPDATE sale_order SET state = 'draft' WHERE id IN %s", [tuple(notice.order_ids.ids)])
        self.env.invalidate_all()
        self.assertEqual(notice.blocked_by, "order_state")
        # whoever signs need not read orders
        warehouse = self.env["sales.manual.notice"].with_user(self.users["warehouse_statistician"])
        self.assertIn(notice.id, warehouse.search([("blocked_by", "=", "order_state")]).ids)
        self.assertNotIn(notice.id, warehouse.search([("blocked_by", "!=", "order_state")]).ids)

    def test_partial_release_lets_a_transfer_go(self):
        user = self.users["dispatcher"]
        order = self.confirmed_order(10)
        picking = order.picking_ids.with_user(user)
        self.assertTrue(picking.waits_for_shipping_notice)
        self.assertTrue(order.waits_for_shipping_notice)
        self.released_notice(order, 4)
        self.env.invalidate_all()
        self.assertFalse(picking.waits_for_shipping_notice)
        self.assertTrue(order.waits_for_shipping_notice)
        self.ship(picking, 4)
        rest = order.picking_ids.filtered(lambda transfer: transfer.state != "done").with_user(user)
        self.env.invalidate_all()
        self.assertTrue(rest.waits_for_shipping_notice)

    # this month

    def test_sums_of_the_month(self):
        order = self.confirmed_order(10, "domestic")
        self.released_notice(order)
        self.ship(order.picking_ids, 4)
        sums = {line["name"]: line for line in self.figures(self.users["dom_manager"], "this_month")["sums"]}
        self.assertEqual(list(sums), ["Contracted", "Released", "Shipped"])
        self.assertIn("0.006 MW · 10 pieces · ", sums["Contracted"]["sum"])  # 10 modules of 550 W
        self.assertIn("1,650.00", sums["Released"]["sum"])
        self.assertIn("0.002 MW · 4 pieces · ", sums["Shipped"]["sum"])
        self.assertIn("660.00", sums["Shipped"]["sum"])

    def test_last_month_is_not_this_month(self):
        today = fields.Date.context_today(self.env["sales.manual.contract"])
        with freeze_time(f"{today.replace(day=1) - timedelta(days=2)} 06:00:00"):
            order = self.confirmed_order(10, "domestic")
            self.released_notice(order)
            self.ship(order.picking_ids, 4)
        self.assertFalse(self.figures(self.users["dom_manager"], "this_month"))

    def test_amounts_are_of_the_company_currency(self):
        self.env["res.currency.rate"].create({
            "name": "2000-01-01", "currency_id": self.usd.id, "company_id": self.company.id,
            "rate": 4,
        })  # fmt: skip
        self.company.currency_id = self.env.ref("base.CNY")
        self.effective_contract("international", [{"entered_qty": 10}])
        [contracted] = self.figures(self.users["int_manager"], "this_month")["sums"]
        self.assertIn("412.50", contracted["sum"])  # 10 x 550 W x 0.30 dollars, four to one

    # how dear

    def test_statements_do_not_grow_with_documents(self):
        user = self.users["dom_manager"]
        contract = self.effective_contract("domestic")
        self.decompose(contract, [10])
        self.desk(user)
        few = self.statements(user)
        self.decompose(contract, [4] * 200)
        self.assertEqual(self.statements(user), few)

    def statements(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.desk(user)
        return self.env.cr.sql_log_count - before

    def test_all_cards_are_counted_in_two_statements(self):
        desk = self.env["sales.manual.desk"].with_user(self.users["production_planner"])
        cards = desk.env["sales.manual.desk.card"].search([("code", "in", ("late_batches", "new_contracts"))])
        desk._figures(cards)
        self.env.invalidate_all()
        cards.sudo().line_ids.action_id.mapped("domain")
        with self.assertQueryCount(2):
            desk._figures(cards)
