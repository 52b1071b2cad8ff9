"""What is signed, byte for byte: a release that writes it otherwise would make every signature before it look changed.

The texts below are those of serializer version 1. They are never adapted: a new layout is a new version.
"""

import json

from odoo import Command, fields
from odoo.tests import tagged

from ..models.control import serializer
from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestSignedContent(SalesManualCommon):
    def ref(self, record, name):
        return {"id": record.id, "name": name}

    def assertSigned(self, content, expected):
        text = json.dumps(expected, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        self.assertEqual(serializer.canonical(content), text)

    def contract_content(self, contract, line, milestone):
        day = fields.Date.context_today(contract)
        fob = self.env.ref("account.incoterm_FOB")
        return {
            "company_id": self.ref(self.company, self.company.name),
            "market": "international",
            "partner_id": self.ref(self.foreign_customer, "Test foreign customer"),
            "currency_id": self.ref(self.usd, "USD"),
            "incoterm_id": self.ref(fob, fob.with_context(lang="en_US").display_name),
            "incoterm_location": "Shanghai",
            "payment_term_id": None,
            "start_date": day.isoformat(),
            "end_date": fields.Date.add(day, years=1).isoformat(),
            "latest_shipment_date": None,
            "tolerance_percent": "2.5",
            "signed_amount": "165000.00",
            "computed_amount": "165000.00",
            "note": "",
            "line_ids": [
                {
                    "id": line.id,
                    "ref": "1",
                    "product_id": self.ref(self.module_550, "Test module 550"),
                    "name": "Contract wording 1",
                    "basis": "piece",
                    "entered_qty": "1000",
                    "rated_power_w": "550",
                    "power_w": "550000",
                    "pieces_qty": 1000,
                    "price_basis": "watt",
                    "price_per_watt": "0.3",
                    "price_per_piece": None,
                    "tax_ids": [],
                    "amount": "165000.00",
                    "signed_amount": None,
                }
            ],
            "milestone_ids": [
                {
                    "id": milestone.id,
                    "name": "Deposit",
                    "trigger": milestone.trigger,
                    "percent": "30",
                    "days": 0,
                    "is_working_days": False,
                }
            ],
        }

    def contract(self, **values):
        return self.make_contract(
            tolerance_percent=2.5,
            signed_amount=165000,
            milestone_ids=[Command.create({"name": "Deposit", "percent": 30})],
            **values,
        )

    def test_contract(self):
        contract = self.contract(signing_date=False)
        expected = self.contract_content(contract, contract.line_ids, contract.milestone_ids)
        self.assertSigned(contract._signoff_content(), expected)
        # a date of signing is covered once it is there
        contract.signing_date = contract.start_date
        expected["signing_date"] = contract.start_date.isoformat()
        self.assertSigned(contract._signoff_content(), expected)

    def test_notice(self):
        notice = self.make_notice(self.confirmed_order())
        order_line, batch_line = notice.line_ids.order_line_id, notice.line_ids.batch_line_id
        fob = self.env.ref("account.incoterm_FOB")
        expected = {
            "class_id": self.ref(notice.class_id, "A"),
            "company_id": self.ref(self.company, self.company.name),
            "contract_id": self.ref(notice.contract_id, notice.contract_id.name),
            "partner_id": self.ref(self.foreign_customer, "Test foreign customer"),
            "warehouse_id": self.ref(self.warehouse, self.warehouse.name),
            "ship_date": notice.ship_date.isoformat(),
            "incoterm_id": self.ref(fob, fob.with_context(lang=self.language(notice)).display_name),
            "incoterm_location": "Shanghai",
            "transport_note": "",
            "reason": "",
            "currency_id": self.ref(self.usd, "USD"),
            "line_ids": [
                {
                    "id": notice.line_ids.id,
                    "order_line_id": self.ref(order_line, f"{order_line.order_id.name} / 1"),
                    "batch_line_id": self.ref(batch_line, batch_line.batch_id.name),
                    "product_id": self.ref(self.module_550, "Test module 550"),
                    "pieces_qty": 10,
                    "ordered_qty": 10,
                    "power_w": "5500.0000",
                    "amount": "1650.00",
                }
            ],
        }
        self.assertSigned(notice._signoff_content(), expected)
        self.sign_notice(notice)
        self.assertEqual(notice.state, "released")
        self.assertSigned(notice._signoff_content(), expected)

    def language(self, notice):
        return notice.company_id.partner_id.lang or "en_US"

    def test_many_are_written_as_each_alone(self):
        contracts = self.contract() | self.make_contract(market="domestic") | self.contract(signing_date=False)
        notices = self.make_notice(self.confirmed_order(), issue=False) | self.make_notice(self.confirmed_order())
        for documents in (contracts, notices):
            contents = documents._signoff_contents()
            self.assertEqual(list(contents), documents.ids)
            for document in documents:
                self.assertEqual(contents[document.id], document._signoff_content())

    def test_a_step_covers_its_names_of_the_whole(self):
        notice = self.make_notice(self.confirmed_order())
        whole = notice._signoff_content()
        for step in notice.signoff_step_ids:
            names = step._covered_names() or list(whole)
            self.assertEqual(step._covered(whole), {name: whole[name] for name in whole if name in names})
            self.assertEqual(step._covered(whole), notice._signoff_content(step._covered_names()))

    def test_verified_against_the_bytes_and_then_against_what_they_say(self):
        contract = self.approve(self.contract(signing_date=False))
        # both make other bytes of the same agreement
        contract.sudo()._passed().signing_date = contract.start_date
        contract.partner_id.name = "Renamed customer"
        self.assertFalse(contract._signoff_verify())
        # behind the application: nobody signed these pieces
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sales_manual_contract_line SET pieces_qty = 7 WHERE contract_id = %s", [contract.id]
        )
        self.env.invalidate_all()
        codes = [finding["code"] for finding in contract._signoff_verify()]
        self.assertEqual(codes, ["live_differs"] * 2)
