from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestNoticeClass(SalesManualCommon):
    """What a class of notice is, as data (architecture rule 5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env,
            login="test_administrator",
            groups="base.group_user,sales_manual_addon.group_configuration",
            company_id=cls.company.id,
        )
        cls.classes = {code: cls.env.ref(f"sales_manual_addon.notice_class_{code}") for code in "abcd"}

    def post(self, name):
        return self.env.ref(f"sales_manual_addon.post_{name}")

    def new_class(self, **values):
        return (
            self.env["sales.manual.notice.class"]
            .with_user(self.administrator)
            .create(
                {
                    "code": "E",
                    "name": "Warranty replacement",
                    "is_order_required": True,
                    "is_reason_required": True,
                    "is_sold": False,
                    "maker_post_ids": [Command.link(self.post("int_contract").id)],
                    "step_ids": [
                        Command.create(
                            {
                                "name": "Checked",
                                "code": "check",
                                "post_ids": [Command.link(self.post("dom_execution").id)],
                            }
                        )
                    ],
                    "copy_ids": [Command.create({"number": 1, "recipient": "Contract post"})],
                    **values,
                }
            )
        )

    def test_classes_of_the_manual(self):
        steps = {
            code: [
                (step.level, step.code, set(step.post_ids.mapped("name")), step.is_per_warehouse)
                for step in notice_class.step_ids
            ]
            for code, notice_class in self.classes.items()
        }

        def last(level):
            return [
                (level, "warehouse", {"Warehouse data statistician"}, True),
                (level, "accounting", {"Sales accountant"}, False),
            ]

        self.assertEqual(
            steps["a"],
            [(1, "check", {"International contract post", "Domestic contract execution post"}, False), *last(2)],
        )
        self.assertEqual(
            steps["b"],
            [(1, "check", {"Domestic contract management post", "Domestic contract execution post"}, False), *last(2)],
        )
        self.assertEqual(steps["c"][0], (1, "reason", {"Customer management manager"}, False))
        self.assertEqual(steps["c"][2:], last(3))
        self.assertEqual(steps["d"][-1], (2, "accounting", {"Sales accountant"}, False))
        self.assertEqual(
            {code: len(notice_class.copy_ids) for code, notice_class in self.classes.items()},
            {"a": 5, "b": 4, "c": 4, "d": 3},
        )
        self.assertEqual([self.classes[code].is_available for code in "abcd"], [True] * 4)
        self.assertEqual(
            [self.classes[code].source for code in "abcd"], ["order", "order", "notice", "proforma"]
        )
        self.assertEqual([self.classes[code].is_sold for code in "abcd"], [True, True, False, True])
        self.assertEqual([self.classes[code].is_counted for code in "abcd"], [True, True, False, False])
        self.assertFalse(self.classes["d"].is_delivery_made)

    def test_administrator_adds_a_class_and_its_notices_are_signed_and_printed(self):
        self.new_class()
        orders = self.confirmed_order()
        notice = self.make_notice(orders, issue=False)
        maker = notice.with_user(self.users["int_contract"])
        maker.write(
            {
                "class_id": self.env["sales.manual.notice.class"].search([("code", "=", "E")]).id,
                "reason": "Broken glass",
            }
        )
        maker.action_issue()
        self.assertRegex(notice.name, r"^E-\d{4}-00001$")
        notice.with_user(self.users["dom_execution"]).action_sign()
        self.assertEqual(notice.state, "released")

    def test_only_the_administrator_changes_classes(self):
        for post in ("int_contract", "cmd_manager", "gm", "auditor", "sales_accountant"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.classes["a"].with_user(self.users[post]).write({"is_sold": False})
            with self.subTest(post=post), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.classes["a"].step_ids[0].with_user(self.users[post]).unlink()
        self.classes["c"].with_user(self.administrator).description = "Free of charge"

    def test_changed_class_leaves_notices_under_way_alone(self):
        notice = self.make_notice(self.confirmed_order())
        self.classes["a"].with_user(self.administrator).step_ids.filtered(
            lambda step: step.code == "accounting"
        ).unlink()
        self.assertIn("accounting", notice.signoff_step_ids.mapped("code"))
        self.sign_notice(notice, until="accounting")
        self.assertEqual(notice.state, "signing")
        later = self.make_notice(self.confirmed_order())
        self.assertNotIn("accounting", later.signoff_step_ids.mapped("code"))

    def test_step_covers_what_it_names(self):
        fields_covered = self.env["ir.model.fields"].search(
            [("model", "=", "sales.manual.notice"), ("name", "in", ("ship_date", "line_ids"))]
        )
        self.classes["a"].step_ids.filtered(lambda step: step.code == "check").field_ids = fields_covered
        notice = self.sign_notice(self.make_notice(self.confirmed_order()), until="warehouse")
        check = notice.signoff_step_ids.filtered(lambda step: step.code == "check")
        maker = notice.with_user(self.contract_post(notice))
        maker.transport_note = "Two trucks"
        self.assertEqual(check.state, "signed")
        maker.line_ids.pieces_qty = 9
        self.assertEqual(check.state, "ready")

    def test_class_without_signatures_issues_nothing(self):
        self.classes["a"].step_ids.unlink()
        notice = self.make_notice(self.confirmed_order(), issue=False)
        with self.assertRaises(UserError):
            notice.with_user(self.contract_post(notice)).action_issue()

    def test_code_is_unique_and_plain(self):
        self.new_class()
        with self.assertRaisesRegex(ValidationError, "exists already"), self.env.cr.savepoint():
            self.new_class(company_id=self.company.id)
        for code in ("A-1", "A %(year)s", "Ä!"):
            with self.subTest(code=code), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.new_class(code=code)
        self.assertEqual(self.new_class(code="F", company_id=self.company.id).copy().code, "F2")

    def test_same_code_in_two_companies(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.administrator.company_ids = [Command.link(other.id)]
        self.new_class(company_id=self.company.id)
        self.assertTrue(self.new_class(company_id=other.id))

    def test_levels_posts_copies_are_checked(self):
        notice_class = self.new_class()
        for values, said in (
            ({"step_ids": [Command.create({"name": "Nobody"})]}, "names no post"),
            ({"copy_ids": [Command.create({"number": 3, "recipient": "Gap"})]}, "without a gap"),
            (
                {
                    "step_ids": [
                        Command.create(
                            {
                                "name": "Odd",
                                "post_ids": [Command.link(self.post("gm").id)],
                                "field_ids": [
                                    Command.link(self.env.ref("sales_manual_addon.field_sales_manual_notice__state").id)
                                ],
                            }
                        )
                    ]
                },
                "cannot cover",
            ),
        ):
            with self.subTest(said=said), self.assertRaisesRegex(ValidationError, said), self.env.cr.savepoint():
                notice_class.write(values)

    def test_class_in_use_is_archived_not_deleted(self):
        self.make_notice(self.confirmed_order(), issue=False)
        used = self.classes["a"].with_user(self.administrator)
        with self.assertRaisesRegex(UserError, "archive it"), self.env.cr.savepoint():
            used.unlink()
        with self.assertRaisesRegex(UserError, "numbers"), self.env.cr.savepoint():
            used.code = "Z"
        used.action_archive()
        self.assertFalse(used.active)
        self.new_class().unlink()

    def test_archived_class_is_not_proposed(self):
        self.classes["a"].action_archive()
        orders = self.confirmed_order()
        with self.assertRaisesRegex(UserError, "No notice class fits"):
            self.make_notice(orders, issue=False)
