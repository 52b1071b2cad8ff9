"""The credit note: Odoo's own reversal of what was invoiced, over the pieces that came back."""

from collections import defaultdict

from odoo import Command, models
from odoo.exceptions import AccessError, UserError


class SalesManualReturn(models.Model):
    _inherit = "sales.manual.return"

    def action_credit(self):
        """Open the credit notes of what came back: those there are, or drafts by Odoo's reversal of the invoices, the
        last first, with the pieces that came back. Amounts, posting and what follows are Odoo's.

        Where nothing of it was invoiced there is nothing to credit, and the report says so.

        :raises UserError: the decision is not to take the goods back for credit, or none have arrived
        :raises AccessError: the user does no invoicing
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env["account.move.reversal"].has_access("create"):
            raise AccessError(self.env._("Credit notes are written by accounting."))
        if self.state != "decided" or self.decision != "return" or not self.received_qty:
            raise UserError(self.env._("%(report)s: no goods have come back for credit.", report=self.display_name))
        self._signoff_lock()
        notes = self.credit_note_ids.filtered(lambda note: note.state != "cancel")
        wanted = self._to_credit(notes)
        if wanted:
            notes |= self._make_credit_notes(wanted)
        if not notes:
            self.sudo()._passed().is_credit_settled = True  # sudo: accounting writes no reports
            self.sudo()._message_log(
                body=self.env._(
                    "Nothing to credit: what came back was not invoiced; the next invoice of the order leaves it out."
                ),
                author_id=self.env.user.partner_id.id,
            )
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return notes._get_records_action(name=self.env._("Credit notes"))

    def _to_credit(self, notes):
        """{invoice: {invoice line: pieces}} to credit: what came back, less what ``notes`` credit already, from the
        last posted invoice of each order line backwards.
        """
        wanted = defaultdict(dict)
        for line in self.sudo().line_ids:  # pieces of what the report names, whoever may read the order
            order_line = line._sold_line()
            rest = line.received_qty - sum(self._pieces(order_line.invoice_lines & notes.invoice_line_ids).values())
            invoiced = order_line.invoice_lines.filtered(
                lambda row: row.move_id.move_type == "out_invoice" and row.parent_state == "posted"
            )
            credited = self._credited(order_line)
            for row, pieces in sorted(
                self._pieces(invoiced).items(), key=lambda item: (item[0].date, item[0].id), reverse=True
            ):
                free = min(rest, pieces - min(credited[row.move_id], pieces))
                credited[row.move_id] -= min(credited[row.move_id], pieces)
                if free > 0:
                    wanted[row.move_id][row] = free
                    rest -= free
        return wanted

    def _pieces(self, invoice_lines):
        """{invoice line: its whole pieces, in the product's own unit}."""
        return {row: row.product_uom_id._compute_quantity(row.quantity, row.product_id.uom_id) for row in invoice_lines}

    def _credited(self, order_line):
        """{invoice: pieces of the order line that its credit notes, drafts too, have taken back}."""
        credited = defaultdict(float)
        refunds = order_line.invoice_lines.filtered(
            lambda row: row.move_id.move_type == "out_refund" and row.parent_state != "cancel"
        )
        for row, pieces in self._pieces(refunds).items():
            credited[row.move_id.reversed_entry_id] += pieces
        return credited

    def _make_credit_notes(self, wanted):
        """Draft credit notes over ``wanted``, {invoice: {invoice line: pieces}}, by Odoo's reversal and the user's own
        right.
        """
        notes = self.env["account.move"]
        for journal, invoices in notes.union(*wanted).grouped("journal_id").items():
            dialog = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=invoices.ids)
                .create({"reason": self.display_name, "journal_id": journal.id})
            )
            dialog.refund_moves()
            notes += dialog.new_move_ids
        for note in notes:
            note.write(
                {
                    "return_report_id": self.id,
                    "invoice_line_ids": self._credit_commands(note, wanted[note.reversed_entry_id]),
                }
            )
        return notes

    def _credit_commands(self, note, pieces_by_row):
        """What makes of a whole reversal one over these pieces, {line of the invoice: pieces}."""
        wanted = defaultdict(list)
        for row, pieces in pieces_by_row.items():
            wanted[row.sale_line_ids].append(row.product_id.uom_id._compute_quantity(pieces, row.product_uom_id))
        commands = []
        for row in note.invoice_line_ids:
            quantities = wanted.get(row.sale_line_ids) if row.display_type == "product" else None
            commands.append(
                Command.update(row.id, {"quantity": quantities.pop(0)}) if quantities else Command.delete(row.id)
            )
        return commands
