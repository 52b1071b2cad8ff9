from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

NUMBER_CODE = "contract"
NUMBER_PREFIX = "XS"
NUMBER_PADDING = 4

# the posts of a department, from the one who checks to the one above both (DOM-2, INT-2, INT-6)
CHECKER, APPROVER, ABOVE, KEEPER = "checker", "approver", "above", "keeper"
POSTS = {
    "domestic": {
        CHECKER: "sales_manual_addon.post_dom_deputy",
        APPROVER: "sales_manual_addon.post_dom_manager",
        ABOVE: "sales_manual_addon.post_gm",
        KEEPER: "sales_manual_addon.post_dom_contract",
    },
    "international": {
        CHECKER: "sales_manual_addon.post_int_deputy",
        APPROVER: "sales_manual_addon.post_int_manager",
        ABOVE: "sales_manual_addon.post_gm",
        KEEPER: "sales_manual_addon.post_int_contract",
    },
}


class SalesManualContract(models.Model):
    """How a contract moves: draft, review, effective, closed; void at any time while nothing is under way."""

    _inherit = "sales.manual.contract"

    _signoff_state = "review"
    _signoff_document_field = "contract_id"
    _signoff_free_fields = frozenset({"effective_date", "void_reason"})
    _reason_methods = {"action_void": _lt("Make the contract void")}

    can_close = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_void = fields.Boolean(compute="_compute_can", export_string_translation=False)

    @api.depends("state", "user_id", "market")
    @api.depends_context("uid")
    def _compute_can(self):
        saved = self.filtered("id")
        no_close = saved._close_refusals()
        no_void = saved._void_refusals()
        for contract in self:
            contract.can_close = contract in saved and not no_close.get(contract.id)
            contract.can_void = contract in saved and not no_void.get(contract.id)

    # draft -> review -> effective

    def action_submit(self):
        """Send drafts to review. Manual: DOM-2, INT-2, INT-6.

        Raises UserError where a contract is not in draft or is not complete; the form's alerts say the same.
        """
        self.check_access("write")
        for contract in self:
            if contract.state != "draft":
                raise UserError(
                    self.env._(
                        "%(contract)s is not in draft and cannot be sent to review.", contract=contract.display_name
                    )
                )
            lacking = [finding for finding in contract._completeness() if finding["level"] == "danger"]
            missing = [alert["message"] for alert in contract._word(lacking)]
            if missing:
                raise UserError(
                    self.env._(
                        "%(contract)s cannot be sent to review yet:\n%(reasons)s",
                        contract=contract.display_name,
                        reasons="\n".join(missing),
                    )
                )
        self._signoff_start()
        self._passed().write({"state": "review"})
        return True

    def _signoff_steps(self):
        """Signatures this contract needs: checked by the department's deputy, then approved by its manager.

        Maker is not checker: where who prepared the contract holds the post of a step, the post above may sign it too.
        """
        self.ensure_one()
        xmlids = self.env["ir.model.data"]
        posts = {
            role: self.env["res.groups"].browse(xmlids._xmlid_to_res_id(xmlid, raise_if_not_found=True))
            for role, xmlid in POSTS[self.market].items()
        }
        makers = self._signoff_makers() | self.env.user | self._signoff_maker_principal()
        is_checker = posts[CHECKER] in makers.all_group_ids
        is_approver = posts[APPROVER] in makers.all_group_ids
        return [
            {
                "code": "check",
                "name": self.env._("Check"),
                "level": 1,
                "post_ids": posts[CHECKER] | (posts[APPROVER] if is_checker else posts[CHECKER]),
                "is_per_warehouse": False,
                "warehouse": self.env["stock.warehouse"],
                "field_names": (),
            },
            {
                "code": "approve",
                "name": self.env._("Approval"),
                "level": 2,
                "post_ids": posts[APPROVER] | (posts[ABOVE] if is_checker or is_approver else posts[APPROVER]),
                "is_per_warehouse": False,
                "warehouse": self.env["stock.warehouse"],
                "field_names": (),
            },
        ]

    def _signoff_done(self):
        """All have signed: the contracts take effect. Their numbers come last, since a number's row is locked from
        then on.
        """
        # sudo: the signature is the permission; an approver need not be allowed to edit contracts
        contracts = self.sudo()._passed()
        days = {company: company._sales_manual_today() for company in contracts.company_id}
        by_company = contracts.grouped("company_id")
        for company, of_company in by_company.items():
            of_company.write({"state": "effective", "effective_date": days[company]})
        for company in contracts.company_id.sorted("id"):
            of_company = by_company[company].sorted("id")
            numbers = self.env["sales.manual.numbering"]._next_numbers(
                len(of_company), company, NUMBER_CODE, NUMBER_PREFIX, days[company], padding=NUMBER_PADDING
            )
            for contract, number in zip(of_company, numbers, strict=True):
                contract.name = number

    def _signoff_rejected(self, reason):
        """A signer sent the contract back: it is a draft again, for its maker to mend and send anew."""
        # sudo: see _signoff_done
        self.sudo()._passed().write({"state": "draft"})

    # close

    def action_close(self):
        """Close contracts that are carried out. Raises UserError with the reason where this user cannot close one.

        What has not been shipped lapses. Where that is more than the tolerance, the department's manager closes.
        """
        self.check_access("write")
        self._lock_execution()
        refusals = self._close_refusals()
        for contract in self:
            if refusals.get(contract.id):
                raise UserError(refusals[contract.id])
        self._passed().write({"state": "closed"})
        return True

    def _close_refusals(self):
        """Return {contract id: translated reason why the current user cannot close it}, for those that cannot."""
        reasons = {}
        under_way = self._documents_under_way(shipped_too=False)
        short = self._filtered_short()
        for contract in self:
            posts = POSTS.get(contract.market, {})
            if contract.state != "effective":
                reasons[contract.id] = self.env._(
                    "%(contract)s is not effective; only an effective contract is closed.",
                    contract=contract.display_name,
                )
            elif not contract._is_held((KEEPER, CHECKER, APPROVER)):
                reasons[contract.id] = self.env._(
                    "%(contract)s is closed by the contract post or the head of its department (%(posts)s).",
                    contract=contract.display_name,
                    posts=contract._post_names((KEEPER, CHECKER, APPROVER)),
                )
            elif under_way.get(contract.id):
                reasons[contract.id] = self.env._(
                    "%(contract)s still has %(documents)s under way. Ship, shorten or void them first.",
                    contract=contract.display_name,
                    documents=contract._joined(under_way[contract.id]),
                )
            elif contract in short and not contract._is_held((APPROVER,)):
                reasons[contract.id] = self.env._(
                    "%(contract)s has shipped less than its tolerance allows. %(post)s can close it nevertheless.",
                    contract=contract.display_name,
                    post=self.env.ref(posts[APPROVER]).name,
                )
        return reasons

    # void

    def action_void(self, reason=None):
        """Make contracts void, with a reason; a number once given stays. Raises UserError where that cannot be.

        Until it is in force its salesperson makes it void, or the head of the department; then the head only, and only
        while no order and no shipping notice of it is alive.
        """
        self.check_access("write")
        reason = self._reason_text(reason)
        if not reason:
            raise UserError(self.env._("Say why the contract is made void; the reason stays on record."))
        self._lock_execution()
        refusals = self._void_refusals()
        for contract in self:
            if refusals.get(contract.id):
                raise UserError(refusals[contract.id])
        self._signoff_append("cancel", reason=reason)
        self._signoff_close()
        self._passed().write({"state": "void", "void_reason": reason})
        return True

    def _void_refusals(self):
        """Return {contract id: translated reason why the current user cannot make it void}, for those that cannot."""
        reasons = {}
        under_way = self._documents_under_way()
        for contract in self:
            if contract.state not in ("draft", "review", "effective"):
                reasons[contract.id] = self.env._(
                    "%(contract)s is closed or void already.", contract=contract.display_name
                )
            elif contract.state == "effective" and not contract._is_held((CHECKER, APPROVER)):
                reasons[contract.id] = self.env._(
                    "%(contract)s is in force; it is made void by the head of its department (%(posts)s).",
                    contract=contract.display_name,
                    posts=contract._post_names((CHECKER, APPROVER)),
                )
            elif self.env.user not in contract.create_uid | contract.user_id and not contract._is_held(
                (CHECKER, APPROVER)
            ):
                reasons[contract.id] = self.env._(
                    "%(contract)s is made void by its salesperson or by the head of its department (%(posts)s).",
                    contract=contract.display_name,
                    posts=contract._post_names((CHECKER, APPROVER)),
                )
            elif under_way.get(contract.id):
                reasons[contract.id] = self.env._(
                    "%(contract)s has %(documents)s under way. Cancel or void them first.",
                    contract=contract.display_name,
                    documents=contract._joined(under_way[contract.id]),
                )
        return reasons

    # who and what stands in the way

    def _is_held(self, roles):
        """Whether the current user holds one of these posts of the contract's market. The superuser holds none."""
        self.ensure_one()
        posts = POSTS.get(self.market, {})
        return any(self.env.user.has_group(posts[role]) for role in roles if role in posts)

    def _post_names(self, roles):
        self.ensure_one()
        return ", ".join(self.env.ref(POSTS[self.market][role]).name for role in roles)

    def _check_handover(self):
        """A contract in force changes salesperson or department by the head of the department or the administrator."""
        for contract in self:
            if contract.state not in ("draft", "review") and not (
                contract._is_held((CHECKER, APPROVER, ABOVE))
                or self.env.user.has_group("sales_manual_addon.group_configuration")
            ):
                raise UserError(
                    self.env._(
                        "%(contract)s is handed over to another salesperson or department by the head of its own: "
                        "%(posts)s.",
                        contract=contract.display_name,
                        posts=contract._post_names((CHECKER, APPROVER)),
                    )
                )
