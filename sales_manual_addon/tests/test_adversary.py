"""Ways round the rules found by trying: each was open once, and is tried again as the user who could use it."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import SalesManualCommon

NO_TEXTS = ({"a": 1}, [1], 5, True, b"x", "x\x00y", "\ud800")


@tagged("post_install", "-at_install")
class TestAdversary(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls.users["int_salesperson"]
        cls.deputy = cls.users["int_deputy"]
        cls.keeper = cls.users["int_contract"]
        cls.dispatcher = cls.users["dispatcher"]

    def contract_in_review(self):
        contract = self.make_contract()
        contract.with_user(self.salesperson).action_submit()
        return contract

    def domestic_order(self):
        return self.make_orders(self.decompose(self.effective_contract("domestic"), [100]))

    # dialogs

    def test_nobody_writes_to_the_dialog_another_signs_in(self):
        read, other = self.contract_in_review(), self.contract_in_review()
        action = read.with_user(self.deputy).action_open_signing()
        dialog = self.env["sales.manual.sign"].browse(action["res_id"])
        with self.assertRaises(AccessError):
            dialog.with_user(self.salesperson).write(
                {"document_ref": f"{other._name},{other.id}", "seen_digest": False}
            )
        with self.assertRaises(AccessError):
            dialog.with_user(self.salesperson).read(["comment"])
        dialog.with_user(self.deputy).action_sign()
        self.assertIn("signed", read.signoff_step_ids.mapped("state"))
        self.assertNotIn("signed", other.signoff_step_ids.mapped("state"))

    def test_every_dialog_is_its_users_own(self):
        for model in self.env["ir.model"].search([("transient", "=", True), ("model", "=like", "sales.manual.%")]):
            with self.subTest(model=model.model):
                domain = self.env["ir.rule"].with_user(self.salesperson)._compute_domain(model.model, "write")
                self.assertEqual(list(domain), [("create_uid", "in", [self.salesperson.id])])

    def test_no_dialog_on_nothing(self):
        contracts = self.env["sales.manual.contract"].with_user(self.deputy)
        with self.assertRaisesRegex(UserError, "Choose a document"):
            contracts.action_open_signing()
        with self.assertRaisesRegex(UserError, "does not exist"):
            self.env["sales.manual.sign"].with_user(self.deputy).create(
                {"document_ref": "sales.manual.contract,999999999"}
            )

    def test_dialogs_show_no_more_than_their_user_may_read(self):
        order_line = self.domestic_order().order_line
        contract, batch_line = order_line.order_id.sales_contract_id, order_line.contract_batch_line_id
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.env["sales.manual.decompose"].with_user(self.keeper).create({"contract_id": contract.id})
        own = self.effective_contract()
        dialog = self.env["sales.manual.decompose"].with_user(self.keeper).create({"contract_id": own.id})
        self.assertEqual(dialog.line_ids.pieces_qty, 1000)
        dialog.line_ids.contract_line_id = contract.line_ids
        split = self.env["sales.manual.batch.split"].with_user(self.keeper).create(
            {"batch_line_id": batch_line.id, "pieces_qty": 1, "delivery_date": fields.Date.today()}
        )
        self.env.flush_all()
        for name in ("pieces_qty", "batched_qty"):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                dialog.line_ids.read([name])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            split.read(["available_qty"])

    def test_dialogs_take_numbers_that_can_be_stored(self):
        contract = self.effective_contract()
        dialogs = self.env["sales.manual.decompose"].with_user(self.keeper)
        for value in (10**12, 1e30, "x", "nan"):
            with self.subTest(value=value):
                with self.assertRaises(ValidationError):
                    dialogs.create({"contract_id": contract.id, "months": value})
                with self.assertRaises(ValidationError):
                    dialogs.create({"contract_id": contract.id}).write({"day": value})
                with self.assertRaises(ValidationError):
                    dialogs.create({"contract_id": contract.id, "mode": "hand", "row_ids": [Command.create({
                        "date": contract.start_date, "contract_line_id": contract.line_ids.id, "pieces_qty": value,
                    })]})

    # what clients send as texts

    def test_comments_and_reasons_are_plain_text(self):
        review, draft = self.contract_in_review(), self.make_contract()
        notice = self.make_notice(self.confirmed_order(10))
        for text in NO_TEXTS:
            for document, user, method in (
                (review, self.deputy, "action_sign"),
                (review, self.deputy, "action_reject"),
                (draft, self.salesperson, "action_void"),
                (notice, self.users["int_contract_2"], "action_sign"),
                (notice, self.keeper, "action_void"),
            ):
                with self.subTest(text=repr(text), model=document._name, method=method), self.assertRaises(UserError):
                    getattr(document.with_user(user), method)(text)
        self.assertEqual((review.state, draft.state, notice.state), ("review", "draft", "signing"))

    # who reviews

    def test_market_and_company_stay_while_their_posts_review(self):
        contract = self.contract_in_review()
        company = self.env["res.company"].create({"name": "Adversary elsewhere"})
        for vals in ({"market": "domestic", "team_id": False}, {"company_id": company.id}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "reviewed by the posts"):
                contract.with_user(self.salesperson).sudo().write(vals)
        contract.with_user(self.salesperson).write({"market": "international", "tolerance_percent": 1})
        contract.with_user(self.deputy).action_reject("Other market")
        contract.with_user(self.salesperson).write({"market": "domestic", "team_id": False})
        self.assertEqual(contract.market, "domestic")

    # what leaves

    def other_goods(self):
        self.put_in_stock(self.unpowered, 50)
        order = self.confirmed_order(10)
        self.released_notice(order)
        return order, {
            "product_id": self.unpowered.id,
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
        }

    def test_other_goods_do_not_leave_on_the_transfer_of_a_contract_order(self):
        order, ends = self.other_goods()
        transfer = order.picking_ids.with_user(self.dispatcher)
        transfer.do_unreserve()
        transfer.move_ids.move_line_ids = [Command.create({**ends, "quantity": 10})]
        transfer.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "in the place of"):
            transfer.button_validate()
        with self.assertRaisesRegex(UserError, "in the place of"):
            transfer._action_done()

    def test_other_goods_do_not_leave_by_a_move_tied_to_a_contract_order(self):
        order, ends = self.other_goods()
        move = self.env["stock.move"].with_user(self.dispatcher).create({
            **ends,
            "product_uom_qty": 10,
            "product_uom": self.unpowered.uom_id.id,
            "sale_line_id": order.order_line.id,
            "picking_type_id": self.warehouse.out_type_id.id,
            "move_line_ids": [Command.create({**ends, "quantity": 10})],
        })
        move.picked = True
        with self.assertRaisesRegex(UserError, "in the place of"):
            move.state = "done"

    def test_terms_of_payment_of_a_contract_order_are_the_contracts(self):
        order = self.confirmed_order(10)
        term = self.env["account.payment.term"].create({"name": "In five years"})
        with self.assertRaisesRegex(UserError, "Amend the contract"):
            order.with_user(self.keeper).payment_term_id = term

    def test_goods_of_a_confirmed_contract_order_go_where_it_says(self):
        order = self.confirmed_order(10)
        elsewhere = self.env["res.partner"].create({"name": "Elsewhere", "parent_id": order.partner_id.id})
        with self.assertRaisesRegex(UserError, "Amend the contract"):
            order.with_user(self.keeper).partner_shipping_id = elsewhere

    def test_a_merge_does_not_exchange_the_customer_of_what_is_signed(self):
        contract = self.effective_contract()
        other = self.env["res.partner"].create({"name": "Another customer"})
        merge = self.env["base.partner.merge.automatic.wizard"]
        with self.assertRaisesRegex(UserError, contract.name):
            merge._merge([contract.partner_id.id, other.id], other, extra_checks=False)
        merge._merge([contract.partner_id.id, other.id], contract.partner_id, extra_checks=False)
        self.assertFalse(other.exists())

    def test_signers_of_a_warehouse_are_not_named_by_its_manager(self):
        manager = new_test_user(self.env, login="adversary_warehouse", groups="stock.group_stock_manager")
        with self.assertRaises(AccessError):
            self.warehouse.with_user(manager).notice_signer_ids = manager
        self.warehouse.with_user(manager).name = "Renamed"

    def test_a_class_emptied_of_signatures_alters_no_notice_under_way(self):
        notice = self.make_notice(self.confirmed_order(10))
        notice.class_id.step_ids.unlink()
        self.sign_notice(notice)
        self.assertEqual(notice.state, "released")

    # what is seen

    def test_notices_show_nothing_of_orders_their_maker_may_not_see(self):
        foreign = self.domestic_order().order_line
        own = self.confirmed_order(10)
        notice = self.make_notice(own, issue=False).with_user(self.keeper)
        with self.assertRaises(AccessError):
            notice.line_ids = [Command.create({"order_line_id": foreign.id, "pieces_qty": 1})]
        with self.assertRaises(AccessError):
            notice.line_ids.order_line_id = foreign.id
        notice.line_ids.pieces_qty = 5

    def test_transfers_read_as_before_by_who_has_no_post(self):
        user = new_test_user(self.env, login="adversary_stock", groups="stock.group_stock_user")
        order = self.confirmed_order(10)
        notice = self.released_notice(order)
        transfer = order.picking_ids.with_user(user)
        self.assertEqual(transfer.read(["shipping_notice_count"])[0]["shipping_notice_count"], 0)
        self.assertEqual(order.picking_ids.with_user(self.dispatcher).shipping_notice_count, len(notice))
