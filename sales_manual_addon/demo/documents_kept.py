from datetime import timedelta

from odoo import api, models


class SalesManualDemo(models.AbstractModel):
    """Papers of the demo: a shipment's documents, one of which disagrees; the originals of contracts; letters."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_documents(self):
        """Make the papers of the demo; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(lang=self._user("import_export").lang)
        contracts = self.env["sales.manual.contract"]
        export = contracts.search([("customer_reference", "=", "LA-2010-05")], limit=1)
        framework = contracts.search([("customer_reference", "=", "CEEG-2009")], limit=1)
        coming = contracts.search([("customer_reference", "=", "ST-2022-114")], limit=1)
        self._load_shipment_papers(export.notice_ids[:1])
        self._load_vessel_papers()
        self._load_draft_bill()
        self._load_originals(export | framework)
        self._load_letters(framework, coming)

    def _load_shipment_papers(self, notice):
        """An export whose certificate of origin says ten pieces less, and whose insurance is still missing."""
        today, pieces = self._today(), notice.pieces_qty
        weights = {"gross_kg": pieces * 19.4, "net_kg": pieces * 18.0}
        said = {
            "packing": {"number": "PL-2010-031", "pieces_qty": pieces, **weights},
            "bl": {"number": "ESLU260410", "pieces_qty": pieces, "gross_kg": weights["gross_kg"]},
            "origin": {"number": "C103210/26", "pieces_qty": pieces - 10, "gross_kg": weights["gross_kg"]},
            "customs": {"number": "2218-2026-0417", "pieces_qty": pieces, "amount": notice.amount, **weights},
        }
        for row in notice.document_ids.with_user(self._user("import_export")):
            if values := said.get(row.kind_id.code):
                row.write({"date": today - timedelta(days=3), **values})
        # what left some days ago is waited for since then
        notice.document_ids.filtered(lambda row: row.state == "missing").write({"due_date": today - timedelta(days=2)})

    def _load_vessel_papers(self):
        """What has arrived has its bill of lading; what sailed last waits for it."""
        bookings = self.env["sales.manual.vessel.booking"].search([("state", "=", "arrived")], order="id")
        for number, row in enumerate(bookings.document_ids.with_user(self._user("import_export")), 1):
            booking = row.booking_id
            row.write(
                {"number": f"{booking.booking_ref}-{number}", "date": booking.atd, "pieces_qty": booking.pieces_qty}
            )

    def _load_draft_bill(self):
        """A vessel of the next weeks: the draft of its bill of lading says a pallet less than the packing lists of what
        goes on board. The forwarder's mail with its files waits to be filed.
        """
        notices = self.env["sales.manual.notice"].search(
            [("class_id.code", "=", "D"), ("state", "=", "released")], order="id"
        )
        booking = self._booking("forwarder_pudong", "port_uslax", 11, 29, len(notices), 10)
        self.env["sales.manual.vessel.allocation"].with_user(self._user("int_contract")).create(
            [
                {"booking_id": booking.id, "notice_line_id": line.id, "pieces_qty": line.pieces_qty}
                for line in notices.line_ids
            ]
        )
        self._confirmed(booking, 10)
        keeper = self.env["sales.manual.document"].with_user(self._user("import_export"))
        said = {"date": self._today(), "pieces_qty": booking.pieces_qty, "packages_qty": 0, "gross_kg": 0}
        for number, notice in enumerate(notices, 31):
            pallets = notice.pieces_qty // 31
            weights = {"gross_kg": pallets * 931.0, "net_kg": pallets * 885.0}
            packing = keeper.search([("notice_id", "=", notice.id), ("kind_id.code", "=", "packing")])
            packing.write(
                {
                    "number": f"PL-LA-{number}", "date": self._today(), "pieces_qty": notice.pieces_qty,
                    "packages_qty": pallets, **weights,
                }
            )  # fmt: skip
            said["packages_qty"] += pallets
            said["gross_kg"] += weights["gross_kg"]
        said |= {"packages_qty": said["packages_qty"] - 1, "gross_kg": said["gross_kg"] - 931}
        number = self.env._("draft %(number)s", number=booking.booking_ref)
        keeper.create(
            {"kind_id": self._demo_id("document_kind_bl"), "booking_id": booking.id, "number": number, **said}
        )
        booking.message_post(
            body=self.env._("The forwarder's mail: draft bill of lading and its terms."),
            message_type="email",
            attachments=[
                (f"BL draft {booking.booking_ref}.pdf", b"Draft bill of lading"),
                ("terms of carriage.pdf", b"Terms of carriage"),
            ],
        )

    def _load_originals(self, contracts):
        archivist = self._user("archivist")
        for number, contract in enumerate(contracts, 1):
            row = self.env["sales.manual.document"].search(
                [("contract_id", "=", contract.id), ("kind_id.code", "=", "contract")], limit=1
            )
            row.with_user(archivist).write(
                {
                    "original_place": self.env._("Administration, cabinet 3, folder %(number)s", number=number),
                    "original_date": self._today(),
                }
            )
        self.env["sales.manual.document"].with_user(self._user("int_clerk")).create(
            {
                "kind_id": self._demo_id("document_kind_non_disclosure"),
                "partner_id": contracts[:1].partner_id.id,
                "contract_id": contracts[:1].id,
                "number": "NDA-2010-04",
                "date": self._today(),
                "original_place": self.env._("Administration, cabinet 1"),
            }
        )

    def _load_letters(self, framework, coming):
        """A pick-up order of a released notice, issued and printed; a payment notice to send."""
        released = framework.notice_ids.filtered(lambda notice: notice.state == "released")[:1]
        pickup = (
            self.env["sales.manual.pickup"]
            .with_user(framework.user_id)
            .create(
                {
                    "notice_id": released.id,
                    "carrier": "Hudong Road Transport",
                    "driver": "Zhou Min",
                    "phone": "+86 21 5555 0147",
                    "plate": "沪A 55R10",
                }
            )
        )
        pickup.action_issue()
        pickup.action_print()
        self.env["sales.manual.payment.notice"].with_user(coming.user_id).create({"contract_id": coming.id})
