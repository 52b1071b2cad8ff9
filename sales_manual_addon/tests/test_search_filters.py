from lxml import etree

from odoo.tests import TransactionCase, tagged

# what narrows a list beside its default filter: {action: (default, those)}
NARROWING = {
    "sales_manual_batch_action": ("open", ("planned", "ordered", "late")),
    "sales_manual_batch_line_action": ("open", ("planned", "ordered", "late")),
    "sales_manual_contract_action": ("running", ("draft", "review", "effective", "expiring")),
    "sales_manual_declaration_action": ("not_closed", ("open", "declared", "old")),
    "sales_manual_document_set_action": ("missing", ("late", "mine", "no_original")),
    "sales_manual_due_back_action": ("out", ("overdue", "soon")),
    "sales_manual_gate_pass_action": ("open", ("mine", "late", "not_told", "loading", "left")),
    "sales_manual_notice_action": ("open", ("blocked", "held", "signing", "late")),
    "sales_manual_plan_action": ("open", ("asks_me", "collecting", "agreeing")),
    "sales_manual_plan_line_action": ("open", ("mine", "unanswered")),
    "sales_manual_vessel_booking_action": ("open", ("unconfirmed", "this_week", "late")),
    "sales_manual_vessel_booking_action_week": ("unconfirmed", ("this_week", "next_week")),
    "sales_manual_vessel_container_action": ("open", ("nameless", "damaged")),
}

# what is asked of one's own as well: {action: those}
OWN = {
    "sales_manual_feedback_action": ("overdue",),
    "sales_manual_payment_notice_action": ("not_sent",),
    "sales_manual_pickup_action": ("expired", "not_sent"),
}


@tagged("post_install", "-at_install")
class TestSearchFilters(TransactionCase):
    """Odoo takes any of the filters that stand together, and all of those apart: what shall narrow stands apart."""

    def groups(self, action):
        """[names of the filters that stand together] of the search view that the action opens."""
        view = self.env[action.res_model].get_view(action.search_view_id.id, "search")
        groups = [[]]
        for node in etree.fromstring(view["arch"]):
            if node.tag in ("separator", "group"):
                groups.append([])
            elif node.tag == "filter":
                groups[-1].append(node.get("name"))
        return groups

    def test_filters_narrow_what_a_list_begins_with(self):
        for name, (default, narrowing) in NARROWING.items():
            action = self.env.ref(f"sales_manual_addon.{name}")
            with self.subTest(action=name):
                self.assertIn(f"search_default_{default}", action.context)
                groups = self.groups(action)
                known = {filter_name for group in groups for filter_name in group}
                self.assertLessEqual({default, *narrowing}, known)
                [beside] = [group for group in groups if default in group]
                self.assertFalse(set(narrowing) & set(beside))

    def test_ones_own_stand_apart(self):
        for name, others in OWN.items():
            with self.subTest(action=name):
                [beside] = [
                    group for group in self.groups(self.env.ref(f"sales_manual_addon.{name}")) if "mine" in group
                ]
                self.assertFalse(set(others) & set(beside))
