from datetime import timedelta

from odoo import Command, api, fields, models

from ..models.vessel.container import check_digit

# codes of the container owners, by turns
OWNERS = ("ESLU", "NDSU")


class SalesManualDemo(models.AbstractModel):
    """Vessels of the last three months and the next four weeks, at two forwarders."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_vessels(self):
        """Make the vessel bookings of the demo; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(lang=self._user("import_export").lang)
        self._load_rates()
        export = self.env["sales.manual.contract"].search([("customer_reference", "=", "LA-2010-05")], limit=1)
        coming = self.env["sales.manual.contract"].search([("customer_reference", "=", "ST-2022-114")], limit=1)
        # what has arrived: one in time, one late, one with a damaged container
        for number, (forwarder, port, etd, eta, late, damaged) in enumerate(
            (
                ("forwarder_pudong", "port_uslax", -75, -57, 0, False),
                ("forwarder_taihu", "port_uslax", -68, -50, 4, True),
                ("forwarder_pudong", "port_nlrtm", -62, -30, 1, False),
            )
        ):
            booking = self._booking(forwarder, port, etd, eta, 2, number)
            self._on_board(booking, export, 40)
            self._loaded(booking, number)
            booking.atd = booking.etd
            booking.action_sail()
            booking.ata = booking.eta + timedelta(days=late)
            booking.action_arrive()
            booking.container_ids[:1].write(
                {"is_damaged": damaged, "damage_note": damaged and self.env._("Roof dented")}
            )
        sailed = self._booking("forwarder_pudong", "port_uslax", -6, 12, 3, 3)
        self._on_board(sailed, export, 60)
        self._loaded(sailed, 3)
        sailed.atd = sailed.etd
        sailed.action_sail()
        sailed._move_dates(sailed.etd, sailed.eta + timedelta(days=3), self.env._("Congestion at Long Beach"))
        # the next weeks: one loaded, one that moved, one confirmed by planning alone, requests
        loaded = self._booking("forwarder_taihu", "port_uslax", 2, 20, 1, 4)
        self._on_board(loaded, export, 30)
        self._loaded(loaded, 4)
        lines = coming.batch_ids.sorted("delivery_date").line_ids
        moved = self._booking("forwarder_pudong", "port_sgsin", 9, 16, 1, 5)
        self._put(moved, lines[:1], lines[:1].pieces_qty)
        self._confirmed(moved, 5)
        self._week(moved)
        moved._move_dates(
            moved.etd + timedelta(days=4), moved.eta + timedelta(days=4), self.env._("Typhoon off Ningbo")
        )
        half = self._booking("forwarder_taihu", "port_sgsin", 16, 24, 1, 6)
        self._put(half, lines[1:2], lines[1:2].pieces_qty)
        self._confirmed(half, 6)
        half.with_user(self._user("production_planner")).action_confirm_week()
        self._booking("forwarder_pudong", "port_sgsin", 23, 30, 2, 7)
        self._booking("forwarder_taihu", "port_nlrtm", 25, 58, 4, 8)
        self._booking("forwarder_taihu", "port_deham", 18, 50, 1, 9)._cancel(
            self.env._("The customer takes one vessel later.")
        )

    # the steps

    def _booking(self, forwarder, port, etd, eta, containers, number):
        day = self._today()
        departs = day + timedelta(days=etd)
        return (
            self.env["sales.manual.vessel.booking"]
            .with_user(self._user("import_export"))
            .create(
                {
                    "forwarder_id": self._demo_id(forwarder),
                    "carrier_id": self._demo_id(
                        "carrier_eastern" if forwarder == "forwarder_pudong" else "carrier_nordsee"
                    ),
                    "vessel": f"{('EASTERN STAR', 'NORDSEE')[forwarder == 'forwarder_taihu']} {number + 11}",
                    "voyage": f"{number + 101:03d}{'E' if port == 'port_uslax' else 'W'}",
                    "port_loading_id": self._demo_id("port_cnsha"),
                    "port_discharge_id": self._demo_id(port),
                    "etd": departs,
                    "eta": day + timedelta(days=eta),
                    "doc_closing": self._closing(departs, 4),
                    "cargo_closing": self._closing(departs, 2),
                    "vgm_closing": self._closing(departs, 3),
                    "incoterm_id": self.env.ref("account.incoterm_CIF").id,
                    "currency_id": self.env.ref("base.USD").id,
                    "freight_amount": 2150 * containers,
                    "container_ids": [
                        Command.create({"type_id": self._demo_id("container_type_40hq")}) for _n in range(containers)
                    ],
                }
            )
        )

    def _closing(self, departs, days):
        """Four in the afternoon in Shanghai, so many days before."""
        return fields.Datetime.to_datetime(departs - timedelta(days=days)) + timedelta(hours=8)

    def _put(self, booking, lines, pieces):
        if lines:
            self.env["sales.manual.vessel.allocation"].with_user(self._user("int_contract")).create(
                [{"booking_id": booking.id, "batch_line_id": line.id, "pieces_qty": pieces} for line in lines]
            )

    def _on_board(self, booking, contract, pieces):
        self._put(booking, contract.batch_ids.line_ids[:1], pieces)

    def _confirmed(self, booking, number):
        booking.booking_ref = f"PO{260400 + number}"
        booking.action_confirm()

    def _week(self, booking):
        booking.with_user(self._user("production_planner")).action_confirm_week()
        booking.with_user(self._user("import_export")).action_confirm_week()

    def _loaded(self, booking, number):
        for place, container in enumerate(booking.container_ids):
            text = f"{OWNERS[number % 2]}{410200 + 10 * number + place:06d}"
            container.write(
                {
                    "number": f"{text}{check_digit(text)}",
                    "seal": f"SH{88000 + 10 * number + place}",
                    "tare_kg": 3890,
                    "vgm_kg": 21640 + place,
                    "packages_qty": 20,
                }
            )
        self._confirmed(booking, number)
        self._week(booking)
        booking.action_load()

    def _load_rates(self):
        """Last quarter's rates and this quarter's; the newest have no end."""
        start = self._month(-3)
        change = self._month(0)
        rows = []
        for forwarder, factor in (("forwarder_pudong", 1.0), ("forwarder_taihu", 0.94)):
            for port, amount, days in (("port_uslax", 2150, 18), ("port_nlrtm", 2900, 32), ("port_sgsin", 620, 7)):
                for date_from, date_to, rise in ((start, change - timedelta(days=1), 1.0), (change, False, 1.08)):
                    rows.append(
                        {
                            "forwarder_id": self._demo_id(forwarder),
                            "port_loading_id": self._demo_id("port_cnsha"),
                            "port_discharge_id": self._demo_id(port),
                            "container_type_id": self._demo_id("container_type_40hq"),
                            "currency_id": self.env.ref("base.USD").id,
                            "amount": round(amount * factor * rise),
                            "transit_days": days,
                            "date_from": date_from,
                            "date_to": date_to,
                        }
                    )
        self.env["sales.manual.vessel.rate"].with_user(self._user("import_export")).create(rows)
