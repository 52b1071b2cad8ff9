from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class SalesManualFound(models.AbstractModel):
    """Documents that people find by their own number or by what they belong to.

    Typed into the search of a list of ten years: each way of finding is asked by its own index, and what any of them
    finds is the result. Joined by OR beside a subquery PostgreSQL would read every document there is.
    """

    _name = "sales.manual.found"
    _description = "Found by several names"

    # pairs of field path and operator
    _found_by = ()

    @api.model
    def _search_display_name(self, operator, value):
        if operator != "ilike" or not value or not self._found_by:
            return super()._search_display_name(operator, value)
        found = (self._search(Domain(path, how, value)) for path, how in self._found_by)
        ways = [query.select() for query in found if not query.is_empty()]
        return Domain("id", "in", SQL("(%s)", SQL(" UNION ").join(ways))) if ways else Domain.FALSE
