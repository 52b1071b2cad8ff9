from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .line_writing import AGREE, MAKE, REQUEST, WRITERS
from .weeks import week_label

PAGE = 80
MEASURES = ("planned_qty", "requested_qty", "agreed_qty", "promised_qty")
SHOWN = (*MEASURES, "carried_qty", "difference_qty")


class SalesManualPlan(models.Model):
    """A plan as rows of contract lines and columns of weeks: what the grid shows, and what is entered there."""

    _inherit = "sales.manual.plan"

    @api.readonly
    def grid_page(self, offset=0, search=""):
        """A page of the grid: weeks, rows with their cells, sums of all rows, and what the user may enter.

        :param int offset: the first row; :data:`PAGE` rows are returned
        :param str search: part of a customer's, contract's or product's name
        """
        self.ensure_one()
        self.check_access("read")
        lines = self.env["sales.manual.plan.line"]
        domain = self._grid_domain(search)
        offset = offset if isinstance(offset, int) and offset > 0 else 0
        [(count,)] = lines._read_group(domain, [], ["contract_line_id:count_distinct"])
        groups = lines._read_group(
            domain, ["partner_id", "contract_id", "contract_line_id"], [], offset=offset, limit=PAGE
        )
        cells = lines.search_fetch(domain, ["contract_line_id", "week_date", "is_answered", *SHOWN])
        figures = cells._figures()
        by_row, totals = {}, {}
        for cell in cells:
            week = cell.week_date.isoformat()
            values = {name: cell[name] for name in SHOWN}
            values["noticed_qty"], values["shipped_qty"] = figures[cell.id]
            total = totals.setdefault(week, dict.fromkeys((*values, "now_qty"), 0))
            # what holds: the agreed figure, the planned one where planning has not answered
            values["now_qty"] = values["agreed_qty" if cell.is_answered else "planned_qty"]
            for name, value in values.items():
                total[name] += value
            values |= {"is_answered": cell.is_answered, "is_short": cell.is_short}
            by_row.setdefault(cell.contract_line_id.id, {})[week] = values
        writable = set(self._writable_contract_lines([line.id for *_parties, line in groups]))
        return {
            "name": self.display_name,
            "state": self.state,
            "state_label": self._state_label(),
            "count": count,
            "offset": offset,
            "page": PAGE,
            "weeks": self._grid_weeks(),
            "measures": [
                {"name": name, "label": lines._fields[name]._description_string(self.env)}
                for name in self._enterable(MEASURES)
            ],
            "rows": [
                {
                    "id": line.id,
                    "partner": partner.display_name,
                    "contract": contract.display_name,
                    "product": line.display_name,
                    "is_writable": line.id in writable,
                    "cells": by_row.get(line.id, {}),
                }
                for partner, contract, line in groups
            ],
            "totals": totals,
            "unplanned": self._grid_unplanned(search),
        }

    def grid_save(self, cells, measure, offset=0, search=""):
        """Write what was entered in the grid, all of it or nothing; return the page anew.

        :param list cells: [contract line, first day of the week as text, pieces]
        :param str measure: the field that was entered
        :raises UserError: what was entered is no cell of this plan or no whole number of pieces
        :raises AccessError: this user does not enter this
        """
        self.ensure_one()
        self.check_access("read")
        if measure not in MEASURES or not isinstance(cells, list):
            raise UserError(self.env._("The grid was changed meanwhile. Reload the page."))
        weeks = {first.isoformat(): first for first, _last in self._weeks()}
        changes = []
        for cell in cells:
            if (
                not isinstance(cell, (list, tuple))
                or len(cell) != 3
                or cell[1] not in weeks
                or not isinstance(cell[0], int)
                or isinstance(cell[2], bool)
                or not isinstance(cell[2], (int, float))
            ):
                raise UserError(self.env._("The grid was changed meanwhile. Reload the page."))
            changes.append((cell[0], weeks[cell[1]], {measure: cell[2]}))
        self._apply(changes)
        return self.grid_page(offset, search)

    def _apply(self, changes):
        """Write cells, as the grid and a file bring them: all or none, in a fixed number of statements.

        :param list changes: (contract line id, first day of a week of the plan, values)
        """
        lines = self.env["sales.manual.plan.line"]
        names = {name for _line, _week, values in changes for name in values}
        for _contract_line, _week, values in changes:
            lines._refuse_part_pieces(values)
        lines._check_writer(self, dict.fromkeys(names))
        self._take()
        wanted = {contract_line_id for contract_line_id, _week, _values in changes}
        found = lines.search([("plan_id", "=", self.id), ("contract_line_id", "in", list(wanted))])
        there = {(line.contract_line_id.id, line.week_date): line for line in found}
        new, old = [], lines
        for contract_line_id, week, values in changes:
            if (contract_line_id, week) in there:
                old |= there[contract_line_id, week]
            elif any(values.values()):
                key = {"plan_id": self.id, "contract_line_id": contract_line_id, "week_date": week}
                new.append((key, values))
        old.check_access("write")
        for contract_line_id, week, values in changes:
            if line := there.get((contract_line_id, week)):
                line._put(values)
        old._check_within_contract()
        if self.state == "agreeing" and not names & {"planned_qty", "note"}:
            # sudo: a week that sales did not plan, offered by production planning; who answers was checked
            lines._check_readable(key["contract_line_id"] for key, _values in new)
            made = lines.sudo()._passed().create([key for key, _values in new])
            made._check_contracts()
            for line, (_key, values) in zip(made, new, strict=True):
                line._put(values)
            made._check_within_contract()
        else:
            lines.create([key | values for key, values in new])

    def _grid_domain(self, search):
        """Of this plan's rows those that ``search`` finds: part of a customer's, contract's or product's name."""
        domain = Domain("plan_id", "=", self.id)
        if search and isinstance(search, str):
            domain &= Domain.OR(
                Domain(name, "ilike", search) for name in ("partner_id", "contract_id", "contract_line_id.product_id")
            )
        return domain

    def _grid_unplanned(self, search):
        """What moves without being planned, the most first: as many rows as a page has, and the sums of all."""
        unplanned, domain = self.env["sales.manual.plan.unplanned"], self._grid_domain(search)
        [sums] = unplanned._read_group(domain, [], ["__count", "noticed_qty:sum", "shipped_qty:sum"])
        count, noticed, shipped = sums
        return {
            "count": count,
            "noticed_qty": noticed or 0,
            "shipped_qty": shipped or 0,
            "rows": [
                {
                    "id": row.id,
                    "partner": row.partner_id.display_name,
                    "contract": row.contract_id.display_name,
                    "product": row.contract_line_id.display_name,
                    "noticed_qty": row.noticed_qty,
                    "shipped_qty": row.shipped_qty,
                }
                for row in (unplanned.search(domain, limit=PAGE) if count else unplanned)
            ],
        }

    def _grid_weeks(self):
        today = self.company_id._sales_manual_today()
        return [
            {"date": first.isoformat(), "label": week_label(first, last), "is_now": first <= today <= last}
            for first, last in self._weeks()
        ]

    def _enterable(self, names):
        """Those of the fields of lines that the user may enter now."""
        roles = {REQUEST: True, MAKE: self.can_make, AGREE: self.can_answer}
        return [
            name
            for name in names
            if self.env.user.has_group(WRITERS[name][0]) and self.state in WRITERS[name][1] and roles[WRITERS[name][0]]
        ]

    def _writable_contract_lines(self, contract_line_ids):
        """Those of the contract lines whose plan lines the user may write."""
        found = self.env["sales.manual.plan.line"].search(
            [("plan_id", "=", self.id), ("contract_line_id", "in", contract_line_ids)]
        )
        return found._filtered_access("write").contract_line_id.ids
