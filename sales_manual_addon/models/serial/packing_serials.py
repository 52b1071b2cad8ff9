from collections import Counter, namedtuple

from odoo import models
from odoo.exceptions import AccessError, UserError

from ...xlsx.grid import Problem
from .gate import SHOWN

# a row of the file with what it was found to be; no lot: the same import makes it
Entry = namedtuple("Entry", "row product lot")


class StockPicking(models.Model):
    """Serial numbers of a file put on a transfer, on the pallets and into the containers that the file names."""

    _inherit = "stock.picking"

    def _open_serial_moves(self):
        return self.move_ids.filtered(
            lambda move: move.state not in ("draft", "done", "cancel") and move.product_id.tracking == "serial"
        )

    def _check_takes_serials(self):
        self.check_access("write")
        if not self._open_serial_moves():
            raise UserError(
                self.env._(
                    "%(transfer)s ships nothing by serial number, or has left, or is not confirmed yet.",
                    transfer=self.name,
                )
            )

    def _serial_problems(self, entries, columns):
        """Return what speaks against putting these entries on the transfer; ``columns``: {kind: letter} of the file."""
        lots = self.env["stock.lot"].sudo().concat(*(entry.lot for entry in entries if entry.lot))  # sudo: their names
        left = lots._whereabouts(lots.ids)
        others = self._other_transfers(lots)
        stands = self._serial_locations(lots)
        kept = self.move_line_ids - self._serial_lines_replaced(entries)
        demand, standing = self._serial_demand(kept), self._serials_standing(kept)
        asked, problems = Counter(), []

        def problem(entry, kind, code, **values):
            value = entry.row.serial if kind == "serial" else getattr(entry.row, kind)
            problems.append(Problem("", entry.row.row, columns.get(kind, ""), code, {"value": value, **values}))

        for entry in entries:
            name, lot_id = entry.product.display_name, entry.lot.id if entry.lot else None
            asked[entry.product] += 1
            if entry.product not in demand:
                problem(entry, "serial", "not_on_transfer", product=name)
            elif asked[entry.product] > demand[entry.product] and entry.product in standing:
                room, there = demand[entry.product], standing[entry.product]
                problem(entry, "serial", "over_rest", product=name, pieces=room, others=there)
            elif asked[entry.product] > demand[entry.product]:
                problem(entry, "serial", "over_transfer", product=name, pieces=demand[entry.product])
            elif lot_id in left:
                problem(entry, "serial", "has_left", transfer=left[lot_id].transfer)
            elif lot_id in others:
                problem(entry, "serial", "other_transfer", transfer=others[lot_id])
            elif lot_id in stands and not self._takes_from(stands[lot_id].location_id):
                problem(entry, "serial", "elsewhere", location=stands[lot_id].location_id.display_name)
        containers = self._named_containers({entry.row.container for entry in entries})
        pallets = self._named_pallets({entry.row.pallet for entry in entries})
        told = set()
        for entry in entries:
            container, pallet = entry.row.container, pallets.get(entry.row.pallet)
            if container and container not in containers and container not in told:
                told.add(container)
                problem(entry, "container", "unknown_container")
            if pallet and pallet.location_id and not self._takes_from(pallet.location_id) and pallet not in told:
                told.add(pallet)
                problem(entry, "pallet", "pallet_elsewhere", location=pallet.location_id.display_name)
        return problems

    def _put_serials(self, entries):
        """Put these entries, all with their lots, on the transfer in the place of what Odoo reserved by itself."""
        self._check_takes_serials()
        lots = self.env["stock.lot"].concat(*(entry.lot for entry in entries)).sudo(False)
        stands = self._serial_locations(lots)
        pallets = self._pallets_of(entries)
        self._serial_lines_replaced(entries).unlink()
        moves = self._open_serial_moves()
        room = {move: move.product_qty - sum(move.move_line_ids.mapped("quantity_product_uom")) for move in moves}
        values = []
        for entry, lot in zip(entries, lots, strict=True):
            move = next(move for move in moves if move.product_id == entry.product and room[move] >= 1)
            room[move] -= 1
            quant = stands.get(lot.id)
            pallet = pallets.get(entry.row.pallet)
            values.append(
                {
                    "move_id": move.id,
                    "picking_id": self.id,
                    "product_id": entry.product.id,
                    "product_uom_id": entry.product.uom_id.id,
                    "quantity": 1,
                    "lot_id": lot.id,
                    "location_id": quant.location_id.id if quant else move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "package_id": quant.package_id.id if quant else False,
                    "result_package_id": (pallet or (quant and quant.package_id) or self.env["stock.package"]).id,
                    "picked": True,
                }
            )
        return self.env["stock.move.line"].create(values)

    def action_take_off_serials(self, product_id=False):
        """Take the serial numbers that files or packers put on this transfer off again; the next file finds it empty.
        Pallets that hold nothing any more leave their containers.

        :param int product_id: of this product only
        :return: how many were taken off
        :raises UserError: the transfer has left, or no serial number was put on it
        :raises AccessError: the user packs no serial numbers
        """
        self.ensure_one()
        if not self.env.user.has_group("sales_manual_addon.group_serial"):
            raise AccessError(
                self.env._(
                    "Serial numbers are put on transfers, and taken off, by the dispatch group and the warehouse."
                )
            )
        self._check_takes_serials()
        lines = self._put_on_lines(product_id)
        if not lines:
            raise UserError(
                self.env._(
                    "%(transfer)s: no serial number was put on it. What Odoo reserved gives way to a file by itself.",
                    transfer=self.name,
                )
            )
        count, pallets = len(lines), lines.result_package_id
        lines.unlink()
        others = self.env["stock.move.line"].sudo()  # what else stands on a pallet, whoever packs it
        others = others.search([("result_package_id", "in", pallets.ids), ("state", "not in", ("done", "cancel"))])
        held = pallets.sudo().filtered("quant_ids") | others.result_package_id  # as above
        pallets.filtered(lambda pallet: pallet.id not in held.ids).vessel_container_id = False
        self.message_post(body=self.env._("%(count)s serial numbers taken off.", count=count))
        return count

    def _put_on_lines(self, product_id=False):
        """Lines of serial numbers that somebody put on the transfer, not Odoo's reservation."""
        lines = self._open_serial_moves().move_line_ids.filtered(lambda line: line.picked and line.lot_id)
        return lines.filtered(lambda line: line.product_id.id == product_id) if product_id else lines

    # what there is

    def _takes_from(self, location):
        return (location.parent_path or "").startswith(self.location_id.parent_path or "/")

    def _serial_lines_replaced(self, entries):
        """What Odoo reserved by itself for these products, and lines of the serial numbers themselves: a file may be
        imported again, and several files one after the other.
        """
        products = {entry.product for entry in entries}
        lot_ids = {entry.lot.id for entry in entries if entry.lot}
        return self.move_line_ids.filtered(
            lambda line: line.product_id in products and (not line.picked or line.lot_id.id in lot_ids)
        )

    def _serials_standing(self, kept):
        """{product: the first serial numbers of lines that stay, as text}."""
        standing = {}
        for product, lines in kept.filtered("lot_id").grouped("product_id").items():
            names = sorted(lines.lot_id.mapped("name"))
            standing[product] = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
        return standing

    def _serial_demand(self, kept):
        """{product: pieces that the transfer may still take of it} beside the lines that stay."""
        demand = Counter()
        for move in self._open_serial_moves():
            demand[move.product_id] += int(move.product_qty)
        for line in kept.filtered(lambda line: line.product_id in demand):
            demand[line.product_id] -= int(line.quantity_product_uom)
        return demand

    def _other_transfers(self, lots):
        """{lot id: name of another open transfer that was given it by somebody, not by Odoo's reservation}."""
        # sudo: that a serial number is taken, whoever may open the transfer
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", lots.ids),
                    ("state", "not in", ("done", "cancel")),
                    ("picked", "=", True),
                    ("picking_id", "!=", self.id),
                ]
            )
        )
        return {line.lot_id.id: line.picking_id.name or line.reference or "" for line in lines}

    def _serial_locations(self, lots):
        """{lot id: the quant that holds it}."""
        quants = self.env["stock.quant"].search(
            [
                ("lot_id", "in", lots.ids),
                ("quantity", ">", 0),
                ("location_id.usage", "in", ("internal", "transit")),
                ("company_id", "=", self.company_id.id),
            ]
        )
        quants.fetch(["lot_id", "location_id", "package_id"])
        return {quant.lot_id.id: quant for quant in quants}

    def _named_pallets(self, names):
        """{name: package} of the packages that exist."""
        packages = self.env["stock.package"].search([("name", "in", list(names - {""}))])
        return {package.name: package for package in packages}

    def _named_containers(self, names):
        """{number as written: container} of the latest booking that has it."""
        containers = self.env["sales.manual.vessel.container"].sudo()  # sudo: that it is booked, whoever packs
        normalized = {name: containers._normalized({"number": name})["number"] for name in names - {""}}
        found = containers.search(
            [
                ("number", "in", list(normalized.values())),
                ("booking_id.state", "!=", "cancelled"),
                ("company_id", "=", self.company_id.id),
            ],
            order="id",
        )
        by_number = {container.number: container for container in found}
        return {name: by_number[number] for name, number in normalized.items() if number in by_number}

    def _pallets_of(self, entries):
        """{name: package} of all pallets these entries name, made where they are new, in the containers named."""
        wanted = {entry.row.pallet: entry for entry in reversed(entries) if entry.row.pallet}
        pallets = self._named_pallets(set(wanted))
        new = [name for name in wanted if name not in pallets]
        values = []
        for name in new:
            sizes = wanted[name].product._packaging_pieces()
            values.append({"name": name, "package_type_id": sizes[0][0].package_type_id.id if sizes else False})
        pallets.update(zip(new, self.env["stock.package"].create(values), strict=True))
        containers = self._named_containers({entry.row.container for entry in wanted.values()})
        loads = {}
        for name, entry in wanted.items():
            if container := containers.get(entry.row.container):
                loads[container] = loads.get(container, self.env["stock.package"]) + pallets[name]
        for container, packages in loads.items():
            packages.vessel_container_id = container.id
        return pallets
