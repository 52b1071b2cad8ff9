"""Who sees and makes which bookings; containers from a file."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .vessel_common import VesselCase, container_number

# post: which of the bookings below it finds
SEES_ALL = {
    "gm", "dgm", "cmd_manager", "cmd_deputy", "int_contract", "production_planner", "sales_statistician",
    "import_export", "auditor",
}  # fmt: skip
SEES = {
    "int_manager": {"own", "other"},
    "int_deputy": {"own", "other"},
    "int_clerk": {"own", "other"},
    "int_salesperson": {"own"},
    "dom_execution": {"own", "other"},
    "sales_accountant": {"own", "other"},
    "cashier": {"own", "other"},
    "marketing": {"own", "other"},
    "archivist": {"own", "other"},
    "warehouse_statistician": {"other"},
    "dispatcher": {"other"},
}


@tagged("post_install", "-at_install")
class TestVesselAccess(VesselCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        other = case.approve(case.make_contract("international", [{"entered_qty": 10}], user="int_salesperson_2"))
        case.put_in_stock(cls.module_550, 50)
        cls.bookings = {name: case.book() for name in ("own", "other", "empty")}
        case.put_on(cls.bookings["own"], case.batch(10).line_ids)
        notice = case.make_notice(case.make_orders(case.decompose(other, [10])))
        case.put_on(cls.bookings["other"], notice.line_ids)
        for serial, booking in enumerate(cls.bookings.values(), 1):
            booking.container_ids.number = container_number(serial)

    def test_reading_bookings(self):
        for post, user in self.users.items():
            if post.endswith("_2"):
                continue
            wanted = set(self.bookings) if post in SEES_ALL else SEES.get(post, set())
            for model, name in (("booking", "id"), ("container", "booking_id"), ("slip", "booking_id")):
                rows = self.env[f"sales.manual.vessel.{model}"].with_user(user)
                if model == "slip":
                    continue
                found = rows.search([(name, "in", [b.id for b in self.bookings.values()])])
                ids = set(found.ids if model == "booking" else found.booking_id.ids)
                self.assertEqual({n for n, b in self.bookings.items() if b.id in ids}, wanted, (post, model))

    def test_goods_of_a_shared_vessel_are_each_ones_own(self):
        shared = self.book()
        mine, theirs = self.batch(5), self.bookings["other"].sudo().allocation_ids
        row = self.put_on(shared, mine.line_ids)
        other = self.approve(self.make_contract("international", [{"entered_qty": 7}], user="int_salesperson_2"))
        self.put_on(shared, self.decompose(other, [7]).line_ids)
        self.env.invalidate_all()  # a request of its own
        seen = shared.with_user(self.users["int_salesperson"])
        self.assertEqual(seen.allocation_ids, row)
        self.assertEqual((seen.pieces_qty, seen.contract_count), (12, 1))
        self.assertNotIn(theirs, seen.allocation_ids)
        other.sudo()._passed().latest_shipment_date = self.day(3)
        self.env.invalidate_all()
        self.assertNotIn(other.name, str(seen.alerts))
        self.env.invalidate_all()
        self.assertIn(other.name, str(shared.alerts))

    def test_writing(self):
        booking = self.bookings["own"]
        for post in ("int_salesperson", "int_manager", "gm", "production_planner", "auditor"):
            user = self.users[post]
            with self.assertRaises(AccessError):
                booking.with_user(user).write({"note": "x"})
            with self.assertRaises(AccessError):
                booking.with_user(user).action_confirm()
            with self.assertRaises(AccessError):
                self.book(user=post)
        for post in ("int_contract", "import_export"):
            booking.with_user(self.users[post]).note = post
            self.assertEqual(booking.note, post)

    def test_freight_is_no_matter_of_salespeople(self):
        booking = self.bookings["own"]
        booking.freight_amount = 3000
        with self.assertRaises(AccessError):
            booking.with_user(self.users["int_salesperson"]).read(["freight_amount"])
        self.assertEqual(booking.with_user(self.users["gm"]).freight_amount, 3000)

    def test_lists_take_as_many_statements_for_two_as_for_twelve(self):
        for _number in range(9):
            self.book()
        bookings = self.env["sales.manual.vessel.booking"].with_user(self.users["import_export"])
        names = (
            "name", "vessel", "etd", "week", "open_points", "can_confirm_week", "planning_user_id", "partner_ids",
            "container_count", "pieces_qty", "agreement", "rate_amount",
        )  # fmt: skip
        specification = {name: {} for name in names}
        counts = []
        for limit in (2, 12):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = bookings.web_search_read([], specification, limit=limit)
            self.assertEqual(len(found["records"]), limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Vessels elsewhere"})
        booking = self.env["sales.manual.vessel.booking"].create(self.booking_values(company_id=company.id))
        for post in ("import_export", "auditor", "production_planner"):
            user = self.users[post]
            self.assertFalse(self.env["sales.manual.vessel.booking"].with_user(user).search([("id", "=", booking.id)]))

    # containers from a file

    def load(self, rows, user="import_export"):
        return (
            self.env["sales.manual.vessel.container"]
            .with_user(self.users[user])
            .load(["id", "booking_id", "type_id", "number", "seal", "vgm_kg"], rows)
        )

    def test_containers_are_imported_and_updated_by_their_external_id(self):
        booking = self.book(containers=0)
        rows = [["test.c1", booking.name, "40HQ", container_number(11), "S1", "21000"],
                ["test.c2", booking.name, "20GP", container_number(12), "S2", "9000"]]  # fmt: skip
        result = self.load(rows)
        self.assertFalse(result["messages"])
        self.assertEqual(booking.container_ids.mapped("seal"), ["S1", "S2"])
        rows[0][4] = "S9"
        self.load(rows)
        self.assertEqual((len(booking.container_ids), booking.container_ids[0].seal), (2, "S9"))

    def test_wrong_rows_are_named_and_nothing_is_kept(self):
        booking = self.book(containers=0)
        result = self.load([
            ["test.w1", booking.name, "40HQ", container_number(21), "", "1"],
            ["test.w2", booking.name, "40HQ", "CSQU3054384", "", "1"],
            ["test.w3", booking.name, "45XX", container_number(22), "", "1"],
        ])  # fmt: skip
        self.assertFalse(result["ids"])
        words = [f"{message.get('record')} {message['message']}" for message in result["messages"]]
        for row, said in ((1, "gives 3"), (2, "45XX")):
            self.assertTrue([text for text in words if text.startswith(f"{row} ") and said in text], words)
        self.assertFalse(booking.container_ids)

    def test_a_number_twice_in_the_file(self):
        booking = self.book(containers=0)
        rows = [[f"test.t{n}", booking.name, "40HQ", container_number(21), "", "1"] for n in range(2)]
        result = self.load(rows)
        self.assertFalse(result["ids"])
        self.assertIn("overlap", " ".join(message["message"] for message in result["messages"]))

    def test_import_asks_for_the_right(self):
        with self.assertRaises(AccessError):
            self.bookings["own"].container_ids.with_user(self.users["int_salesperson"]).write({"seal": "x"})
        result = self.load([["test.r1", self.bookings["own"].name, "40HQ", "", "", "1"]], user="int_salesperson")
        self.assertFalse(result["ids"])
