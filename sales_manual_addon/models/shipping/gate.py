from collections import defaultdict
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from odoo import api, models
from odoo.exceptions import UserError

from .gate_row import BACK, BETWEEN_CUSTOMERS, EPSILON, OUT

# the stock operation under way on each cursor: hooks nested in it leave the check to the outermost
_operations = WeakKeyDictionary()


class GateOperation:
    """What a stock operation touched, from its outermost hook to its end."""

    def __init__(self):
        self.depth = 0
        self.before = {}  # what had left before anything of this was done, see ``_gone``
        self.locked_ids = set()  # order lines that were locked before anything was done
        self.line_ids = set()
        self.move_ids = set()

    def add(self, moves):
        """Watch these moves too, if they are done when asked."""
        self.move_ids.update(move.id for move in moves if move.state == "done")


class SalesManualGate(models.AbstractModel):
    """The gate (architecture rule 4): of a contract's order line no more leaves than released shipping notices allow.

    A post-condition. Hooks in ``extended/`` open an :meth:`_operation` around Odoo's own method; when the outermost
    one ends, the pieces that have left are counted anew and compared. No user and no context key is exempt.
    """

    _name = "sales.manual.gate"
    _description = "Shipping gate"

    @api.model
    def _lock(self, order_lines):
        """Take the right to release, void, ship or take back pieces of these order lines until the transaction ends,
        and of the lines of their orders with the same products, which share their tolerance.

        PostgreSQL runs repeatable read: whoever comes second gets a serialization failure, which Odoo retries with a
        fresh snapshot; a lock followed by a sum would oversell. Call it before reading any quantity of the lines.
        """
        self.env["sales.manual.gate.lock"]._take(order_lines)

    @api.model
    def _lock_unwatched(self, order_lines):
        """As :meth:`_lock`, also against stock operations that the gate does not watch: of these, Odoo writes the lines
        themselves.
        """
        self._lock(order_lines)
        self.env["sales.manual.gate.lock"]._touch(order_lines)

    @contextmanager
    def _operation(self, moves, is_rewrite=False):
        """Run a stock operation of these moves under the gate, and check what has left when the outermost operation
        ends.

        ``is_rewrite``: the operation changes what done moves are, not how much they moved: it must not make an order
        line's shipped pieces fewer. Raises UserError, so that the transaction is undone.
        """
        lines = self._watched_lines(moves) if is_rewrite else self._own_lines(moves)
        operation = _operations.get(self.env.cr) or GateOperation()
        # what the outermost one has locked stays locked, whatever an inner one undoes
        self._lock(lines.browse(set(lines.ids) - operation.locked_ids))
        on_record = self._gross_by_order(lines.order_id) if is_rewrite and lines else {}
        if not operation.depth:
            operation.locked_ids = set(lines.ids)
            # only of the outermost: what an inner one finds may have been added by the outer one, unchecked so far
            operation.before = self._gone(self._rows(lines, dated=False))
        operation.line_ids.update(lines.ids)
        operation.depth += 1
        _operations[self.env.cr] = operation  # begun, so that it ends: nothing may raise before ``try``
        try:
            yield operation
        finally:
            operation.depth -= 1
            if not operation.depth:
                del _operations[self.env.cr]
        if on_record:
            self._check_rewrite(on_record)
        if not operation.depth:
            self._ask(operation)

    @api.model
    def _settle(self):
        """Check now what the operation under way has done so far: what follows is not undone with the transaction, as a
        carrier that was called."""
        operation = _operations.get(self.env.cr)
        if not operation:
            return
        self._ask(operation)
        if operation.depth == 1:  # an inner one may go on with what it has begun
            operation.line_ids, operation.move_ids = set(), set()

    def _ask(self, operation):
        # what an inner operation made may have been undone since
        operation.move_ids = set(self.env["stock.move"].browse(operation.move_ids).exists().ids)
        self._close(operation)

    def _close(self, operation):
        """Raise UserError where what the operation did may not be."""
        moves = self.env["stock.move"].sudo().browse(operation.move_ids)
        lineless = self._contract_orders_of_lineless(moves)
        lines = self.env["sale.order.line"].sudo().browse(operation.line_ids).exists()
        lines |= self._own_lines(moves) | self._lines_of_lineless(lineless)
        # what an inner operation locked may have been undone too
        self._lock(lines.filtered(lambda line: line.id not in operation.locked_ids))
        if unordered := self._unordered_reasons(lineless):
            raise UserError("\n\n".join(reason for _move, reason in unordered))
        if lines:
            self._check(lines, operation.before)
        self._check_requiring_companies(moves)

    @api.model
    def _watched_lines(self, moves):
        """Order lines the gate watches among those these moves carry: of contract orders, and of operation types
        that require notices. A move without an order line carries the one its transfer's order has for its product."""
        return self._own_lines(moves) | self._lines_of_lineless(self._contract_orders_of_lineless(moves))

    def _own_lines(self, moves):
        moves = moves.sudo()
        lines = moves.sale_line_id
        if not lines:
            return lines
        requiring = moves.picking_type_id.filtered("requires_shipping_notice")
        orders = lines.order_id.filtered("sales_contract_id")
        own = lines.filtered(lambda line: line.order_id in orders) if orders else lines.browse()
        return own | moves.filtered(lambda move: move.picking_type_id in requiring).sale_line_id if requiring else own

    def _contract_orders_of_lineless(self, moves):
        """Return {move: contract order} for outgoing moves without an order line that belong to one."""
        moves = moves.sudo().filtered(lambda move: not move.sale_line_id and self._is_outgoing(move))
        return {move: order for move, order in self._lineless_orders(moves).items() if order.sales_contract_id}

    def _lines_of_lineless(self, orders_by_move):
        lines = self.env["sale.order.line"].sudo()
        return lines.union(
            *(
                self._line_of(order, product)
                for move, order in orders_by_move.items()
                for product in move.product_id | move.move_line_ids.product_id
            )
        )

    def _line_of(self, order, product):
        """The order's line that goods of this product without a line of their own count with."""
        lines = order.order_line.filtered(lambda line: not line.display_type).sorted("id")
        return (
            lines.filtered(lambda line: line.product_id == product)[:1]
            or lines.filtered(lambda line: product.id in self._kit_ratios(line))[:1]
        )

    def _is_outgoing(self, move):
        return any(
            location.usage == "customer" or location.usage == "transit" and not location.company_id
            for location in move.location_dest_id | move.move_line_ids.location_dest_id
        )

    @api.model
    def _check(self, order_lines, before=None):
        """Raise UserError unless each order line's pieces that have left are within its released notices (rule 4),
        in total and for each notice that a transfer names; then have the shipping room record what has left.

        ``before``: what had left before, as :meth:`_gone` says it; what does not add to it is no shipment, so that what
        left unwatched, before an operation type came to require notices, can be corrected downwards.
        """
        order_lines = order_lines.sudo()  # whoever ships
        rows = self._rows(order_lines, legs=(*OUT, BACK))
        out = [row for row in rows if row.leg in OUT]
        allowed = self._allowed(order_lines, self._gone(out))
        reasons, beyond, gone = self._judge(order_lines, out, allowed, before)
        [(refused, warned)] = self._weigh([(beyond, gone)], order_lines, allowed)
        if refused:
            reasons += self._beyond_reasons(refused, self._waiting_notices(order_lines))
        if reasons:
            raise UserError("\n\n".join(reasons))
        self.env["sales.manual.notice"]._record_deliveries(order_lines, rows)
        self.env["sales.manual.tolerance"]._tell_over_delivery(warned)

    def _judge(self, order_lines, rows, allowed, before=None):
        """Look at what has left of these lines: ``rows`` to count, what is ``allowed``, ``before`` as for ``_check``.

        Return (reasons why it may not, whatever the tolerance; what is beyond its parents; what is gone).
        """
        gone, before = self._gone(rows), before or {}
        between_customers = {row.line_id for row in rows if row.leg == BETWEEN_CUSTOMERS}
        foreign = self._foreign_products(order_lines, rows)
        reasons, counted = [], order_lines.browse()
        for line in order_lines:
            is_more = gone.get((line.id, None), 0.0) > before.get((line.id, None), 0) + EPSILON
            if line.id in between_customers:
                reasons.append(self._between_customers_reason(line))
            elif line in foreign and (line.order_id.sales_contract_id or is_more):
                reasons.append(self._foreign_product_reason(line, foreign[line]))
            else:
                counted += line
        return reasons, self._beyond(counted, gone, allowed, before), gone

    def _foreign_products(self, order_lines, rows):
        """{order line: products that left for it and are neither its own nor parts of its kit}. A notice lets leave
        what it names, not as many pieces of something else."""
        moved = defaultdict(set)
        for row in rows:
            moved[row.line_id].add(row.product_id)
        foreign = {}
        for line in order_lines:
            ratios, product = self._kit_ratios(line), line.product_id
            products = moved[line.id] - {product.id, *ratios}
            # the parts of a kit that was confirmed while nobody watched it are on no record
            if products and (ratios or not ("is_kits" in product._fields and product.is_kits)):
                foreign[line] = product.browse(products)
        return foreign

    def _released(self, order_lines):
        return self.env["sales.manual.notice.line"]._released_by_order_line(order_lines.ids)

    def _notice_allows(self, notice, order_line):
        if notice.state not in ("released", "shipped"):
            return 0
        lines = notice.line_ids.filtered(lambda line: line.order_line_id == order_line)
        return sum(line.pieces_qty - line.closed_qty for line in lines)

    def _gross_by_order(self, orders):
        gross = self._gross_out(orders.order_line)
        return {order: sum(gross[line.id] for line in order.order_line) for order in orders}

    def _check_rewrite(self, before):
        """Refuse where pieces went off the record of an order. Within it they may go to another line, which is checked
        too."""
        orders = self.env["sale.order"].sudo().union(*before).exists()
        for order, pieces in self._gross_by_order(orders).items():
            if pieces < before[order] - EPSILON:
                raise UserError(self._rewrite_reason(order))

    def _unordered_reasons(self, orders_by_move):
        """Return a list of (move, reason) for goods on a contract order's transfer that are not on the order."""
        return [
            (move, self._unordered_reason(move, product, order))
            for move, order in orders_by_move.items()
            for product in move.product_id | move.move_line_ids.product_id
            if not self._line_of(order, product)
        ]
