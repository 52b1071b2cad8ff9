from odoo import fields, models


class SalesManualNotice(models.Model):
    """What is signed on a notice, by whom, and what follows from it (CMD-6, CMD-20)."""

    _inherit = "sales.manual.notice"
    _signoff_state = "signing"
    _signoff_document_field = "notice_id"
    _signoff_free_fields = frozenset({"issue_date", "release_date", "void_reason", "print_count"})

    def action_sign(self, comment=False, seen=None):
        """See the mixin. The order lines' rows are taken before the notice's, as everything else on notices takes
        them.
        """
        self._lock_quota()
        return super().action_sign(comment=comment, seen=seen)

    def action_reject(self, reason):
        """See the mixin and :meth:`action_sign`."""
        self._lock_quota()
        return super().action_reject(reason)

    def _signoff_steps(self):
        """The signatures this notice needs, from its class."""
        self.ensure_one()
        return [
            {
                "code": step.code,
                "name": step.name,
                "level": step.level,
                "post_ids": step.post_ids,
                "is_per_warehouse": step.is_per_warehouse,
                "warehouse": self.warehouse_id if step.is_per_warehouse else self.env["stock.warehouse"],
                "field_names": step.field_ids.mapped("name"),
            }
            # sudo: posts and fields are not readable by everyone who issues
            for step in self.sudo().class_id.step_ids.sorted(lambda step: (step.level, step.id))
        ]

    def _signoff_contents(self):
        """What is signed, {id: content}: the header, and each line with what its order ordered at that moment.

        Until release the ordered quantity is the order's own, so that a changed order makes signatures void; then
        it stays. References are {id, name}, amounts text, names in the company's language whoever signs.
        """
        # sudo: the same content for every signer, whatever of contract and order he may read
        notices = self.sudo()
        contents = {}
        for language, of_language in notices.grouped(lambda notice: notice.company_id.partner_id.lang).items():
            of_language = of_language.with_context(
                lang=language if self.env["res.lang"]._get_data(code=language) else "en_US"
            )
            numbers = of_language.line_ids._order_line_numbers(of_language.line_ids.order_line_id)
            for notice in of_language:
                contents[notice.id] = notice._whole_content(numbers)
        return contents

    def _whole_content(self, numbers):
        content = {name: self._signoff_value(self, name) for name in self._signed_fields if name != "line_ids"}
        content["line_ids"] = [
            self._signoff_line_content(line, numbers)
            for line in self.line_ids.sorted(lambda line: (line.sequence, line.id))
        ]
        return content

    def _signoff_value(self, record, name):
        value, kind = record[name], record._fields[name].type
        if name == "class_id":
            return {"id": value.id, "name": value.code}
        if kind == "many2one":
            return self._signoff_ref(value)
        if kind == "date":
            return value.isoformat() if value else None
        return value or ""

    def _signoff_line_content(self, line, numbers):
        is_live = self.state in ("draft", "signing")
        order_line, batch_line = line.order_line_id, line.batch_line_id
        return {
            "id": line.id,
            "order_line_id": {"id": order_line.id, "name": numbers[order_line.id]} if order_line else None,
            "batch_line_id": {"id": batch_line.id, "name": batch_line.batch_id.display_name} if batch_line else None,
            "product_id": self._signoff_ref(line.product_id),
            "pieces_qty": line.pieces_qty,
            "ordered_qty": int(line._ordered_pieces()) if is_live else line.ordered_qty,
            "power_w": f"{line.power_w:.4f}",
            "amount": f"{line.amount:.{line.currency_id.decimal_places}f}",
        }

    def _signoff_done(self):
        """All have signed: what stood in the way at issue is asked again on locked rows, then the goods may leave."""
        self._lock_quota()
        self._check_blockers()
        for line in self.sudo().line_ids:  # sudo: the last signer writes no notices
            line._passed().ordered_qty = int(line._ordered_pieces())
        self.sudo()._passed().write({"state": "released", "release_date": fields.Datetime.now()})
        self._refresh_counters(self._order_lines())

    def _signoff_rejected(self, reason):
        """Back to its maker; its pieces are open again. The reason stands in the chain and above the notice."""
        self._lock_quota()
        self.sudo()._passed().write({"state": "draft"})  # sudo: who rejects writes no notices
        self._refresh_counters(self._order_lines())
