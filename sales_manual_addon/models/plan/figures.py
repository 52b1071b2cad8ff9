from odoo import models
from odoo.tools import SQL


class SalesManualPlanLine(models.Model):
    """What has become of a plan: read from notices and deliveries, never typed (architecture rule 1)."""

    _inherit = "sales.manual.plan.line"

    def _figures(self):
        """Return {line id: (pieces on notices, pieces shipped)}, in two statements.

        Both are counted by contract line and given to its weeks in turn, so that what left a week late is still what
        was agreed; what is beyond all weeks stands at the last.
        """
        if not self.ids:
            return {}
        totals = self._month_totals()
        # sudo: the other weeks of the contract line take their share, and whoever reads one reads all of them
        rows = self.sudo().search_fetch(
            [("plan_id", "in", self.sudo().plan_id.ids), ("contract_line_id", "in", self.sudo().contract_line_id.ids)],
            ["plan_id", "contract_line_id", "planned_qty", "agreed_qty", "is_answered"],
            order="plan_id, contract_line_id, week_date",
        )
        cells = {}
        for row in rows:
            cells.setdefault((row.plan_id.id, row.contract_line_id.id), []).append(row)
        figures = {}
        for key, weeks in cells.items():
            wanted = [row.agreed_qty if row.is_answered else row.planned_qty for row in weeks]
            noticed, shipped = (_by_turns(total, wanted) for total in totals.get(key, (0, 0)))
            figures.update({row.id: pair for row, *pair in zip(weeks, noticed, shipped, strict=True)})
        return figures

    def _month_totals(self):
        """{(plan, contract line): (pieces on notices, pieces shipped)} of the month of the plan.

        On notices is what issued notices let leave by the end of the month, less what left before it.
        """
        self.flush_recordset(["plan_id", "contract_line_id"])
        self.env["sales.manual.notice.line"].flush_model(["batch_line_id", "pieces_qty", "closed_qty"])
        self.env["sales.manual.notice"].flush_model(["state", "ship_date"])
        self.env["sales.manual.notice.delivery"].flush_model(["day", "pieces_qty", "kind", "notice_line_id"])
        rows = self.env.execute_query(
            month_totals(
                SQL(
                    """
                    SELECT DISTINCT line.plan_id, line.contract_line_id, plan.month,
                           (plan.month + INTERVAL '1 month')::date AS month_end
                      FROM sales_manual_plan_line line JOIN sales_manual_plan plan ON plan.id = line.plan_id
                     WHERE line.id = ANY(%s)
                    """,
                    self.ids,
                )
            )
        )
        return {(plan_id, contract_line_id): tuple(pair) for plan_id, contract_line_id, *pair in rows}


def month_totals(cells):
    """The statement of what issued notices let leave in a month and what has left: plan, contract line, pieces, pieces.

    :param SQL cells: SELECT of plan_id, contract_line_id, month and month_end, each plan's contract line once
    """
    return SQL(
        """
            SELECT cell.plan_id, cell.contract_line_id,
                   SUM(CASE WHEN notice.ship_date < cell.month_end
                            THEN GREATEST(notice_line.pieces_qty - notice_line.closed_qty - COALESCE(moved.before, 0),
                                          COALESCE(moved.within, 0))
                            ELSE COALESCE(moved.within, 0) END)::int AS noticed_qty,
                   SUM(COALESCE(moved.within, 0))::int AS shipped_qty
              FROM (%s) cell
              JOIN sales_manual_batch_line batch_line ON batch_line.contract_line_id = cell.contract_line_id
              JOIN sales_manual_notice_line notice_line ON notice_line.batch_line_id = batch_line.id
              JOIN sales_manual_notice notice ON notice.id = notice_line.notice_id
              JOIN sales_manual_notice_class class ON class.id = notice.class_id AND class.is_sold
         LEFT JOIN LATERAL (
                   SELECT SUM(delivery.pieces_qty) FILTER (WHERE delivery.day < cell.month) AS before,
                          SUM(delivery.pieces_qty) FILTER (
                              WHERE delivery.day >= cell.month AND delivery.day < cell.month_end) AS within
                     FROM sales_manual_notice_delivery delivery
                    WHERE delivery.notice_line_id = notice_line.id AND delivery.kind = 'out') moved ON TRUE
             WHERE notice.state IN ('signing', 'released', 'shipped')
             GROUP BY 1, 2
        """,
        cells,
    )


def _by_turns(total, wanted):
    """Give ``total`` to the weeks in turn, each what it wants; the rest is the last one's."""
    given = []
    for pieces in wanted:
        given.append(min(pieces, total))
        total -= given[-1]
    if given:
        given[-1] += total
    return given
